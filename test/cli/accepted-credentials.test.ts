import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

interface AppDocument {
  readonly state: string;
  readonly attention: string | null;
  readonly consumers: readonly { readonly name: string; readonly state: string }[];
}

/** A file that got the credentials that are then replaced in Setup. */
async function replacedInSetup() {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
  const before = readFileSync(file, 'utf8');
  await bench.control('POST', '/act', { act: 'rotateInSetup', app: erp });
  await bench.works('check', erp);
  return { bench, file, before };
}

async function statusOf({ works }: InProcess): Promise<AppDocument> {
  const { apps } = (await works('status', erp)) as { apps: AppDocument[] };
  const [app] = apps;
  if (!app) throw new Error('no app');
  return app;
}

const keyIn = (text: string) => /SALESFORCE_CONSUMER_KEY=(\S+)/.exec(text)?.[1];

it('delivers accepted credentials to the consumers before it deletes those that they have', async () => {
  const { bench, file, before } = await replacedInSetup();
  const accepted = (await bench.works('watch', erp, '--accept')) as unknown as { consumerKey: string };

  expect((await statusOf(bench)).attention).toContain(`keyturn resume ${erp}`);
  expect((await bench.call('status', erp, '--exit-code')).code).toBe(4);
  const check = await bench.call('check', erp);
  expect(check.stdout).toContain('▲ ERP Bridge');
  expect(check.stdout).toContain(`not updated with the new credentials yet: ${file}`);
  const refused = await bench.call('rotate', erp, '--yes');
  expect(refused.stderr).toContain(`resume ${erp}`);
  const plan = await bench.call('resume', erp, '--dry-run');
  expect(plan.stdout).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe(before);

  await bench.works('resume', erp);
  expect(keyIn(readFileSync(file, 'utf8'))).toBe(accepted.consumerKey);
  expect((await statusOf(bench)).consumers).toMatchObject([{ state: 'delivered' }]);
  await bench.works('retire', erp, '--confirm', erp);
  expect(await statusOf(bench)).toMatchObject({ state: 'fine', consumers: [{ state: 'delivered' }] });
});

it.each([
  ['stage', ['--yes']],
  ['rotate', ['--yes', '--no-consumers']],
] as const)(
  'ends a run (%s) for replaced credentials of an app that nobody uses, and no command leads back to it',
  async (run, flags) => {
    const bench = await inProcess();
    await bench.works('watch', erp);
    await bench.works(run, erp, ...flags);
    if (run === 'rotate') await bench.works('retire', erp, '--confirm', erp);
    if (run === 'rotate') await bench.works('stage', erp, '--yes');
    await bench.control('POST', '/act', { act: 'rotateInSetup', app: erp });
    const stopped = await bench.call('resume', erp);
    expect([stopped.code, stopped.stderr]).toEqual([3, expect.stringContaining(`keyturn watch ${erp}`)]);
    const accepted = await bench.call('watch', erp, '--accept');
    expect(accepted.stderr).toContain('This ends the unfinished staging of new credentials');
    expect(await statusOf(bench)).toMatchObject({ state: 'fine', attention: null });
    expect((await bench.call('resume', erp)).stdout).toContain('nothing to continue');
    const next = await bench.call('rotate', erp, '--yes', '--no-consumers');
    expect(next.stderr).toContain(`keyturn retire ${erp} --confirm ${erp}`);
    await bench.works('retire', erp, '--confirm', erp);
    await bench.works('rotate', erp, '--yes', '--no-consumers');
  },
);

