import type { Message, Notifier } from '../core/model/notice.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { day, hour, minute } from '../core/plain/time.ts';
import { isAnothers, isKeyturnError } from '../core/reasons/errors.ts';
import { failingNotice, nextDaemonStep, troublesWith } from '../core/reminders/daemon-matters.ts';

export interface Heartbeat extends Notifier {
  /** It has an address for passes that weren't good. */
  readonly takesFailures: boolean;
}

interface BeatPorts {
  readonly operate: Pick<OperatePorts, 'state' | 'clock' | 'signal'>;
  readonly heartbeats: readonly Heartbeat[];
  readonly host: string;
}

/**
 * Makes a pass, and lets the heartbeats know whether it was good. They are asked after the work, and their failure is no failure of
 * the pass: it is recorded like that of another channel, and tried again soon.
 */
export async function beatAfter<Result extends { readonly problems: readonly string[] }>(
  ports: BeatPorts,
  pass: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await pass();
    await beat(ports, result.problems);
    return result;
  } catch (error) {
    // The work of another process, or an interruption, says nothing about the daemon.
    const isOther = isAnothers(error) || (isKeyturnError(error) && error.exitCode === 130);
    // The state may be what fails.
    if (!isOther) await beat(ports, ['failed']).catch(() => undefined);
    throw error;
  }
}

async function beat({ operate, heartbeats, host }: BeatPorts, problems: readonly string[]): Promise<void> {
  const { state, clock, signal } = operate;
  const isGood = problems.length === 0;
  const asked = heartbeats.filter(({ takesFailures }) => isGood || takesFailures);
  if (asked.length === 0 || signal.aborted) return;
  const at = clock.now();
  const failing = isGood ? null : failingNotice({ since: at - hour, problem: problems.join('; ') }, at, host);
  const message: Message = { id: `heartbeat ${at}`, at, notices: failing === null ? [] : [failing] };
  const sent = await Promise.all(
    asked.map(async ({ name, send }) => ({ channel: name, problem: await send(message, signal) })),
  );
  await state.health.change((before) => {
    const now = clock.now();
    const troubles = troublesWith(before.troubles, sent, now);
    const again = troubles
      .filter(({ subject, kind }) => kind === 'channel-failing' && asked.some(({ name }) => name === subject))
      .map(({ since }) => now + (now - since < hour ? 5 * minute : hour));
    const next = { ...before, troubles };
    return { ...next, nextAt: Math.min(nextDaemonStep(next, now) ?? Number.POSITIVE_INFINITY, now + day, ...again) };
  });
}
