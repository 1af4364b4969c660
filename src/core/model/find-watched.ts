import { isSameId } from '../plain/ids.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';
import type { WatchedApp } from './watched-app.ts';

type Named = Pick<WatchedApp, 'org' | 'orgId' | 'username' | 'app' | 'label'>;

interface Finding {
  /** Whether a unique beginning of a name is enough. */
  readonly byBeginning?: boolean;
}

/**
 * Finds a watched app by its developer name or its label, in any case. `org/DeveloperName` names the org, too: by alias,
 * username or org id.
 * @throws AppNotWatched, AppAmbiguous, ConsumerAmbiguous, NoSuchConsumer
 */
export function findWatched(
  apps: readonly WatchedApp[],
  name: string,
  consumer?: string,
  { byBeginning = false }: Finding = {},
): WatchedApp {
  const exact = appsCalled(apps, name);
  const found = exact.length === 0 && byBeginning ? apps.filter((app) => beginsWith(app, name)) : exact;
  const [first] = found;
  if (!first) throw reason('AppNotWatched', { app: name, known: apps.slice(0, 12).map(nameOf) });
  if (found.some((other) => other.orgId !== first.orgId || other.app !== first.app)) {
    throw reason('AppAmbiguous', { app: name, candidates: candidatesOf(found) });
  }
  const chosen = consumer ? found.filter((app) => app.consumerId === consumer || app.consumerKey === consumer) : found;
  const [only, second] = chosen;
  if (only && !second) return only;
  const known = found.map(({ consumerId, consumerKey }) => `${consumerId} (${shortKey(consumerKey)})`);
  const { app } = first;
  if (consumer && !only) throw reason('NoSuchConsumer', { app, consumer, isWatched: true, known });
  throw reason('ConsumerAmbiguous', { app, consumers: known, ids: found.map(({ consumerId }) => consumerId) });
}

/** The apps with this developer name, or else with this label: a new label of one app never changes what the name of another means. */
export function appsCalled<App extends Named>(apps: readonly App[], name: string): readonly App[] {
  const slash = name.lastIndexOf('/');
  const wanted = comparable(name.slice(slash + 1));
  const isNamed = ({ app }: Named) => comparable(app) === wanted;
  const isLabeled = ({ label }: Named) => comparable(label) === wanted;
  const place = name.slice(0, Math.max(0, slash));
  const inOrg = slash < 0 ? apps : apps.filter(({ org, username, orgId }) => [org, username, orgId].includes(place));
  const stages = [
    inOrg.filter(isNamed),
    inOrg.filter(isLabeled),
    apps.filter(({ label }) => comparable(label) === comparable(name)),
  ];
  return stages.find(({ length }) => length > 0) ?? [];
}

function beginsWith({ app, label }: Named, beginning: string): boolean {
  const wanted = comparable(beginning);
  return wanted !== '' && [app, label].some((name) => comparable(name).startsWith(wanted));
}

function comparable(name: string): string {
  return plainText(name).toLowerCase();
}

/** Candidates of the same name are told apart by org id, because a sandbox has a new id after each refresh. */
function candidatesOf(found: readonly WatchedApp[]): readonly string[] {
  const apps = [...new Map(found.map((one) => [`${one.orgId}/${one.app}`, one])).values()];
  const names = new Set(apps.map(nameOf));
  return names.size === apps.length ? [...names] : apps.map(({ orgId, app }) => `${orgId}/${app}`);
}

function nameOf({ org, app }: Pick<WatchedApp, 'org' | 'app'>): string {
  return `${org}/${app}`;
}

/** The watched apps of an org, or of a sign-in. */
export function watchedWith(
  apps: readonly WatchedApp[],
  { orgId, name, username }: { readonly orgId: string; readonly name: string; readonly username: string },
): readonly WatchedApp[] {
  return apps.filter((app) => isSameId(app.orgId, orgId) || app.org === name || app.username === username);
}
