import { userInfo } from 'node:os';
import type { Attention } from '../core/model/attention.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { plainText } from '../core/plain/text.ts';
import { isoInstant } from '../core/plain/time.ts';
import type { Clock, State } from '../core/ports/ports.ts';
import { setAttention, setDaemonAttention } from '../core/watch/attend.ts';
import { daemonTroubleWords } from '../core/words/daemon-notices.ts';
import { loudWords } from '../core/words/quiet.ts';
import { doneWords } from '../core/words/watch-list.ts';

interface Ports {
  readonly state: State;
  readonly clock: Clock;
}

/** Pauses the reminders of an app. @param ms how long @returns lines for a person */
export async function snoozeFor({ state, clock }: Ports, watched: WatchedApp, ms: number): Promise<readonly string[]> {
  const { attention } = await setAttention(state, watched, { snoozedUntil: clock.now() + ms });
  const until = isoInstant(attention.snoozedUntil ?? clock.now()).slice(0, 16);
  return [`✔ ${doneWords.snoozed(plainText(watched.label || watched.app), until)} Urgent ones are still sent.`];
}

/** Sends the reminders of an app again. @param of which of the two no longer holds @returns lines for a person */
export async function listenAgain(
  { state }: Ports,
  watched: WatchedApp,
  of: keyof Attention,
): Promise<readonly string[]> {
  await setAttention(state, watched, of === 'snoozedUntil' ? { snoozedUntil: null } : { acknowledged: null });
  const app = plainText(watched.label || watched.app);
  return [`✔ ${of === 'snoozedUntil' ? loudWords.unpaused(app) : loudWords.unacknowledged(app)}`];
}

/** Stops the age reminders of an app until its key changes. @returns lines for a person */
export async function acknowledge(
  { state, clock }: Ports,
  watched: WatchedApp,
  { by = userInfo().username, why = '' }: { readonly by?: string; readonly why?: string },
): Promise<readonly string[]> {
  const who = plainText(by, 80);
  const acknowledged = { at: clock.now(), by: who, why: plainText(why, 200), consumerKey: watched.consumerKey };
  await setAttention(state, watched, { acknowledged });
  return [`✔ ${doneWords.acknowledged(who, plainText(watched.label || watched.app))}`];
}

/** Stops the reminders of what keeps the daemon from its work now. @returns lines for a person, and what it is */
export async function acknowledgeDaemon(
  { state, clock }: Ports,
  { by = userInfo().username, why = '' }: { readonly by?: string; readonly why?: string },
): Promise<{ readonly lines: readonly string[]; readonly problems: readonly string[] }> {
  const said = { at: clock.now(), by: plainText(by, 80), why: plainText(why, 200) };
  const { troubles } = await setDaemonAttention(state, said);
  const problems = troubles.map((trouble) => daemonTroubleWords(trouble).title);
  return { lines: [`✔ ${doneWords.daemonAcknowledged(said.by)}`, ...problems.map((one) => `· ${one}.`)], problems };
}
