import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { openPracticeOrg, PracticeOrgHeld } from '../../src/practice-org/start.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('is given up soon if its process is suspended, and says before that it waits', async () => {
  const folder = tempFolder();
  const child = fork(new URL('./support/org-process.ts', import.meta.url), [folder], { execArgv: [] });
  try {
    await once(child, 'message');
    child.kill('SIGSTOP');
    const told: number[] = [];
    const opening = openPracticeOrg({ folder, now: Date.UTC(2026, 10, 24, 3) }, (ms) => void told.push(ms));
    await expect(opening).rejects.toThrow(new PracticeOrgHeld(child.pid ?? 0));
    expect(told).toEqual([10_000]);
  } finally {
    child.kill('SIGKILL');
  }
});
