import { hostname } from 'node:os';
import type { Composition } from '../compose.ts';
import { writeDurably } from '../core/adapters/durable-file.ts';
import { readWhole } from '../core/adapters/regular-file.ts';
import { isTaken } from '../core/model/daemon-health.ts';
import type { Notice } from '../core/model/notice.ts';
import { parseJson } from '../core/plain/json.ts';
import { once } from '../core/plain/once.ts';
import { outsideError } from '../core/plain/outside-text.ts';
import { address } from '../core/reminders/address.ts';
import { failingNotice } from '../core/reminders/daemon-matters.ts';
import { wordedNotice } from '../scheduler/send.ts';
import { channelsOf, openNotifiers } from './notifiers.ts';
import { storeToOpen } from './opened-stores.ts';

/**
 * Sends that the daemon's checks fail as a whole, straight through the channels: the state and its queue may be what fails.
 * Each step of the ladder is sent once, as soon as a channel takes it, and again by a daemon that starts anew.
 */
export function openAlarm(
  composition: Composition,
  sent = new Set<string>(),
): (failure: Parameters<typeof failingNotice>[0]) => Promise<void> {
  const taken = async (since: number) =>
    composition.state().then(
      async (state) => isTaken(await state.health.read(), since),
      () => false,
    );
  return async (failure) => {
    try {
      const now = (await composition.freshClock()).now();
      const notice = failingNotice(failure, now, hostname());
      if (notice === null || sent.has(notice.id) || (await taken(failure.since))) return;
      // Not a second time while channels still answer.
      sent.add(notice.id);
      if (!(await isTold(composition, notice, now).catch(() => false))) sent.delete(notice.id);
    } catch {
      // The daemon's log has the failure itself.
    }
  };
}

/** Whether a channel took the notice. */
async function isTold(composition: Composition, notice: Notice, now: number): Promise<boolean> {
  const channels = (await channelsOf(composition)).filter((one) => one.type !== 'heartbeat');
  const book = { channels, quietHours: (await composition.settings()).quietHours };
  const told = wordedNotice(notice, composition.worded);
  const due = address([told], null, { book, now }).filter(({ nextAt }) => nextAt <= now);
  if (due.length === 0) return false;
  const stores = once(() => composition.stores());
  const notifiers = await openNotifiers(composition, {
    env: composition.env,
    openStore: async (known) => (await stores()).open(storeToOpen(await stores(), known)),
    writeLine: (line) => void process.stderr.write(`${line}\n`),
  });
  const answers = await Promise.all(
    due.map(({ channel, message }) => notifiers.find(({ name }) => name === channel)?.send(message)),
  );
  return answers.includes(null);
}

/**
 * Sends that the daemon can't start without its state, at once and then daily. A service manager starts it again every minute, so
 * the file `path` remembers what was sent.
 */
export async function alarmOfStart(composition: Composition, error: unknown, path: string): Promise<void> {
  const now = (await composition.freshClock()).now();
  const known = await remembered(path);
  const since = Math.min(known?.since ?? now, now);
  const sent = new Set(known?.sent);
  const remember = () => writeDurably({ path, content: JSON.stringify({ since, sent: [...sent] }) });
  // What can't be remembered isn't sent: a message every minute helps nobody.
  await remember();
  await openAlarm(composition, sent)({ since, problem: outsideError(error), isLasting: true });
  await remember();
}

async function remembered(path: string): Promise<{
  readonly since: number;
  readonly sent: readonly string[];
} | null> {
  try {
    const found = parseJson(String(await readWhole(path))) as { since?: unknown; sent?: unknown } | null;
    return typeof found?.since === 'number' && Array.isArray(found.sent)
      ? { since: found.since, sent: found.sent.map(String) }
      : null;
  } catch {
    return null;
  }
}
