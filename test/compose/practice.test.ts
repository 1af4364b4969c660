import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { resetPractice } from '../../src/compose/practice.ts';
import { startPracticeOrg } from '../../src/practice-org/start.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('says which process runs the practice org that is to start over, and that it has to end first', async () => {
  const home = tempFolder();
  const org = await startPracticeOrg({ folder: join(home, 'practice'), now: Date.UTC(2026, 10, 24, 3) });
  onTestFinished(org.close);
  await expect(resetPractice({ KEYTURN_HOME: home }, undefined)).rejects.toMatchObject({
    code: 'PracticeOrgRunning',
    message: `The practice org is already running, in process ${process.pid}`,
    actions: [expect.stringContaining(`kill ${process.pid}`), expect.not.stringContaining('reset')],
  });
});
