import { describe, expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';
const lake = 'Data_Lake';

interface Row {
  readonly app: string;
  readonly state: string;
  readonly drift: readonly { readonly kind: string }[];
}

/** A promoted rotation of ERP_Bridge, whose execution user Data_Lake shares. */
async function bench() {
  const made = await inProcess();
  await made.works('watch', erp, '--deliver', `file:${made.here.home}.env`);
  await made.works('watch', lake);
  const rows = async () => {
    const { apps } = (await made.works('status')) as { apps: readonly Row[] };
    return Object.fromEntries(apps.map(({ app, drift }) => [app, drift.map(({ kind }) => kind)]));
  };
  const act = (body: object) => made.control('POST', '/act', body);
  const user = `svc.erp@${domainOf(made.here)}`;
  return { ...made, rows, act, user };
}

describe('what a check found is over at once, in status, in errors and in notices', () => {
  it('when a run gets a token: the user of the app and of others is not frozen', async () => {
    const { rows, act, user, works, call } = await bench();
    await act({ act: 'freeze', username: user });
    await works('check');
    expect(await rows()).toEqual({ [erp]: ['user-frozen'], [lake]: ['user-frozen'] });
    await act({ act: 'unfreeze', username: user });
    await works('rotate', erp, '--yes');
    expect(await rows()).toEqual({ [erp]: [], [lake]: [] });
    expect((await call('status', lake)).stdout).not.toContain('frozen');
    const { notices } = (await works('daemon', '--once')) as { notices: readonly { kind: string }[] };
    expect(notices.filter(({ kind }) => kind === 'drift')).toEqual([]);
  });

  it('when a run gets a token: the flow is on', async () => {
    const { rows, act, works } = await bench();
    await act({ act: 'oauthOff', app: erp });
    await works('check', erp);
    expect(await rows()).toMatchObject({ [erp]: ['flow-off'] });
    await act({ act: 'oauthOn', app: erp });
    await works('rotate', erp, '--yes');
    expect(await rows()).toMatchObject({ [erp]: [] });
  });

  it('when a check finds a user unfrozen: other apps of this user are not stopped by it', async () => {
    const { rows, act, user, works } = await bench();
    await act({ act: 'freeze', username: user });
    await works('check');
    await act({ act: 'unfreeze', username: user });
    await works('check', erp);
    expect(await rows()).toEqual({ [erp]: [], [lake]: [] });
  });

  it('when a discard has emptied the slot: nothing is staged outside', async () => {
    const { rows, act, works } = await bench();
    await act({ act: 'stage', app: erp });
    await works('check', erp);
    expect(await rows()).toMatchObject({ [erp]: ['staged-outside'] });
    await works('discard', erp, '--confirm', erp);
    expect(await rows()).toMatchObject({ [erp]: [] });
  });

  it('when a run finds REST access to secrets off', async () => {
    const { rows, act, works } = await bench();
    await act({ act: 'secretAccess', on: false });
    await works('watch', erp, '--accept');
    await works('check', erp);
    await act({ act: 'secretAccess', on: true });
    await works('check', erp);
    expect(await rows()).toMatchObject({ [erp]: ['secret-access-left-on'] });
    await act({ act: 'secretAccess', on: false });
    await works('stage', erp, '--yes');
    expect(await rows()).toMatchObject({ [erp]: [] });
  });

  it('but not what the run says nothing about', async () => {
    const { rows, act, works } = await bench();
    await works('check', erp);
    await act({ act: 'setPolicy', app: erp, field: 'ipRelaxationPolicyType', value: 'Bypass' });
    await works('check', erp);
    const [found] = Object.values(await rows());
    await works('rotate', erp, '--yes');
    expect([found, await rows()]).toEqual([[expect.any(String)], expect.objectContaining({ [erp]: found })]);
  });
});
