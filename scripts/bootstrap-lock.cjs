/** Allows one bootstrap at a time. The others wait. A lock whose process has ended is taken over. */
const fs = require('node:fs');
const path = require('node:path');

const patienceMs = 10 * 60_000;
const pollMs = 100;
/** A lock without a pid is new, or its process died while creating it. */
const namelessMs = 5_000;

/** @throws Error when another bootstrap holds the lock for ten minutes */
function underLock(lock, work) {
  const release = take(lock);
  try {
    return work();
  } finally {
    release();
  }
}

function take(lock) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    if (tryTake(lock)) return () => remove(lock);
    const pid = readPid(lock);
    if (isStale(lock, pid)) removeStale(lock, pid);
    else sleep(pollMs);
  }
  throw new Error(`process ${readPid(lock)} has been preparing this folder for ten minutes (${lock})`);
}

function tryTake(lock) {
  try {
    fs.mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  fs.writeFileSync(path.join(lock, 'pid'), String(process.pid));
  return true;
}

/** Renames the lock before removing it, so that only one of two waiting processes takes it over. */
function removeStale(lock, pid) {
  const aside = `${lock}.${process.pid}`;
  try {
    fs.renameSync(lock, aside);
  } catch {
    return;
  }
  if (readPid(aside) === pid) remove(aside);
  else fs.renameSync(aside, lock);
}

function remove(lock) {
  fs.rmSync(lock, { recursive: true, force: true });
}

function isStale(lock, pid) {
  if (pid > 0) return !isAlive(pid);
  try {
    // Compare two times of the file system, because the system clock may differ.
    const probe = `${lock}.probe.${process.pid}`;
    fs.writeFileSync(probe, '');
    const now = fs.statSync(probe).mtimeMs;
    fs.unlinkSync(probe);
    return now - fs.statSync(lock).mtimeMs > namelessMs;
  } catch {
    return false;
  }
}

function readPid(lock) {
  try {
    return Number(fs.readFileSync(path.join(lock, 'pid'), 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

module.exports = { underLock };
