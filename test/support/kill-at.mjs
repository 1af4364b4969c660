/**
 * Loaded into the real program with `--import`. Kills it with SIGKILL at the n-th boundary of an effect, or counts the
 * boundaries: before and after a request, a state write, or the replacement of a file (`withSync`: also a synchronous one). Its instructions come from a file, so
 * they don't show in the program's arguments.
 */
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, StatementSync } from 'node:sqlite';

const plan = JSON.parse(fs.readFileSync(process.env.KILL_AT_PLAN, 'utf8'));
// Child processes end with the program and need no kill of their own.
delete process.env.NODE_OPTIONS;
delete process.env.KILL_AT_PLAN;

let count = 0;
const boundary = () => {
  count += 1;
  if (count === plan.at) process.kill(process.pid, 'SIGKILL');
};
process.on('exit', () => fs.writeFileSync(plan.counted, String(count)));

// Both are published inside undici, which also sends the requests of `fetch`.
for (const moment of ['create', 'headers']) subscribe(`undici:request:${moment}`, boundary);

const around = (owner, name) => {
  const original = owner[name];
  owner[name] = function (...args) {
    boundary();
    const result = original.apply(this, args);
    if (typeof result?.then !== 'function') {
      boundary();
      return result;
    }
    return result.then((value) => {
      boundary();
      return value;
    });
  };
};
around(StatementSync.prototype, 'run');
const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  const isCommit = /^\s*COMMIT/i.test(sql);
  if (isCommit) boundary();
  const result = exec.call(this, sql);
  if (isCommit) boundary();
  return result;
};
for (const name of ['rename', 'link', 'rm']) around(fs.promises, name);
if (plan.withSync) around(fs, 'renameSync');
syncBuiltinESMExports();
