import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { place, program } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('SIGHUP asks the daemon for a check, and is no interruption', async () => {
  const [started] = process.argv.splice(1, 1, program);
  onTestFinished(() => void process.argv.splice(1, 1, started as string));
  // Its log.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const asked = Object.assign(new EventEmitter(), { exit: () => undefined });
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const given = { version: '0', streams, env: place(tempFolder()).env, process: asked as unknown as NodeJS.Process };
  const ended = run(['daemon'], given);
  await expect.poll(() => asked.listenerCount('SIGHUP')).toBe(2);
  asked.emit('SIGHUP', 'SIGHUP');
  // Who has been interrupted listens no more, so that the next signal ends the process.
  expect(asked.listenerCount('SIGTERM')).toBe(1);
  asked.emit('SIGTERM', 'SIGTERM');
  expect(await ended).toBe(0);
});
