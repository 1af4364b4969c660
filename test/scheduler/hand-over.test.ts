import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { newConsumer } from '../../src/core/model/consumer.ts';
import type { Message, Notice, Notifier } from '../../src/core/model/notice.ts';
import { parseTarget } from '../../src/core/model/target.ts';
import { confirmByCode, confirmHandOver } from '../../src/core/operate/hand-over.ts';
import type { OperatePorts } from '../../src/core/operate/operate-request.ts';
import type { State } from '../../src/core/ports/ports.ts';
import { address } from '../../src/core/reminders/address.ts';
import type { ChannelRoute } from '../../src/core/reminders/channel-route.ts';
import { contactRoute } from '../../src/core/reminders/contact-route.ts';
import { isQuieted, noticesOf } from '../../src/core/reminders/notices.ts';
import { editConsumer } from '../../src/core/watch/consumers.ts';
import { sendOutgoing } from '../../src/scheduler/send.ts';
import { unreachedIn } from '../../src/scheduler/unreached.ts';
import { day, delivery, noon } from '../core/automation/app-facts.ts';
import { rotation } from '../core/watch/rotations.ts';
import { watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fromOutside } from '../support/from-outside.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** No file has the credentials that are about to end. */
const unread = { recheck: async () => fromOutside('other credentials') };

const mail: ChannelRoute = { name: 'post', type: 'mail', when: 'always', severity: 'note' };
const ops: ChannelRoute = { name: 'ops', type: 'slack', when: 'always', severity: 'note' };

