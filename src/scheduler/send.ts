import { retryDelay } from '../core/machine/retries.ts';
import { contactOf, newConsumer } from '../core/model/consumer.ts';
import { endedBy } from '../core/model/gone.ts';
import type { Message, Notice, Notifier } from '../core/model/notice.ts';
import { parseTarget, targetText } from '../core/model/target.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { minute } from '../core/plain/time.ts';
import type { Outgoing, State } from '../core/ports/ports.ts';
import { joined, matterOf } from '../core/reminders/digest.ts';
import { channelProblems } from '../core/words/channels.ts';
import { overWords } from '../core/words/daemon-notices.ts';
import { codeAction } from '../core/words/hand-over-notices.ts';

/** Where notices go. */
export interface Post {
  /** Words the commands in a notice as its readers must type them; as they are if missing. */
  readonly worded?: (text: string) => string;
  readonly notifiers: readonly Notifier[];
  /** Whether a channel reaches this contact of a consumer. */
  readonly reaches: (contact: string) => boolean;
  /** Which channels get these notices of an app, and when. */
  readonly address: (
    fresh: readonly Notice[],
    app: WatchedApp,
  ) => readonly Pick<Outgoing, 'id' | 'channel' | 'message' | 'nextAt'>[];
}

/** The notice with its commands as its readers must type them. */
export function wordedNotice(notice: Notice, worded: Post['worded'] = (text) => text): Notice {
  const { title, text, actions } = notice;
  return { ...notice, title: worded(title), text: worded(text), actions: actions.map(worded) };
}

export interface Sent {
  readonly channel: string;
  readonly status: 'sent' | 'waiting' | 'given-up';
  readonly problem: string | null;
}

/** A message with the ids of its notices. */
export type SentMessage = Sent & {
  readonly notices: readonly string[];
  /** Says nothing about the channel: the contact's own address may be what is wrong. */
  readonly isToContact: boolean;
};

interface Sending {
  readonly didMissSteps: boolean;
  /** More apps are due than were looked at: new messages wait for theirs, so that one message has all. */
  readonly isMoreDue: boolean;
  readonly asOfNow: AsOfNow;
}

/** A notice of an earlier pass as it is true now; null if its cause is over. */
export type AsOfNow = (notice: Notice) => Promise<Notice | null>;

/** Longer than this, no message waits for other apps. */
const longestHold = 15 * minute;

/** Tries before a message is given up: more than a week. */
const mostAttempts = 14;

/**
 * Sends waiting messages, channels in parallel and the messages of a channel in order. A process that dies after sending sends
 * the message again with the same id, so that the receiver can recognize the repeat. Many notices, or those after missed steps,
 * become one message for each channel, also if a tick can't look at all apps that are due.
 */
export async function sendOutgoing(
  { notifiers }: Pick<Post, 'notifiers'>,
  { state, clock, chance, signal, contacts }: OperatePorts,
  { didMissSteps, isMoreDue, asOfNow }: Sending,
): Promise<readonly SentMessage[]> {
  const at = clock.now();
  const isHeld = (due: readonly Message[]) => isMoreDue && due.every((message) => mayWait(message, at));
  const held = new Set(isMoreDue ? heldChannels(await state.reminders.outgoing(at), isHeld) : []);
  await state.reminders.joinOutgoing(at, (due) => (isHeld(due) ? null : joined(due, { at, didMissSteps })));
  const waiting = (await state.reminders.outgoing(at)).filter(
    ({ channel, message }) => message.contact || !held.has(channel),
  );
  // A contact whose address is wrong must not stop the other messages of the channel.
  const { lastGoodTickAt, troubles } = await state.health.read();
  const byChannel = Map.groupBy(waiting, ({ id, channel, message }) => (message.contact ? id : channel));
  const sent = await Promise.all(
    [...byChannel.values()].map(async (messages) => {
      const channel = messages[0]?.channel ?? '';
      const notifier = notifiers.find(({ name }) => name === channel);
      const isFailing = troubles.some(({ kind, subject }) => kind === 'channel-failing' && subject === channel);
      const outcomes: SentMessage[] = [];
      for (const outgoing of messages) {
        if (signal.aborted) break;
        const { contact } = outgoing.message;
        const isWanted = contact === undefined || (await isStillWanted(state, outgoing.message, contacts));
        const notices =
          isWanted && !contact
            ? await allAsOfNow(outgoing.message, { messages, isFailing, asOfNow })
            : outgoing.message.notices;
        if (!isWanted || notices.length === 0) {
          const problem = contact ? channelProblems.noLongerNeeded : channelProblems.over;
          await state.reminders.settle(outgoing.id, { status: 'given-up', problem, nextAt: null });
          continue;
        }
        const problem = notifier
          ? await sendOne(notifier, { ...outgoing.message, notices, lastGoodTickAt }, { state, clock, signal })
          : noChannel;
        const outcome = outcomeOf(problem, notifier ? outgoing.attempts + 1 : mostAttempts, clock.now(), chance());
        await state.reminders.settle(outgoing.id, outcome);
        const { status } = outcome;
        const isToContact = outgoing.message.contact !== undefined;
        outcomes.push({ channel, status, problem, notices: outgoing.message.notices.map(({ id }) => id), isToContact });
        // The channel is down: don't try its other messages.
        if (status === 'waiting') break;
      }
      return outcomes;
    }),
  );
  return sent.flat();
}

