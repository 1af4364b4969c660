/** Stamps: hashes of inputs, stored next to the result. If they differ, the result is stale. */
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

/** Changes if a source is edited, added, removed or renamed. */
function sourceStamp(root) {
  const hash = crypto.createHash('sha256');
  for (const entry of [
    'package.json',
    'package-lock.json',
    'scripts/package-lock.json',
    'scripts/build.mjs',
    'scripts/merge-chunks.mjs',
    'src',
  ]) {
    addFile(hash, path.join(root, entry));
  }
  return hash.digest('hex');
}

/** Changes with the locked packages, the Node version and platform, and whether the tools are included. */
function packageStamp(root, nodeMajor, hasTools) {
  const hash = crypto.createHash('sha256');
  for (const lock of ['package-lock.json', 'scripts/package-lock.json'])
    hash.update(fs.readFileSync(path.join(root, lock)));
  const extent = hasTools ? 'all' : 'without tools';
  return `${hash.digest('hex')} node ${nodeMajor} ${process.platform}-${process.arch} ${extent}`;
}

function addFile(hash, file) {
  const stat = fs.statSync(file);
  if (stat.isDirectory()) {
    for (const name of fs.readdirSync(file).sort()) addFile(hash, path.join(file, name));
  } else {
    hash.update(`${file}\0${stat.size}\0${stat.mtimeMs}\n`);
  }
}

function readStamp(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

module.exports = { sourceStamp, packageStamp, readStamp };