/** A rotation that waits for people with these contacts, by name. */
async function world(
  contacts: Readonly<Record<string, string | null>>,
  channels: readonly ChannelRoute[] = [mail, ops],
) {
  const clock = new FakeClock(noon);
  const folder = tempFolder();
  const state = await openState({ folder, clock, actor: 'tester@bench', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  const names = Object.keys(contacts);
  const consumers = names.map((name) =>
    newConsumer(parseTarget(`manual:${name}`), { contact: contacts[name] ?? null }),
  );
  const watched = await state.apps.save(watchedApp({ consumers }));
  const deliveries = names.map((name) => delivery(`manual:${name}`, 'waiting', noon));
  await state.rotations.save(rotation({ id: 'run', kind: 'rotate', stays: '3MVG9new', deliveries }));
  const sent: { channel: string; message: Message }[] = [];
  const answer: { problem: (message: Message) => string | null } = { problem: () => null };
  const notifiers = channels.map(
    ({ name }): Notifier => ({
      name,
      send: async (message) => {
        sent.push({ channel: name, message });
        const problem = answer.problem(message);
        return problem === null ? null : fromOutside(problem);
      },
    }),
  );
  const tell = async (as = watched) => {
    const rotation = await state.rotations.find('run');
    const reaches = (contact: string) => contactRoute(contact, channels) !== null;
    const isUnreached = await unreachedIn(rotation, { state, reaches });
    const facts = { watched: as, rotation, isUnreached, now: clock.now() };
    const notices = noticesOf(facts).filter(
      ({ kind }) => kind === 'consumer-waiting' || kind === 'consumers-unconfirmed',
    );
    return state.reminders.tell(notices, (fresh) =>
      address(fresh, watched, { book: { channels, quietHours: null }, now: clock.now() }),
    );
  };
  const send = (over: Partial<State['reminders']> = {}, didMissSteps = false) => {
    const reminders = { ...state.reminders, ...over };
    const ports = { state: { ...state, reminders }, clock, chance: () => 0.5, signal: new AbortController().signal };
    return sendOutgoing({ notifiers }, ports as unknown as OperatePorts, {
      didMissSteps,
      isMoreDue: false,
      asOfNow: async (notice) => notice,
    });
  };
  const byCode = (code: string) =>
    confirmByCode({ state, clock, deliveries: unread, contacts: {} }, watched, { code, name: null });
  return { clock, folder, state, watched, sent, answer, tell, send, byCode };
}

function codeIn({ notices }: Message): string {
  return /--code ([0-9A-Z-]{19})/.exec(notices[0]?.actions.join('\n') ?? '')?.[1] ?? 'no code';
}

const to = ({ contact }: Message) => contact?.to ?? null;

describe('the contact of a consumer', () => {
  it('hears at once what waits, with a code that confirms it, which is stored nowhere', async () => {
    const { tell, send, sent, byCode, folder, state } = await world({ Ana: 'Ana Diaz <ana@acme.example>', Bob: null });
    await tell();
    await send();
    expect(sent.map(({ channel, message }) => [channel, to(message)])).toEqual([['post', 'ana@acme.example']]);
    const [only] = sent;
    const code = codeIn(only?.message ?? { id: '', notices: [], at: 0 });
    expect(only?.message.notices[0]).toMatchObject({
      title: 'Ana needs the new credentials of Billing Sync',
      text: 'You are its contact: please update it. This message contains no credentials.',
    });
    expect(await byCode(code)).toMatchObject({ consumer: 'Ana' });
    const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    for (const text of [...stored, JSON.stringify(await state.journal.list())]) {
      expect(text).not.toContain(code);
      expect(text).not.toContain(code.replaceAll('-', ''));
    }
    expect((await state.rotations.find('run'))?.deliveries[0]).toMatchObject({ status: 'confirmed', notifiedAt: noon });
  });

  it('hears it again every three days, but no longer than it waits', async () => {
    const { tell, send, sent, clock, state, watched } = await world({ Ana: 'ana@acme.example' });
    const toAna = () => sent.filter(({ message }) => to(message) !== null).length;
    for (const expected of [1, 1, 1, 2]) {
      await tell();
      await send();
      expect(toAna()).toBe(expected);
      clock.advance(day);
    }
    clock.advance(2 * day);
    await tell();
    await confirmHandOver({ state, clock, deliveries: unread }, watched, 'Ana');
    await send();
    expect(toAna()).toBe(2);
    expect(await state.reminders.nextOutgoing(clock.now())).toBe(null);
  });

  it('hears at once if somebody else becomes the contact', async () => {
    const { tell, send, sent, state, clock, watched } = await world({ Ana: 'ana@acme.example' });
    await tell();
    await send();
    const ports = { state, clock, deliveries: { inspect: async () => null, places: async () => [] } };
    const fields = { name: null, target: null, notes: null, keys: null, contact: 'bob@acme.example' };
    const edited = await editConsumer(ports, watched, 'Ana', fields);
    // Nobody has notified Bob yet.
    expect((await state.rotations.find('run'))?.deliveries[0]).not.toHaveProperty('notifiedAt');
    await tell(edited.watched);
    await send();
    expect(sent.map(({ message }) => to(message))).toEqual(['ana@acme.example', 'bob@acme.example']);
    expect((await state.rotations.find('run'))?.deliveries[0]).toHaveProperty('notifiedAt', clock.now());
  });

  it('is nobody for a consumer that is named like a property of every object', async () => {
    const { tell, send, sent } = await world({ constructor: null });
    await tell();
    await send();
    expect(sent).toEqual([]);
  });

  it('gets no code any more once somebody else is the contact', async () => {
    const { tell, send, sent, state, clock, watched } = await world({ Ana: 'ana@acme.example' });
    await tell();
    const ports = { state, clock, deliveries: { inspect: async () => null, places: async () => [] } };
    const fields = { name: null, target: null, notes: null, keys: null, contact: 'bob@acme.example' };
    const edited = await editConsumer(ports, watched, 'Ana', fields);
    await tell(edited.watched);
    await send();
    expect(sent.map(({ message }) => to(message))).toEqual(['bob@acme.example']);
  });

  it('gets a second code if the process dies after sending, and each of them counts, once', async () => {
    const { tell, send, sent, byCode, state } = await world({ Ana: 'ana@acme.example' });
    await tell();
    const dies = async () => Promise.reject(new Error('killed'));
    await expect(send({ settle: dies })).rejects.toThrow('killed');
    await send();
    const [first, second] = sent.map(({ message }) => message);
    if (!first || !second) throw new Error('it was not repeated');
    expect(second.id).toBe(first.id);
    expect(codeIn(second)).not.toBe(codeIn(first));
    await byCode(codeIn(first));
    await expect(byCode(codeIn(second))).rejects.toMatchObject({ code: 'CodeRefused' });
    expect((await state.rotations.find('run'))?.deliveries[0]?.status).toBe('confirmed');
  });

  it('gets a valid code even if the answer of the mail server is lost', async () => {
    const { tell, send, sent, answer, byCode, state } = await world({ Ana: 'ana@acme.example' });
    answer.problem = (message) => `no answer to ${message.notices[0]?.actions.join(' ')}`;
    await tell();
    const [outcome] = await send();
    const code = codeIn(sent[0]?.message ?? { id: '', notices: [], at: 0 });
    // What the receiver repeats is stored and logged without the code.
    expect(outcome).toMatchObject({ status: 'waiting', problem: expect.stringContaining('the code …') });
    expect(outcome?.problem).not.toContain(code);
    expect((await state.rotations.find('run'))?.deliveries[0]).not.toHaveProperty('notifiedAt');
    expect(await byCode(code)).toMatchObject({ consumer: 'Ana' });
  });

  it('with a wrong address stops no other message of the channel', async () => {
    const { tell, send, sent, answer } = await world({ Ana: 'nobody@acme.example', Bob: 'bob@acme.example' });
    answer.problem = (message) => (to(message) === 'nobody@acme.example' ? 'no such address' : null);
    await tell();
    // Not even after a jump of the clock, when others are joined.
    await send({}, true);
    expect(sent.map(({ message }) => to(message)).sort()).toEqual(['bob@acme.example', 'nobody@acme.example']);
  });

  it('may be a channel, but never a log or a desktop', async () => {
    const log: ChannelRoute = { name: 'journal', type: 'log', when: 'always', severity: 'danger' };
    const desktop: ChannelRoute = { name: 'desk', type: 'desktop', when: 'always', severity: 'danger' };
    const { tell, send, sent } = await world({ Ana: 'OPS', Bob: 'journal', Cy: 'desk' }, [ops, log, desktop]);
    await tell();
    await send();
    const found = sent.map(({ channel, message }) => [
      channel,
      message.contact !== undefined,
      message.notices[0]?.title,
    ]);
    expect(found.sort((one, other) => (String(one[2]) < String(other[2]) ? -1 : 1))).toEqual([
      ['ops', true, 'Ana needs the new credentials of Billing Sync'],
      ['ops', false, 'Bob needs the new credentials of Billing Sync'],
      ['ops', false, 'Cy needs the new credentials of Billing Sync'],
    ]);
  });
});

describe('the owner', () => {
  it('hears at once of a contact that no channel reaches, without a code, and then with everyone else', async () => {
    const { tell, send, sent, clock } = await world({ Ana: '+49 30 1234' }, [ops]);
    await tell();
    await send();
    expect(sent[0]?.message.notices[0]?.text).toBe(
      "The contact is +49 30 1234. The current credentials didn't change. No channel of keyturn reaches this contact, so tell them yourself.",
    );
    expect(JSON.stringify(sent)).not.toContain('--code');
    clock.advance(3 * day);
    await tell();
    await send();
    expect(sent.map(({ message }) => message.notices[0]?.kind)).toEqual(['consumer-waiting', 'consumers-unconfirmed']);
    expect(sent[1]?.message.notices[0]?.text).toContain("keyturn couldn't notify the contact of Ana: +49 30 1234.");
  });

  it('hears after a day that a contact who was notified has not answered', async () => {
    const { tell, send, sent, clock } = await world({ Ana: 'ana@acme.example' }, [mail]);
    await tell();
    await send();
    clock.advance(day);
    await tell();
    await send();
    const [, toOwner] = sent.map(({ message }) => message);
    expect(toOwner?.contact).toBeUndefined();
    expect(toOwner?.notices[0]).toMatchObject({
      kind: 'consumers-unconfirmed',
      text: expect.stringMatching(/keyturn notified ana@acme\.example about Ana on \d{4}-\d\d-\d\d\. No answer yet\./),
    });
  });

  it('hears nothing of a contact who is notified in the same pass, and of one who could not be notified only then', async () => {
    const { tell, send, sent, clock, answer } = await world({ Ana: 'ana@acme.example' }, [mail]);
    clock.advance(2 * day);
    answer.problem = (message) => (to(message) === null ? null : 'no such address');
    const unconfirmed = () => sent.findLast(({ message }) => message.contact === undefined)?.message.notices[0]?.text;
    await tell();
    await send();
    expect(unconfirmed()).toMatch(/^keyturn is waiting for you to confirm this consumer\. The current credentials/);
    clock.advance(2 * day);
    await tell();
    await send();
    expect(unconfirmed()).toContain("keyturn couldn't notify the contact of Ana: ana@acme.example.");
    answer.problem = () => null;
    clock.advance(3 * day);
    await send();
    await tell();
    await send();
    expect(unconfirmed()).toContain('keyturn notified ana@acme.example about Ana on');
  });

  it('can pause reminders, but not the first message to the contact', () => {
    const attention = { snoozedUntil: noon + 9 * day, acknowledged: null };
    const quiet = (fields: Partial<Notice>) =>
      isQuieted({ severity: 'caution', id: '', ...fields } as Notice, attention, noon);
    expect(quiet({ kind: 'consumer-waiting', threshold: '0d' })).toBe(false);
    expect(quiet({ kind: 'consumer-waiting', threshold: '3d' })).toBe(true);
    expect(quiet({ kind: 'consumers-unconfirmed', threshold: '1d' })).toBe(true);
  });
});
