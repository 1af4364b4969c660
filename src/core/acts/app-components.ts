import { type AppComponents, appOf, findComponents } from '../external-client-app/components.ts';
import { type ComponentRef, componentTypes, type MetadataFile } from '../model/app.ts';
import { inParallel } from '../plain/in-parallel.ts';
import { once } from '../plain/once.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';

interface AppName {
  readonly developerName: string;
  readonly isPackaged: boolean;
}

/** With fewer components in the org than this, one retrieve of everything is cheaper than a second request. */
const fewComponents = 200;
/** Components in one retrieve. Salesforce allows 10,000 files, but the answer must fit into memory. */
const componentsPerRetrieve = 2_000;
const retrievesAtOnce = 3;
/** Of the components of all apps. 5,000 apps have less. */
const mostBytes = 64 * 1024 * 1024;

/**
 * Retrieves the app's components. Component names follow no rule, so each file is matched by the app that it names. In an
 * org with many apps, components whose names start like the app's are tried first.
 * @throws ComponentMissing, ComponentAmbiguous
 */
export function readComponents(org: SalesforceOrg, app: AppName): Promise<AppComponents> {
  return componentsReader(org, [app.developerName])(app);
}

/** The same for many apps: the first question about one of `names` retrieves the components of all, once. */
export function componentsReader(
  org: SalesforceOrg,
  names: readonly string[],
): (app: AppName) => Promise<AppComponents> {
  const listed = once(() => org.metadata.list(componentTypes));
  const likely = once(async () => {
    const all = await listed();
    const refs =
      all.length <= fewComponents ? all : all.filter(({ fullName }) => names.some((name) => fullName.startsWith(name)));
    return { isPartial: refs.length < all.length, find: finderIn(await retrieve(org, refs)) };
  });
  const everything = once(async () => finderIn(await retrieve(org, await listed())));
  return async (app) => {
    const { isPartial, find } = await likely();
    try {
      const found = find(app);
      // A missing policy would be planned as a new one, so make sure that none exists under another name.
      return isPartial && !found.oauthPolicy ? (await everything())(app) : found;
    } catch (error) {
      if (!isPartial || !isKeyturnError(error) || error.code !== 'ComponentMissing') throw error;
      return (await everything())(app);
    }
  };
}

/** The files of all apps that the org shows. */
export async function readAllComponents(org: SalesforceOrg): Promise<readonly MetadataFile[]> {
  return retrieve(org, await org.metadata.list(componentTypes));
}

async function retrieve(org: SalesforceOrg, refs: readonly ComponentRef[]): Promise<readonly MetadataFile[]> {
  const count = Math.ceil(refs.length / componentsPerRetrieve);
  const parts = Array.from({ length: count }, (_, part) =>
    refs.slice(part * componentsPerRetrieve, (part + 1) * componentsPerRetrieve),
  );
  const all = () => inParallel(parts, retrievesAtOnce, (part) => org.metadata.retrieve(part));
  return (await org.keepingAtMost(mostBytes, all)).flat();
}

/** Reads each file once, for any number of apps. */
function finderIn(files: readonly MetadataFile[]): (app: AppName) => AppComponents {
  const byApp = Map.groupBy(files, nameIn);
  // An unreadable file may belong to any app.
  const damaged = byApp.get(null) ?? [];
  return ({ developerName, isPackaged }) =>
    findComponents(developerName, [...(byApp.get(developerName.toLowerCase()) ?? []), ...damaged], { isPackaged });
}

function nameIn(file: MetadataFile): string | null {
  try {
    return appOf(file)?.toLowerCase() ?? '';
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return null;
  }
}
