/**
 * Makes a clone ready to run: a recent Node, the packages of package-lock.json, and a current build. It keeps what is
 * already there, so later runs only compare file stats. It must parse on Node 14.18 and later and use no packages, because
 * it runs before they are installed.
 */
const childProcess = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { underLock } = require('./bootstrap-lock.cjs');
const { packageStamp, readStamp, sourceStamp } = require('./freshness.cjs');
const { version: wantedVersion, platforms, writeLock } = require('./pinned-node.cjs');

const wantedMajor = 24;
const root = path.join(__dirname, '..');
const toolchain = path.join(root, '.toolchain');
const packagesFile = path.join(root, 'node_modules', '.keyturn-packages');
const buildFile = path.join(root, 'dist', '.keyturn-sources');

class BootstrapFailed extends Error {}

/**
 * Returns the Node that runs everything.
 *
 * @param {{ needsBuild?: boolean, needsTools?: boolean }} needs `needsBuild` to run the bundle, `needsTools` for checks and
 * tests
 */
function ready({ needsBuild = false, needsTools = true }) {
  try {
    const node = readyNode();
    if (node !== null && hasPackages(node, needsTools) && (!needsBuild || isBuilt())) return node;
    return underLock(path.join(toolchain, 'bootstrap.lock'), () => {
      // Check again: another bootstrap may have installed it during the wait.
      const usable = readyNode() || installNode();
      if (!hasPackages(usable, needsTools)) installPackages(usable, needsTools);
      if (needsBuild && !isBuilt()) build(usable);
      return usable;
    });
  } catch (error) {
    say(error instanceof BootstrapFailed ? error.message : `Could not prepare this folder: ${error.stack}`);
    process.exit(1);
  }
}

/** The running Node if it is recent enough, else the one in .toolchain, else null. */
function readyNode() {
  if (majorOf(process.version) >= wantedMajor) return { program: process.execPath, major: majorOf(process.version) };
  const program = toolchainNode();
  const isComplete = readStamp(path.join(toolchain, 'node-version')) === wantedVersion && fs.existsSync(program);
  return isComplete ? { program, major: wantedMajor } : null;
}

function installNode() {
  const platform = `${packagePlatform()}-${process.arch}`;
  if (!platforms.includes(platform)) {
    throw new BootstrapFailed(
      `keyturn needs Node ${wantedMajor} or newer (you have ${process.version}), and has none for ${platform}. Install it yourself, then run the command again.`,
    );
  }
  say(`Downloading Node ${wantedVersion} into .toolchain (you have ${process.version})…`);
  writeLock(toolchain, platform);
  npm(
    ['ci', '--prefix', toolchain, '--no-audit', '--no-fund', '--ignore-scripts'],
    `Install Node ${wantedMajor} or newer yourself, or make sure that this computer can reach its npm registry. Then run the command again.`,
  );
  const program = toolchainNode();
  const found = childProcess.spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (found.status !== 0) {
    throw new BootstrapFailed(
      `The Node in ${path.dirname(program)} does not run on this computer: ${found.stderr || found.error}\nInstall Node ${wantedMajor} or newer yourself, then run the command again.`,
    );
  }
  fs.writeFileSync(path.join(toolchain, 'node-version'), wantedVersion);
  return { program, major: majorOf(found.stdout) };
}

/** No install scripts are needed, because every native package here contains its binary. */
function installPackages(node, needsTools) {
  say('Installing packages…');
  const cure =
    'Make sure that this computer can reach its npm registry, then run the command again. The npm cache keeps what was already downloaded.';
  const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  npm([...install, '--prefix', __dirname], cure, node);
  npm(needsTools ? install : [...install, '--omit=dev'], cure, node);
  fs.writeFileSync(packagesFile, packageStamp(root, node.major, needsTools));
}

function build(node) {
  say('Building…');
  const made = childProcess.spawnSync(node.program, [path.join(__dirname, 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (made.status !== 0) throw new BootstrapFailed('The build failed. The lines above show where.');
}

function npm(args, cure, node) {
  const own = process.env.npm_execpath || '';
  const isOwn = /npm-cli\.js$/.test(own);
  const program = isOwn ? (node || { program: process.execPath }).program : 'npm';
  const ran = childProcess.spawnSync(program, isOwn ? [own, ...args] : args, {
    cwd: root,
    encoding: 'utf8',
    env: node ? environmentOf(node) : process.env,
    maxBuffer: 64 * 1024 * 1024,
    shell: !isOwn && process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (ran.status === 0) return;
  const told = String(ran.error || ran.stderr || ran.stdout);
  const lines = told
    .split('\n')
    .map((line) => line.replace(/^npm error ?/, ''))
    .filter((line) => /\S/.test(line) && !/^\s+at |^npm warn|complete log/i.test(line));
  throw new BootstrapFailed(`npm ${args[0]} failed. ${cure}\nnpm said: ${lines.slice(0, 6).join('\n  ')}`);
}

/** This environment with the right Node and the clone's tools first in PATH. */
function environmentOf(node) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') || 'PATH';
  const folders = [path.dirname(node.program), path.join(root, 'node_modules', '.bin'), process.env[name]];
  return Object.assign({}, process.env, { [name]: folders.filter(Boolean).join(path.delimiter) });
}

function hasPackages(node, needsTools) {
  const stamp = readStamp(packagesFile);
  const isWhole = stamp === packageStamp(root, node.major, true);
  return isWhole || (!needsTools && stamp === packageStamp(root, node.major, false));
}

function isBuilt() {
  return fs.existsSync(path.join(root, 'dist', 'main.js')) && readStamp(buildFile) === sourceStamp(root);
}

function toolchainNode() {
  const platform = packagePlatform();
  const folder = path.join(toolchain, 'node_modules', `node-${platform}-${process.arch}`, 'bin');
  return path.join(folder, platform === 'win' ? 'node.exe' : 'node');
}

function packagePlatform() {
  return process.platform === 'win32' ? 'win' : process.platform;
}

function majorOf(version) {
  return Number(/\d+/.exec(version)[0]);
}

function say(text) {
  process.stderr.write(`keyturn: ${text}\n`);
}

module.exports = { ready, environmentOf, root, toolchain, buildFile };
