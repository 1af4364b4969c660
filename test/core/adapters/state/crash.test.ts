import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

interface Writer {
  readonly child: ChildProcess;
  readonly acknowledged: number[];
  readonly ended: Promise<unknown>;
}

function writerIn(folder: string, count?: number): Writer {
  const args = count === undefined ? [folder] : [folder, String(count)];
  const child = fork(new URL('./journal-writer.ts', import.meta.url), args, { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const acknowledged: number[] = [];
  child.on('message', (line) => acknowledged.push(Number(line)));
  return { child, acknowledged, ended: once(child, 'exit') };
}

async function journalIn(folder: string) {
  const state = await openState({ folder, clock: new FakeClock(), actor: 'reader', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  return state.journal;
}

describe('a journal whose writer is killed', () => {
  it('has every line that was acknowledged, and an unbroken chain, ten times over', async () => {
    const folder = tempFolder();
    const acknowledged: number[] = [];
    for (let round = 0; round < 10; round++) {
      const writer = writerIn(folder);
      // Another number of lines each time, and an arbitrary moment of the one after.
      const lines = 1 + ((round * 7) % 23);
      writer.child.on('message', () => {
        if (writer.acknowledged.length >= lines) writer.child.kill('SIGKILL');
      });
      await writer.ended;
      acknowledged.push(...writer.acknowledged);
    }
    const journal = await journalIn(folder);
    const lines = (await journal.list()).map(({ line }) => line);
    expect(lines).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(await journal.verify()).toEqual({ lines: lines.length });
  });
});

describe('a journal with several writers', () => {
  it('takes the lines of all in one chain, also when all of them make the file', async () => {
    const folder = tempFolder();
    const writers = [1, 2, 3, 4].map(() => writerIn(folder, 20));
    await Promise.all(writers.map(({ ended }) => ended));
    expect(writers.map(({ acknowledged }) => acknowledged.length)).toEqual([20, 20, 20, 20]);
    expect(await (await journalIn(folder)).verify()).toEqual({ lines: 80 });
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});
