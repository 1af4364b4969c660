import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import type { PracticeState } from '../support/practice.ts';

const erp = 'ERP_Bridge';
const plain = (text: string) => text.replace(/\s+/g, ' ');

async function locked() {
  const bench = await inProcess();
  const { username } = bench.org;
  const secrets = (act: string) => bench.control('POST', '/act', { act, username, permission: 'ViewClientSecret' });
  const file = `${bench.here.home}.env`;
  await secrets('revokePermission');
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  return { bench, username, secrets, file };
}

it('says beforehand that the credentials can not be replaced, and what containing means then', async () => {
  const { bench, username } = await locked();
  const before = bench.truth();
  const bare = await bench.call('emergency', erp, '--confirm', erp);
  expect(plain(bare.stderr)).toContain('PermissionMissing Nothing changed in the org.');
  expect(bare.stderr).toContain(`\`keyturn emergency ${erp} --contain --practice\``);
  expect(plain(bare.stderr)).toContain('This also stops other apps that run as this user: Data_Lake.');
  const plan = await bench.call('emergency', erp, '--contain', '--dry-run');
  expect(plan.code).toBe(0);
  expect(plan.stdout).toMatch(/What breaks:\n {2}■ keyturn can't replace the credentials now: .*ViewClientSecret/);
  expect(plan.stdout).toContain('No access until then: ');
  expect(plan.stdout).toContain("Stop, because the credentials can't be replaced now.");
  expect(plan.stdout).not.toMatch(
    /Stage new credentials|Updated automatically|Restore access\.|Whether the delivery works/,
  );
  expect(plan.stdout).toContain(`keyturn practice act grantPermission --username ${username}`);
  const unconfirmed = await bench.call('emergency', erp, '--contain');
  expect(unconfirmed.stderr).toContain('This blocks access to ERP_Bridge');
  expect(bench.truth()).toEqual(before);
});

it('stays contained until the permission is there, says so each time, and then finishes', async () => {
  const { bench, username, file } = await locked();
  const run = await bench.call('emergency', erp, '--contain', '--confirm', erp);
  const resumed = await bench.call('resume', erp);
  for (const { code, stderr } of [run, resumed]) {
    expect(code).toBe(3);
    expect(stderr).toMatch(/ViewClientSecret\) {2}PermissionMissing\n {2}OAuth is off for this app/);
    expect(stderr).toContain(`Once that is fixed, continue: \`keyturn resume ${erp} --practice\`.`);
    expect(stderr).toContain(
      `To restore access without new credentials: \`keyturn unwatch ${erp} --confirm ${erp} --practice\`, then \`keyturn practice act oauthOn --app ${erp}\`.`,
    );
  }
  const left = await bench.call('resume', erp, '--dry-run');
  expect(left.stdout).toContain("keyturn can't replace the credentials now");
  expect(left.stdout).not.toMatch(/Turn off OAuth|freezes/);
  const other = await bench.call('decommission', erp, '--dry-run');
  expect(other.stderr).toContain('Last finished step: OAuth turned off for the app');
  await bench.works('practice', 'act', 'grantPermission', '--username', username, '--permission', 'ViewClientSecret');
  expect(await bench.works('resume', erp)).toMatchObject({ rotation: { phase: 'done' } });
  expect(readFileSync(file, 'utf8')).toMatch(/SECRET=/);
});

it('is given up with the two commands that it names, and what is off is said until then', async () => {
  const { bench } = await locked();
  await bench.call('emergency', erp, '--contain', '--confirm', erp);
  expect(await bench.works('unwatch', erp, '--confirm', erp)).toMatchObject({
    leftOff: { what: 'flow', certain: true },
  });
  for (const command of [
    ['emergency', erp, '--confirm', erp],
    ['resume', erp],
    ['status', erp],
  ]) {
    const unknown = await bench.call(...command);
    expect([command, unknown.code]).toEqual([command, 2]);
    expect(unknown.stderr).not.toContain('Integrations work as before');
    expect(unknown.stderr).toContain(`keyturn turned OAuth off for ${erp} and won't turn it on again.`);
    expect(unknown.stderr).toContain(`\`keyturn practice act oauthOn --app ${erp}\``);
  }
  const leftOff = [{ org: 'practice', app: erp, what: 'flow', certain: true }];
  expect(await bench.works('status', '--all')).toMatchObject({ leftOff });
  expect((await bench.call('status', '--all')).stdout).toContain(
    `${erp} in practice: keyturn turned OAuth off for ${erp}`,
  );
  expect(await bench.works('status')).not.toHaveProperty('leftOff');
  await bench.works('practice', 'act', 'oauthOn', '--app', erp);
  expect(await bench.call('watch', erp)).toMatchObject({ code: 0 });
  expect((await bench.call('check', erp)).stdout).not.toContain('OAuth is off');
  expect(await bench.works('unwatch', erp)).toMatchObject({ leftOff: null });
});

it.each(['flow', 'freeze'])('never says that nobody gets a token after somebody restored access (%s)', async (by) => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  const permission = { username: bench.org.username, permission: 'ViewClientSecret' };
  await bench.control('POST', '/act', { act: 'revokePermission', ...permission });
  await bench.call('emergency', erp, `--contain=${by}`, '--confirm', erp);
  const [unless, undone] =
    by === 'flow'
      ? [
          'and OAuth is off for this app until then, unless somebody has turned it back on since',
          'turned OAuth back on for this app',
        ]
      : [
          'and the execution user is frozen until then, unless somebody has unfrozen the user since',
          'unfrozen the execution user',
        ];
  const attention = async () => plain((await bench.call('status')).stdout);
  expect(await attention()).toContain(`the emergency isn't finished (PermissionMissing), ${unless}: continue with`);
  const { apps } = (await bench.control('GET', '/state')) as unknown as PracticeState;
  const username = apps.find(({ developerName }) => developerName === erp)?.executionUser;
  const back = by === 'flow' ? { act: 'oauthOn', app: erp } : { act: 'unfreeze', username };
  await bench.control('POST', '/act', back);
  expect(await attention()).toContain(unless);
  const again = `and somebody has ${undone} since, so the leaked credentials get tokens again: continue with \`keyturn resume ${erp} --practice\`, which blocks access first`;
  expect(plain((await bench.call('check', erp)).stdout)).toContain(again);
  expect(await attention()).toContain(again);
});
