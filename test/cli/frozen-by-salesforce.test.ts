import { expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';

interface Shown {
  readonly state: string;
  readonly attention: string | null;
  readonly verificationPausedAt: string | null;
}

async function shown({ works }: InProcess): Promise<Shown> {
  return ((await works('status')) as { apps: readonly [Shown] }).apps[0];
}

async function tokensIn(bench: InProcess, work: () => Promise<unknown>): Promise<number> {
  const count = async () => (await bench.calls()).get('POST /services/oauth2/token') ?? 0;
  const before = await count();
  await work();
  return (await count()) - before;
}

/** The daemon's next check: it comes after a day and at most a tenth of one. */
async function nextCheck(bench: InProcess): Promise<void> {
  await bench.control('POST', '/clock', { advance: '27h' });
  expect(await bench.works('daemon', '--once')).toMatchObject({ actions: [{ action: 'check', outcome: 'done' }] });
}

it('after a freeze that follows a verification, the daemon requests no token until a person has', async () => {
  const bench = await inProcess();
  const act = (name: string, more: object) => bench.control('POST', '/act', { act: name, ...more });
  const username = `svc.erp@${domainOf(bench.here)}`;
  await act('vpn', { on: true });
  await bench.works('watch', erp);

  await nextCheck(bench);
  expect(await shown(bench)).toMatchObject({
    verificationPausedAt: expect.any(String),
    attention: expect.stringContaining('keyturn had requested a token from this computer right before'),
  });
  expect(await tokensIn(bench, () => nextCheck(bench))).toBe(0);

  // Unfrozen, but still behind the VPN: another request would freeze it again.
  await act('unfreeze', { username });
  expect(await tokensIn(bench, () => nextCheck(bench))).toBe(0);
  expect(await shown(bench)).toMatchObject({
    state: 'blocked',
    attention: expect.stringContaining('Once this computer connects without a VPN or proxy: `keyturn check ERP_Bridge'),
  });
  expect((await bench.call('status', '--exit-code')).code).toBe(4);

  await act('vpn', { on: false });
  await bench.works('check', erp);
  expect(await shown(bench)).toMatchObject({ verificationPausedAt: null });
  expect(await tokensIn(bench, () => nextCheck(bench))).toBe(1);
});

it('a freeze by a person pauses nothing', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  const username = `svc.erp@${domainOf(bench.here)}`;
  await bench.control('POST', '/act', { act: 'freeze', username });
  await nextCheck(bench);
  expect((await shown(bench)).verificationPausedAt).toBeNull();
  await bench.control('POST', '/act', { act: 'unfreeze', username });
  expect(await tokensIn(bench, () => nextCheck(bench))).toBe(1);
});