/**
 * What still holds of a message, without what a later one of the same channel repeats. What is over is left out, but for a channel
 * that has failed: that message may have arrived although the answer was lost, and the next one shows whether the channel works.
 */
async function allAsOfNow(
  { notices }: Message,
  {
    messages,
    isFailing,
    asOfNow,
  }: { readonly messages: readonly Outgoing[]; readonly isFailing: boolean; readonly asOfNow: AsOfNow },
): Promise<readonly Notice[]> {
  const all = messages.flatMap(({ message }) => message.notices);
  const isRepeated = (notice: Notice) =>
    notice.kind !== 'done-by-daemon' &&
    all.some((one) => one.since > notice.since && matterOf(one) === matterOf(notice));
  const found = await Promise.all(
    notices
      .filter((one) => !isRepeated(one))
      .map(async (one) => (await asOfNow(one)) ?? (isFailing ? { ...one, ...overWords(one) } : null)),
  );
  return found.filter((one) => one !== null);
}

/** A message to a contact waits for no other app. */
function heldChannels(outgoing: readonly Outgoing[], isHeld: (due: readonly Message[]) => boolean): readonly string[] {
  const shared = outgoing.filter(({ message }) => message.contact === undefined);
  return [...Map.groupBy(shared, ({ channel }) => channel)]
    .filter(([, rows]) => isHeld(rows.map(({ message }) => message)))
    .map(([channel]) => channel);
}

/** Danger waits for nothing. */
function mayWait({ at, notices }: Message, now: number): boolean {
  return notices.every(({ severity }) => severity !== 'danger') && at <= now && now - at < longestHold;
}

const noChannel = 'the settings have no such channel';

/** Whether the consumer of a contact still needs these credentials, and nobody else has become its contact. */
async function isStillWanted(
  { rotations, apps }: State,
  { notices, contact }: Message,
  contacts: OperatePorts['contacts'],
): Promise<boolean> {
  if (!contact) return true;
  const { rotation, consumerKey, target: text } = contact.confirms;
  const run = await rotations.find(rotation);
  if (run?.finishedAt !== null || run.stays !== consumerKey) return false;
  if (!run.deliveries.some(({ status, target }) => status === 'waiting' && targetText(target) === text)) return false;
  const watched = await apps.find(run.orgId, run.app, run.consumerId);
  if (watched && endedBy(watched, run)) return false;
  const consumer = watched?.consumers.find(({ target }) => targetText(target) === text);
  return contactOf(consumer ?? newConsumer(parseTarget(text)), contacts) === notices[0]?.handOver?.contact;
}

/**
 * A contact gets a new code with each attempt, whose hash is stored before. So a code that arrived is always valid, and no
 * code is stored.
 */
async function sendOne(
  notifier: Notifier,
  message: Message,
  { state, clock, signal }: Pick<OperatePorts, 'state' | 'clock' | 'signal'>,
): Promise<string | null> {
  // A copy of the seal that is kept elsewhere shows later whether the audit trail is whole.
  if (!message.contact) return notifier.send({ ...message, seal: await state.seals.latest() }, signal);
  const { confirms } = message.contact;
  const contact = message.notices[0]?.handOver?.contact ?? '';
  const code = (await state.handOverCodes.make(confirms, contact)).reveal();
  const notices = message.notices.map((one) => ({ ...one, actions: [...one.actions, codeAction(one, code)] }));
  const problem = await notifier.send({ ...message, notices }, signal);
  if (problem === null) await state.handOverCodes.sent(confirms, clock.now());
  // A receiver may repeat the message in its answer.
  return problem?.replaceAll(code, '…') ?? null;
}

function outcomeOf(problem: string | null, attempt: number, now: number, chance: number) {
  if (problem === null) return { status: 'sent', problem, nextAt: null } as const;
  if (attempt >= mostAttempts) return { status: 'given-up', problem, nextAt: null } as const;
  return { status: 'waiting', problem, nextAt: now + retryDelay(attempt, chance) } as const;
}
