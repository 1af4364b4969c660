import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { newConsumer } from '../../../src/core/model/consumer.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { confirmByCode, confirmHandOver } from '../../../src/core/operate/hand-over.ts';
import type { State } from '../../../src/core/ports/ports.ts';
import { addConsumer, editConsumer } from '../../../src/core/watch/consumers.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { delivery } from '../automation/app-facts.ts';
import { rotation } from '../watch/rotations.ts';
import { watchedApp } from '../watch/watched-apps.ts';

/** No file has the credentials that are about to end. */
const unread = { recheck: async () => fromOutside('other credentials') };

const clock = new FakeClock();
let state: State;
let watched: WatchedApp;
/** As the settings name them. */
let contacts: Readonly<Record<string, string>>;
beforeEach(async () => {
  contacts = {};
  state = await openState({ folder: tempFolder(), clock, actor: 'maria@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  const consumers = ['Ana', 'Bob'].map((name) =>
    newConsumer(parseTarget(`manual:${name}`), { contact: `${name.toLowerCase()}@acme.example` }),
  );
  watched = await state.apps.save(watchedApp({ consumers }));
  const deliveries = [delivery('manual:Ana', 'waiting', 5), delivery('manual:Bob', 'waiting', 5)];
  await state.rotations.save(rotation({ id: 'run', kind: 'rotate', stays: '3MVG9new', deliveries }));
});

async function codeOf(name: string, contact = `${name.toLowerCase()}@acme.example`): Promise<string> {
  const { orgId, consumerId } = watched;
  const place = { orgId, consumerId, rotation: 'run', consumerKey: '3MVG9new', target: `manual:${name}` };
  return (await state.handOverCodes.make(place, contact)).reveal();
}

const byCode = (code: string, name: string | null = null) =>
  confirmByCode({ state, clock, deliveries: unread, contacts }, watched, { code, name });
const statuses = async () => (await state.rotations.find('run'))?.deliveries.map(({ status }) => status);

async function refusal(code: string, name: string | null = null) {
  const before = await state.rotations.find('run');
  const error = await byCode(code, name).then(
    () => expect.fail('taken'),
    (thrown) => thrown,
  );
  expect(await state.rotations.find('run')).toEqual(before);
  const said = [error.message, ...error.actions, ...(await state.journal.list()).map((line) => JSON.stringify(line))];
  expect(said.join('\n')).not.toContain(code);
  return [error.code, error.exitCode, error.message];
}

describe('a consumer that was added while a run is open', () => {
  const ports = () => ({ state, clock, deliveries: { inspect: async () => null, places: async () => [] } });
  const add = (target: string) =>
    addConsumer(ports(), watched, { name: null, target: parseTarget(target), contact: null, notes: null, keys: null });
  const confirm = (name: string) => confirmHandOver({ state, clock, deliveries: unread }, watched, name);
  const begin = (fields: Partial<Rotation>) =>
    state.rotations.save(rotation({ id: 'run', stays: '3MVG9new', ...fields }));

  it.each<[string, Partial<Rotation>]>([
    ['an emergency has replaced the credentials', { kind: 'emergency', rotatedAt: 5, endedAt: 6 }],
    ['the others are waited for', { stagedProvedAt: 5 }],
    ['the new credentials are current', { rotatedAt: 5, primaryProvedAt: 6 }],
    [
      'a discard updates those that got the staged credentials',
      { kind: 'discard', deliveries: [delivery('manual:Ana', 'waiting', 5)] },
    ],
  ])('is confirmed at once if a person updates it and %s', async (_when, fields) => {
    await begin(fields);
    await add('manual:Third');
    expect((await confirm('third')).deliveries.at(-1)).toMatchObject({ status: 'confirmed' });
    expect((await state.journal.list()).at(-1)).toMatchObject({
      action: 'hand-over',
      detail: { target: 'manual:Third', status: 'confirmed' },
    });
  });

  it.each<[string, string, Partial<Rotation>]>([
    ['there are no new credentials yet', 'manual:Third', {}],
    ['an emergency promotes them first', 'manual:Third', { kind: 'emergency', stagedProvedAt: 5, savedAt: 5 }],
    ['consumers get them after the promotion', 'manual:Third', { stagedProvedAt: 5, order: 'rotate-first' }],
    ['nothing is delivered', 'manual:Third', { kind: 'stage', stagedProvedAt: 5 }],
    ['keyturn delivers to it', 'exec:/opt/third', { rotatedAt: 5, primaryProvedAt: 6 }],
  ])('waits for the run if %s', async (_when, target, fields) => {
    await begin(fields);
    await add(target);
    const run = await state.rotations.find('run');
    await expect(confirm(target.replace('manual:', ''))).rejects.toMatchObject({ code: 'ConsumerUnknown' });
    expect(await state.rotations.find('run')).toEqual(run);
  });
});

describe('a code of a contact', () => {
  it('confirms its consumer as a person does, and says so in the audit trail', async () => {
    const code = await codeOf('Bob');
    expect(await byCode(code)).toMatchObject({ consumer: 'Bob' });
    expect(await statuses()).toEqual(['waiting', 'confirmed']);
    const [line] = await state.journal.list();
    expect(line).toMatchObject({ action: 'hand-over', event: 'noted', actor: 'maria@laptop' });
    expect(line?.detail).toEqual({
      ...{ rotation: 'run', target: 'manual:Bob', consumerKey: '3MVG9new' },
      ...{ status: 'confirmed', by: 'code' },
    });
    await confirmHandOver({ state, clock, deliveries: unread }, watched, 'Ana');
    const [, byName] = await state.journal.list();
    expect(byName?.detail).not.toHaveProperty('by');
  });

  it('is used once', async () => {
    const code = await codeOf('Ana');
    await byCode(code);
    expect(await refusal(code)).toEqual([
      'CodeRefused',
      2,
      'This code confirms no consumer of Billing_Sync: it was already used, and Ana is confirmed',
    ]);
    expect(await statuses()).toEqual(['confirmed', 'waiting']);
  });

  it('is used up by a confirmation by name', async () => {
    const code = await codeOf('Ana');
    await confirmHandOver({ state, clock, deliveries: unread }, watched, 'Ana');
    expect((await refusal(code))[2]).toContain('already used');
  });

  it('is refused where it is wrong, nothing is lost, and the audit trail says so', async () => {
    const code = await codeOf('Ana');
    expect(await refusal('0000-0000-0000-0000')).toEqual([
      'CodeRefused',
      2,
      'This code confirms no consumer of Billing_Sync: it is wrong. After 9 more wrong codes, no code of this rotation counts',
    ]);
    const [line] = await state.journal.list();
    expect(line?.detail).toEqual({ rotation: 'run', consumerKey: '3MVG9new', status: 'code-refused' });
    for (let left = 8; left >= 0; left -= 1) await refusal('0000-0000-0000-0000');
    expect((await refusal(code))[2]).toContain('too many wrong codes were entered');
    await confirmHandOver({ state, clock, deliveries: unread }, watched, 'Ana');
    expect(await statuses()).toEqual(['confirmed', 'waiting']);
  });

  it('is refused for another consumer, and stays valid', async () => {
    const code = await codeOf('Ana');
    expect((await refusal(code, 'Bob'))[2]).toContain("it isn't the code of Bob");
    expect((await refusal(code, 'Cleo'))[0]).toBe('ConsumerUnknown');
    expect(await byCode(code, 'ana')).toMatchObject({ consumer: 'Ana' });
  });

  it('of the contact before is refused', async () => {
    const code = await codeOf('Ana');
    const fields = { name: null, target: null, notes: null, keys: null };
    const ports = { state, clock, deliveries: { inspect: async () => null, places: async () => [] } };
    await editConsumer(ports, watched, 'Ana', { ...fields, contact: null, notes: 'call first' });
    await codeOf('Bob');
    await editConsumer(ports, watched, 'Ana', { ...fields, contact: 'eve@acme.example' });
    expect((await refusal(code))[2]).toContain('it is wrong');
  });

  it('of the contact that the settings named before is refused, and that of the new contact counts', async () => {
    const consumers = [newConsumer(parseTarget('manual:Ana'), { contact: null })];
    watched = await state.apps.save({ ...watched, consumers });
    contacts = { Ana: 'eve@acme.example' };
    const former = await codeOf('Ana', 'eve@acme.example');
    contacts = { Ana: 'ana@acme.example' };
    expect((await refusal(former))[2]).toContain('it is wrong');
    contacts = {};
    expect((await refusal(former))[2]).toContain('it is wrong');
    contacts = { Ana: 'ana@acme.example' };
    expect(await byCode(await codeOf('Ana', 'ana@acme.example'))).toMatchObject({ consumer: 'Ana' });
    expect((await refusal(former))[2]).toContain('already used');
  });

  it('is refused when nothing waits, or when the credentials of the run are others', async () => {
    const code = await codeOf('Ana');
    const run = await state.rotations.find('run');
    if (!run) throw new Error('there is no run');
    await state.rotations.save({ ...run, stays: '3MVG9second' });
    expect((await refusal(code))[2]).toContain('no code was sent for the credentials of this rotation');
    await state.rotations.save({ ...run, finishedAt: 9, outcome: 'done' });
    expect((await refusal(code))[2]).toContain('no code was sent');
  });
});
