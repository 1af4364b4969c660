import { goneFinding } from '../model/gone.ts';
import { graceEndsAt, phaseOf, type Rotation } from '../model/rotation.ts';
import { isReplaced } from '../model/seen-pairs.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';

/** Previous credentials that no run of keyturn keeps; null if it knows of none. */
export function heldWords({ app, seenPairs, lastCheck }: WatchedApp, rotation: Rotation | null): string | null {
  const held = seenPairs?.slot?.find(({ state }) => state === 'Rotated');
  const isOfRun = rotation !== null && rotation.finishedAt === null;
  if (!held?.consumerKey || isOfRun || goneFinding({ lastCheck })) return null;
  const name = plainText(app);
  return `The staging slot held previous credentials (${shortKey(held.consumerKey)}) when keyturn last looked. Delete them once every consumer uses the current ones: \`keyturn retire ${name} --confirm ${name}\`.`;
}

/** Until when keyturn keeps the previous credentials, and when they expire; null outside a grace period. */
export function keptWords(
  watched: Pick<WatchedApp, 'lastCheck' | 'seenPairs'>,
  rotation: Rotation | null,
  now: number,
): string | null {
  if (rotation === null || phaseOf(rotation) !== 'grace' || goneFinding(watched)) return null;
  if (watched.seenPairs && isReplaced(watched.seenPairs, rotation)) return null;
  const { ends, overlapEndsAt: end } = rotation;
  const until = graceEndsAt(rotation) ?? now;
  const kept = `The previous credentials (${shortKey(ends)}) ${until > now ? 'are' : 'were'} kept until ${isoDay(until)} (grace period).`;
  if (end === null) return kept;
  return `${kept} They ${end > now ? 'expire' : 'expired'} on ${isoDay(end)}.`;
}
