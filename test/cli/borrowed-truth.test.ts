import { describe, expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';
const borrowed = 'keyturn turned REST access to secrets on, and off again. Nothing else changed in the org.';

/** A watched app of an org in which REST access to secrets is off. */
async function bench(knobs: object = {}) {
  const made = await inProcess();
  await made.works('watch', erp, '--deliver', `file:${made.here.home}.env`);
  await made.control('POST', '/act', { act: 'secretAccess', on: false });
  await made.control('PUT', '/knobs', knobs);
  const isOn = async () =>
    ((await made.control('GET', '/state')) as { secretAccessOverRest: boolean }).secretAccessOverRest;
  return { ...made, isOn };
}

describe('what an error says of the org, after REST access to secrets was on for the command', () => {
  it.each([
    ['StagingUnavailable', ['stage', erp, '--yes'], { edition: 'Enterprise Edition without staging' }],
    ['StagingUnavailable', ['rotate', erp, '--yes'], { edition: 'Enterprise Edition without staging' }],
    ['IdentityVerificationNeeded', ['stage', erp, '--yes'], { verificationWall: true }],
    [
      'IdentityVerificationNeeded',
      ['setup', '--app', erp, '--execution-user', 'USER', '--no-consumers', '--yes'],
      { verificationWall: true },
    ],
  ] as const)('%s after %j', async (code, args, knobs) => {
    const { call, here, isOn } = await bench(knobs);
    const { stderr } = await call(...args.map((word) => (word === 'USER' ? `svc.erp@${domainOf(here)}` : word)));
    expect(stderr).toContain(`  ${code}`);
    expect(stderr).toContain(`  ${borrowed} Integrations work as before.`);
    expect(await isOn()).toBe(false);
  });

  it('nothing of it where the command stopped before', async () => {
    const { call } = await bench();
    const { stderr } = await call('stage', erp);
    expect(stderr).toContain('  Nothing changed in the org. Integrations work as before.');
  });

  it('nothing of it where the setting was on anyway', async () => {
    const { call, control } = await bench({ verificationWall: true });
    await control('POST', '/act', { act: 'secretAccess', on: true });
    const { stderr } = await call('stage', erp, '--yes');
    expect(stderr).toContain('  Nothing changed in the org. Integrations work as before.');
  });
});