it('a retirement names the consumer whose file has what it deletes, and delivers to it first', async () => {
  const { bench, file, before } = await replacedInSetup();
  const { consumerKey } = (await bench.works('watch', erp, '--accept')) as unknown as { consumerKey: string };
  const plan = await bench.call('retire', erp, '--dry-run');
  expect(plan.stdout).toContain('Not safe to delete yet');
  expect(plan.stdout).toContain(`Still has the previous credentials, which are about to be deleted: ${file}`);
  expect(readFileSync(file, 'utf8')).toBe(before);

  await bench.works('retire', erp, '--confirm', erp);
  expect(keyIn(readFileSync(file, 'utf8'))).toBe(consumerKey);
  expect(await statusOf(bench)).toMatchObject({ state: 'fine', consumers: [{ state: 'delivered' }] });
});

it('knows after a refresh in a grace period that the previous credentials are gone, and what the consumers have', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('rotate', erp, '--yes');
  await bench.control('POST', '/act', { act: 'refreshSandbox' });
  const found = await bench.call('check', erp);
  expect(found.stdout).toMatch(/delivered .+, but gets no tokens/);

  const { consumerKey } = (await bench.works('watch', erp, '--accept')) as unknown as { consumerKey: string };
  const status = await bench.call('status', erp, '--exit-code');
  expect([status.code, status.stdout]).toEqual([4, expect.stringContaining(`keyturn resume ${erp}`)]);
  const plan = await bench.call('resume', erp, '--dry-run');
  expect(status.stdout + plan.stdout).not.toMatch(/kept until|Keep the previous/);
  expect(plan.stdout).toContain(`Deliver the new credentials to ${file}`);
  expect((await bench.call('check', erp)).stdout).toContain(`not updated with the new credentials yet: ${file}`);

  await bench.works('resume', erp);
  expect(keyIn(readFileSync(file, 'utf8'))).toBe(consumerKey);
  expect(await statusOf(bench)).toMatchObject({ state: 'fine', consumers: [{ state: 'delivered' }] });
});

it('delivers accepted credentials also while REST access to secrets is off', async () => {
  const { bench, file } = await replacedInSetup();
  const { consumerKey } = (await bench.works('watch', erp, '--accept')) as unknown as { consumerKey: string };
  await bench.control('POST', '/act', { act: 'secretAccess', on: false });
  await bench.works('resume', erp);
  expect(keyIn(readFileSync(file, 'utf8'))).toBe(consumerKey);
  expect(await statusOf(bench)).toMatchObject({ consumers: [{ state: 'delivered' }] });
});

it.each([
  ['at once', ['check', erp]],
  ['after a resume', ['resume', erp]],
])('delivers staged credentials that others promoted and a person accepts %s', async (_when, command) => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('resume', erp);
  const before = keyIn(readFileSync(file, 'utf8'));
  await bench.works('stage', erp, '--yes');
  await bench.control('POST', '/act', { act: 'rotateInSetup', app: erp });
  await bench.call(...command);
  const { consumerKey } = (await bench.works('watch', erp, '--accept')) as unknown as { consumerKey: string };
  expect((await statusOf(bench)).attention).toContain(`keyturn resume ${erp}`);
  await bench.works('resume', erp);
  expect(keyIn(readFileSync(file, 'utf8'))).toBe(consumerKey);
  expect(consumerKey).not.toBe(before);
  await bench.works('retire', erp, '--confirm', erp);
  expect(await statusOf(bench)).toMatchObject({ state: 'fine', consumers: [{ state: 'delivered' }] });
});

it.each([
  ['Enterprise Edition without staging', true],
  ['Enterprise Edition without staging', false],
  ['Unlimited Edition', false],
])(
  'delivers accepted credentials that the store lacks, or the org has no staging slot for: %s, REST access to secrets on: %s',
  async (edition, isOn) => {
    const bench = await inProcess();
    const file = `${bench.here.home}.env`;
    await bench.control('PUT', '/knobs', { edition });
    await bench.works('watch', erp, '--deliver', `file:${file}`);
    await bench.works('resume', erp);
    await bench.control('POST', '/act', { act: 'rotateInSetup', app: erp });
    if (!isOn) await bench.control('POST', '/act', { act: 'secretAccess', on: false });
    await bench.works('check', erp);
    const accepted = (await bench.works('watch', erp, '--accept', '--yes')) as unknown as { consumerKey: string };
    await bench.works('resume', erp, '--yes');
    expect(keyIn(readFileSync(file, 'utf8'))).toBe(accepted.consumerKey);
    const state = edition === 'Unlimited Edition' ? 'grace' : 'fine';
    expect(await statusOf(bench)).toMatchObject({ state, consumers: [{ state: 'delivered' }] });
    expect((await bench.control('GET', '/state')).secretAccessOverRest).toBe(isOn);
    if (isOn) expect((await bench.call('doctor')).stdout).not.toContain('closed until keyturn turns on');
  },
);

