import { shortKey } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';
import type { WatchedApp } from './watched-app.ts';

/**
 * Finds a watched app by developer name, or by `org/DeveloperName` if several orgs have it. The org is an alias, a username
 * or an org id.
 * @throws AppNotWatched, AppAmbiguous, ConsumerAmbiguous, NoSuchConsumer
 */
export function findWatched(apps: readonly WatchedApp[], name: string, consumer?: string): WatchedApp {
  const found = apps.filter((app) => answersTo(app, name));
  const [first] = found;
  if (!first) throw reason('AppNotWatched', { app: name, known: apps.slice(0, 12).map(nameOf) });
  const orgs = new Set(found.map(({ orgId }) => orgId));
  if (orgs.size > 1) throw reason('AppAmbiguous', { app: name, candidates: candidatesOf(found) });
  const chosen = consumer ? found.filter((app) => app.consumerId === consumer || app.consumerKey === consumer) : found;
  const [only, second] = chosen;
  if (only && !second) return only;
  const known = found.map(({ consumerId, consumerKey }) => `${consumerId} (${shortKey(consumerKey)})`);
  if (consumer && !only) throw reason('NoSuchConsumer', { app: name, consumer, isWatched: true, known });
  throw reason('ConsumerAmbiguous', { app: name, consumers: known });
}

function answersTo({ org, orgId, username, app }: WatchedApp, name: string): boolean {
  const slash = name.lastIndexOf('/');
  const wanted = name.slice(slash + 1).toLowerCase();
  const place = slash < 0 ? null : name.slice(0, slash);
  return app.toLowerCase() === wanted && (place === null || place === org || place === username || place === orgId);
}

/** Candidates of the same name are told apart by org id, because a sandbox has a new id after each refresh. */
function candidatesOf(found: readonly WatchedApp[]): readonly string[] {
  const names = new Set(found.map(nameOf));
  return names.size === found.length ? [...names] : found.map(({ orgId, app }) => `${orgId}/${app}`);
}

function nameOf({ org, app }: WatchedApp): string {
  return `${org}/${app}`;
}
