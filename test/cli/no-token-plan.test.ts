import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';

it.each(['oauthOff', 'freeze'])('a plan says that the run will stop when keyturn has seen %s', async (act) => {
  const { works, call, control, here } = await inProcess();
  const username = `svc.erp@${domainOf(here)}`;
  const does = (name: string) => control('POST', '/act', { act: name, app: erp, username });
  const plan = async (command: string) => (await call(command, erp, '--dry-run')).stdout;
  await works('watch', erp, '--deliver', `file:${here.home}.env`);
  await works('check', erp);
  expect(await plan('rotate')).not.toContain('If that is still so');
  await does(act);
  await works('check', erp);
  const seen = String.raw`Last seen on \S+ at \S+ UTC: .*, so Salesforce issues no tokens\..* If that is still so, keyturn`;
  expect(await plan('stage')).toMatch(new RegExp(`${seen} stages new credentials, but can't verify them\\.`));
  expect(await plan('rotate')).toMatch(
    new RegExp(`${seen} stages new credentials, and stops before it promotes them\\.`),
  );
  const { code, stderr } = await call('rotate', erp, '--yes');
  expect([code, stderr]).toEqual([3, expect.stringContaining('AppGivesNoToken')]);
  await does(act === 'freeze' ? 'unfreeze' : 'oauthOn');
  await works('check', erp);
  expect(await plan('rotate')).not.toContain('If that is still so');
});
