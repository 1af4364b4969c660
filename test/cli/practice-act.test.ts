import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

it('does in the practice org what a person would do in Setup', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'manual:Bob');
  expect(await bench.works('practice', 'act', 'oauthOff', '--app', erp)).toMatchObject({ act: 'oauthOff' });
  const off = await bench.call('check', erp);
  expect(off.stdout).toContain('practice act oauthOn --app ERP_Bridge`');
  await bench.works('practice', 'act', 'oauthOn', '--app', erp);
  expect((await bench.call('check', erp)).stdout).not.toContain('OAuth is off');
  for (const args of [['nothing'], ['oauthOn'], ['freeze', '--username', 'nobody@acme.example']]) {
    const refused = await bench.call('practice', 'act', ...args, '--json');
    expect([args, JSON.parse(refused.stdout)]).toMatchObject([args, { status: 2, name: 'UsageInvalid' }]);
  }
});

it('an identity check is passed with the printed command', async () => {
  const bench = await inProcess();
  await bench.control('PUT', '/knobs', { verificationWall: true });
  const refused = await bench.call('watch', erp, '--store', 'file', '--yes');
  const said = `${refused.stdout}${refused.stderr}`;
  expect(said).toMatch(/Verify your identity: `\S.* practice act verifyIdentity`\./);
  await bench.works('practice', 'act', 'verifyIdentity');
  await bench.works('watch', erp, '--store', 'file', '--yes');
});

it('a page says what stands where an org has Setup', async () => {
  const { org } = await inProcess();
  const answer = await fetch(`${org.instanceUrl}/lightning/setup/ManageUsers/home`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('keyturn practice act')]);
});
