import { describe, expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';

const app = 'ERP_Bridge';

interface Row {
  readonly state: string;
  readonly attention: string | null;
  readonly staged: { readonly consumerKey: string } | null;
  readonly previous: { readonly consumerKey: string } | null;
  readonly rotation: { readonly phase: string };
  readonly works: string;
}

/** The practice org's own truth about the slot. */
interface OrgState {
  readonly apps: readonly {
    readonly developerName: string;
    readonly consumers: readonly {
      readonly pairs: readonly { readonly consumerKey: string; readonly slot: string; readonly state?: string }[];
    }[];
  }[];
}

async function bench() {
  const made = await inProcess();
  await made.works('watch', app, '--deliver', `file:${made.here.home}.env`);
  const act = (name: string, more: object = {}) => made.control('POST', '/act', { act: name, app, ...more });
  const row = async () => ((await made.works('status', app)) as { apps: readonly Row[] }).apps[0] as Row;
  const text = async (...line: readonly string[]) => {
    const { stdout, stderr } = await made.call(...line);
    return `${stdout}${stderr}`;
  };
  /** Keys of the org, shortened as keyturn shows them. */
  const keys = async () => {
    const { apps } = (await made.control('GET', '/state')) as unknown as OrgState;
    const pairs = apps.find(({ developerName }) => developerName === app)?.consumers[0]?.pairs ?? [];
    const of = (slot: string) => pairs.find((pair) => pair.slot === slot)?.consumerKey ?? null;
    return { primary: of('primary'), slot: of('staged') };
  };
  return { ...made, act, row, text, keys };
}

/** Somebody deletes what the staging slot holds. */
async function emptySlot(org: InProcess['org'], works: InProcess['works']): Promise<void> {
  const { apps } = (await works('check', app)) as {
    apps: readonly { consumerId: string; slot: readonly { id: string }[] }[];
  };
  const [found] = apps;
  const base = `${org.instanceUrl}/services/data/v67.0`;
  const headers = { authorization: `Bearer ${org.accessToken}` };
  const query = `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${app}'`;
  const asked = await fetch(`${base}/query?q=${encodeURIComponent(query)}`, { headers });
  const { records } = (await asked.json()) as { records: readonly { Id: string }[] };
  const path = [records[0]?.Id, found?.consumerId, 'staged', found?.slot[0]?.id].join('/');
  const answer = await fetch(`${base}/apps/oauth/credentials/${path}`, { method: 'DELETE', headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}

const short = (key: string | null) => `${key?.slice(0, 5)}…${key?.slice(-4)}`;

describe('status, its document and notices say what a check has found since the last run', () => {
  it('after somebody rotated in Setup during a grace period', async () => {
    const { works, act, row, text, keys } = await bench();
    await works('rotate', app, '--yes');
    const before = (await keys()).slot;
    await act('rotateInSetup');
    await works('check', app);
    const { slot, primary } = await keys();
    const status = await text('status', app);
    expect(status).toContain(`the consumer key is ${short(primary)}`);
    expect(status).not.toContain(short(before));
    expect(await row()).toMatchObject({ state: 'drifted', previous: { consumerKey: slot }, staged: null });
    expect((await row()).works).toContain('Others changed the current credentials');

    // A refused command sees the same.
    expect((await text('retire', app, '--confirm', app)).toString()).toContain('PrimaryChangedOutside');
    const after = await text('status', app);
    expect(after).toContain(`the consumer key is ${short(primary)}`);
    expect(after).not.toContain(short(before));
    expect(await row()).toMatchObject({ previous: { consumerKey: slot }, staged: null });
  });

  it('after a refused command, without any check', async () => {
    const { works, act, row, text, keys } = await bench();
    await works('rotate', app, '--yes');
    await act('rotateInSetup');
    await text('retire', app, '--confirm', app);
    expect(await text('status', app)).toContain(`the consumer key is ${short((await keys()).primary)}`);
    expect(await row()).toMatchObject({ previous: { consumerKey: (await keys()).slot } });
  });

  it.each(['stage', 'rotate'])('after %s was refused because others changed the credentials', async (name) => {
    const { act, row, text, keys } = await bench();
    await act('rotateInSetup');
    expect(await text(name, app, '--yes')).toContain('PrimaryChangedOutside');
    expect(await text('status', app)).toContain(`the consumer key is ${short((await keys()).primary)}`);
    expect(await row()).toMatchObject({ state: 'drifted', previous: { consumerKey: (await keys()).slot } });
  });

  it('after rotate was refused because others staged credentials', async () => {
    const { act, row, text, keys } = await bench();
    await act('stage');
    expect(await text('rotate', app, '--yes')).toContain('StrangersPair');
    expect(await text('status', app)).toContain(`staged credentials outside keyturn (${short((await keys()).slot)})`);
    expect(await row()).toMatchObject({ state: 'drifted', staged: { consumerKey: (await keys()).slot } });
  });

  it('after others deleted the previous credentials', async () => {
    const { works, org, row, text, keys, call } = await bench();
    await works('rotate', app, '--yes');
    const before = (await keys()).slot;
    await emptySlot(org, works);
    await works('check', app);
    expect(await row()).toMatchObject({ previous: null, rotation: { phase: 'deleted' } });
    const status = await text('status', app);
    expect(status).not.toContain(short(before));
    expect(status).toContain(`keyturn resume ${app}`);
    expect((await call('resume', app)).code).toBe(0);
  });

  it('after others deleted the staged credentials', async () => {
    const { works, org, row, text } = await bench();
    await works('stage', app, '--yes');
    await emptySlot(org, works);
    await works('check', app);
    expect(await row()).toMatchObject({ staged: null, state: 'blocked' });
    expect(await text('status', app)).toContain('the staging of new credentials needs attention (StagedPairGone)');
    const { notices } = (await works('daemon', '--once')) as { notices: readonly { kind: string }[] };
    expect(notices.map(({ kind }) => kind)).not.toContain('staged-waiting');
    await text('resume', app);
    expect((await row()).state).toBe('fine');
  });

  it('after others promoted the staged credentials', async () => {
    const { works, act, row, text, keys } = await bench();
    await works('stage', app, '--yes');
    await act('rotateInSetup');
    await works('check', app);
    expect(await row()).toMatchObject({
      staged: null,
      previous: { consumerKey: (await keys()).slot },
      state: 'drifted',
      attention: expect.stringContaining('changed outside keyturn'),
    });
    const status = await text('status', app);
    expect(status).not.toContain('staged, ready');
    expect(status).toContain(`watch ${app}`);
    expect(await text('resume', app)).toContain('PrimaryChangedOutside');
    expect(await text('rotate', app, '--dry-run')).toContain('Salesforce already made the new credentials');
  });
});

it('keeps staged credentials as they are recorded if a check cannot see the slot', async () => {
  const { act, row, works } = await bench();
  await act('secretAccess', { on: false });
  await works('stage', app, '--yes');
  const before = await row();
  await works('check', app);
  const after = await row();
  expect([before.state, after.state, after.attention]).toEqual(['staged', 'staged', before.attention]);
});
