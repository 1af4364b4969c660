import type { Decommission } from './decommission.ts';
import type { Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

/**
 * Consumer keys of all credentials of an app that keyturn's state names, also of those that no longer work. Each once.
 * @param end the app's decommissioning; the one of the app's record if missing
 */
export function knownKeys(
  { consumerKey, decommission }: Pick<WatchedApp, 'consumerKey' | 'decommission'>,
  newest: Rotation | null,
  end: Decommission | null = decommission ?? null,
): readonly string[] {
  const all = [consumerKey, end?.consumerKey, end?.slot?.consumerKey, newest?.ends, newest?.stays];
  return [...new Set(all.filter((key) => typeof key === 'string'))];
}

/** Consumer keys that the run itself leaves or makes current. If a different one is current, others have promoted it. */
export function ownPrimaries(run: Pick<Rotation, 'kind' | 'ends' | 'stays'> | null): readonly string[] {
  if (run === null) return [];
  const { kind, ends, stays } = run;
  const keys = kind === 'stage' ? [ends] : kind === 'discard' ? [stays] : [ends, stays];
  return keys.filter((key) => key !== null);
}
