import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { control, domainOf, keyturn, type Place, place, program, runPractice } from '../support/keyturn.ts';
import type { PracticeState } from '../support/practice.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** When the process is killed, in ms after its start: from before the first request to after the last. */
const moments = [350, 500, 650, 800, 950, 1100, 1250, 1400, 1600];

describe('a setup that is killed', () => {
  it(`is finished by the next one, wherever it was: ${moments.length} moments`, async () => {
    for (const moment of moments) {
      const here = place(join(tempFolder(), 'home'));
      await keyturn(here, ['practice', 'reset', '--scenario', 'locked-down']);
      const org = await runPractice(here);
      const domain = domainOf(here);
      await control(org, 'POST', '/act', {
        act: 'grantPermission',
        username: org.username,
        permission: 'ViewClientSecret',
      });
      const args = [
        ...['setup', '--practice', '--app', 'Billing_Sync', '--execution-user', `int.billing@${domain}`],
        ...['--no-certificate', '--grant-permission-set', 'Billing_Sync_Access', '--yes', '--json'],
      ];
      await killedAfter(moment, args, here.env);
      const next = await keyturn(here, args);
      const state = (await control(org, 'GET', '/state')) as PracticeState;
      const app = state.apps.find(({ developerName }) => developerName === 'Billing_Sync');
      expect([moment, next.code, JSON.parse(next.stdout).name]).toEqual([moment, 0, undefined]);
      expect(app?.flow).toEqual({ app: true, policy: true });
      expect(state.secretAccessOverRest).toBe(false);
      expect(
        state.deploys.filter(({ checkOnly, status }) => !checkOnly && status === 'Succeeded').length,
      ).toBeLessThanOrEqual(6);
      const verified = await keyturn(here, ['history', 'verify', '--practice', '--json']);
      expect(JSON.parse(verified.stdout)).toMatchObject({ status: 0 });
      expect(await openIntents(here)).toEqual([]);
    }
  });
});

/** Acts of which the audit trail says that they were begun, and not what came of them. */
async function openIntents(here: Place): Promise<readonly string[]> {
  const history = await keyturn(here, ['history', '--practice', '--json']);
  const lines = JSON.parse(history.stdout).result.lines as readonly { event: string; intent: string; action: string }[];
  const ended = new Set(
    lines.filter(({ event }) => ['done', 'failed', 'recovered'].includes(event)).map(({ intent }) => intent),
  );
  return lines.filter(({ event, intent }) => event === 'intended' && !ended.has(intent)).map(({ action }) => action);
}

function killedAfter(
  ms: number,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env }, stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  return new Promise((resolve) =>
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    }),
  );
}