it('begins the grace period of the previous credentials by the clock that is ahead', async () => {
  const { bench, file } = await replacedInSetup();
  await bench.control('POST', '/date', { ahead: '20d' });
  const accepted = await bench.call('watch', erp, '--accept');
  const { now } = (await bench.control('GET', '/state')) as { now: string };
  const inGrace = new Date(Date.parse(now) + 27 * 86_400_000).toISOString().slice(0, 10);
  expect(accepted.stderr.replaceAll(/\s+/g, ' ')).toContain(`after ${inGrace} (grace period)`);
  await bench.control('POST', '/date', { ahead: '0s' });
  await bench.works('resume', erp);
  expect(keyIn(readFileSync(file, 'utf8'))).toBeDefined();
  expect(await statusOf(bench)).toMatchObject({ state: 'grace' });
});

it('is delivered by the daemon from the store that had the previous credentials', async () => {
  const { bench, file, before } = await replacedInSetup();
  await bench.control('POST', '/act', { act: 'secretAccess', on: false });
  await bench.works('watch', erp, '--accept');
  const { KEYTURN_STORE: _, ...env } = bench.here.env;
  const { stdout } = await call({ ...bench.here, env }, ['daemon', '--once', '--practice', '--json']);
  expect(JSON.parse(stdout).result.actions).toContainEqual(
    expect.objectContaining({ action: 'resume', outcome: 'done' }),
  );
  expect(keyIn(readFileSync(file, 'utf8'))).not.toBe(keyIn(before));
});

it('knows that it saved accepted credentials when it staged them', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.works('stage', erp, '--yes');
  await bench.control('POST', '/act', { act: 'secretAccess', on: false });
  await bench.control('POST', '/act', { act: 'rotateInSetup', app: erp });
  await bench.call('check', erp);
  await bench.works('watch', erp, '--accept');
  expect((await bench.call('status', erp)).stdout).not.toContain("not in this computer's secret store");
  expect((await bench.call('check', erp)).stdout).toContain('verified  yes');
});

it('delivers in an org whose API is too old for staging, what it watches and what a person accepts', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.control('PUT', '/knobs', { newestApiVersion: 64 });
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('resume', erp);
  const before = keyIn(readFileSync(file, 'utf8'));
  await bench.control('POST', '/act', { act: 'rotateInSetup', app: erp });
  await bench.works('check', erp);
  const { consumerKey } = (await bench.works('watch', erp, '--accept')) as unknown as { consumerKey: string };
  expect((await statusOf(bench)).attention).toContain(`keyturn resume ${erp}`);
  await bench.works('resume', erp);
  expect([before, keyIn(readFileSync(file, 'utf8'))]).toEqual([expect.any(String), consumerKey]);
  expect(await statusOf(bench)).toMatchObject({ state: 'fine', consumers: [{ state: 'delivered' }] });
});

it('stops watching an app that is gone, also if a delivery of its credentials is open', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  await bench.control('POST', '/act', { act: 'deleteApp', app: erp });
  const resumed = await bench.call('resume', erp);
  expect(resumed.stderr).toContain(`unwatch ${erp}`);
  expect((await bench.call('status', erp)).stdout).not.toContain('deleted');
  await bench.works('unwatch', erp);
});
