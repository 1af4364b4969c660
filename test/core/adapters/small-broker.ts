import { writeFileSync } from 'node:fs';
import { serveBroker } from '../../../src/core/adapters/serve-broker.ts';

const sleep = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** A helper for the tests of brokers: it answers, tells, fails, hangs and dies as it is asked. */
serveBroker(
  {
    pid: async () => process.pid,
    echo: async (argument) => argument,
    environment: async (name) => process.env[String(name)] ?? null,
    tell: async (_, tell) => {
      tell(1);
      tell(2);
      return 3;
    },
    fail: async () => {
      throw Object.assign(new Error('no such thing'), { name: 'NotFound', code: 'ENOENT' });
    },
    failWith: async (words) => {
      throw new Error(String(words));
    },
    hang: () => new Promise(() => {}),
    die: async () => process.exit(7),
    throwLater: () =>
      new Promise(() => {
        setImmediate(() => {
          throw new Error('nobody catches this');
        });
      }),
    write: async (path) => {
      await sleep(150);
      writeFileSync(String(path), 'finished');
    },
  },
  { mustFinish: ['write'], lastWordsMs: 60_000 },
);
