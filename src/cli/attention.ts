import { userInfo } from 'node:os';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { plainText } from '../core/plain/text.ts';
import { isoInstant } from '../core/plain/time.ts';
import type { Clock, State } from '../core/ports/ports.ts';
import { setAttention } from '../core/watch/attend.ts';

interface Ports {
  readonly state: State;
  readonly clock: Clock;
}

/** Quietens the reminders of an app; returns what happened in words. @param ms how long */
export async function snoozeFor({ state, clock }: Ports, watched: WatchedApp, ms: number): Promise<readonly string[]> {
  const { attention } = await setAttention(state, watched, { snoozedUntil: clock.now() + ms });
  const until = isoInstant(attention.snoozedUntil ?? clock.now()).slice(0, 16);
  return [
    `✔ Reminders of ${plainText(watched.label || watched.app)} are quiet until ${until}Z; danger is told all the same.`,
  ];
}

/** Somebody is on it; returns what happened in words. */
export async function acknowledge(
  { state, clock }: Ports,
  watched: WatchedApp,
  { by = userInfo().username, why = '' }: { readonly by?: string; readonly why?: string },
): Promise<readonly string[]> {
  const who = plainText(by, 80);
  const acknowledged = { at: clock.now(), by: who, why: plainText(why, 200), consumerKey: watched.consumerKey };
  await setAttention(state, watched, { acknowledged });
  return [
    `✔ ${who} is on ${plainText(watched.label || watched.app)}; its age is not told again before the pair changes.`,
  ];
}
