import { retryDelay } from '../core/machine/retries.ts';
import type { Notice, Notifier } from '../core/model/notice.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import type { Outgoing } from '../core/ports/ports.ts';
import { joined } from '../core/reminders/digest.ts';

/** Where notices go. */
export interface Post {
  readonly notifiers: readonly Notifier[];
  /** Which channels get these notices of an app, and when. */
  readonly address: (
    fresh: readonly Notice[],
    app: WatchedApp,
  ) => readonly Pick<Outgoing, 'id' | 'channel' | 'message' | 'nextAt'>[];
}

export interface Sent {
  readonly channel: string;
  readonly status: 'sent' | 'waiting' | 'given-up';
  readonly problem: string | null;
}

/** Tries before a message is given up: more than a week. */
const mostAttempts = 14;

/**
 * Sends waiting messages, channels in parallel and the messages of a channel in order. A process that dies after sending sends
 * the message again with the same id, so that the receiver can recognize the repeat. Many notices, or those after missed steps,
 * become one message for each channel.
 */
export async function sendOutgoing(
  { notifiers }: Post,
  { state, clock, chance, signal }: OperatePorts,
  didMissSteps: boolean,
): Promise<readonly (Sent & { readonly notices: readonly string[] })[]> {
  await state.reminders.joinOutgoing(clock.now(), (due) => joined(due, { at: clock.now(), didMissSteps }));
  const waiting = await state.reminders.outgoing(clock.now());
  const byChannel = Map.groupBy(waiting, ({ channel }) => channel);
  const sent = await Promise.all(
    [...byChannel].map(async ([channel, messages]) => {
      const notifier = notifiers.find(({ name }) => name === channel);
      const outcomes: (Sent & { readonly notices: readonly string[] })[] = [];
      for (const outgoing of messages) {
        if (signal.aborted) break;
        const problem = notifier ? await notifier.send(outgoing.message, signal) : 'the settings have no such channel';
        const outcome = outcomeOf(problem, notifier ? outgoing.attempts + 1 : mostAttempts, clock.now(), chance());
        await state.reminders.settle(outgoing.id, outcome);
        const { status } = outcome;
        outcomes.push({ channel, status, problem, notices: outgoing.message.notices.map(({ id }) => id) });
        // The channel is down: don't try its other messages.
        if (status === 'waiting') break;
      }
      return outcomes;
    }),
  );
  return sent.flat();
}

function outcomeOf(problem: string | null, attempt: number, now: number, chance: number) {
  if (problem === null) return { status: 'sent', problem, nextAt: null } as const;
  if (attempt >= mostAttempts) return { status: 'given-up', problem, nextAt: null } as const;
  return { status: 'waiting', problem, nextAt: now + retryDelay(attempt, chance) } as const;
}
