import type { Composition } from '../compose.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { SecretStore } from '../core/ports/ports.ts';
import type { CommandContext } from './context.ts';
import { openChosenStore } from './open-store.ts';

/**
 * Opens the store for a new secret: the known one, else the chosen one, else the one that holds all
 * credentials of this computer.
 * @throws StoreNotChosen, PassphraseMissing and what the store throws
 */
export async function openUsualStore(
  composition: Composition,
  context: CommandContext,
  known?: SecretStore['kind'],
): Promise<SecretStore> {
  return openChosenStore(composition, context, known ?? (await usualKind(composition)) ?? undefined);
}

/**
 * The only store that exists, for an emergency of an app that has no credentials in any: nobody should have to choose then. null if
 * none exists, or if a person chose.
 */
export async function onlyStore(composition: Composition): Promise<SecretStore['kind'] | null> {
  const usual = await usualKind(composition);
  if (usual !== null) return usual;
  return (await composition.stores()).isNew('file') ? null : 'file';
}

/** The chosen store, else the one that holds all credentials of this computer; null if there is none. */
export async function usualKind(composition: Composition): Promise<SecretStore['kind'] | null> {
  const chosen = (await composition.stores()).chosen();
  if (chosen !== null || !(await composition.hasState())) return chosen;
  return onlyKind(await (await composition.state()).apps.list());
}

/** The store that holds the credentials of all these apps; null if there is none. */
export function onlyKind(apps: readonly Pick<WatchedApp, 'store'>[]): SecretStore['kind'] | null {
  const kinds = new Set(apps.flatMap(({ store }) => (store ? [store.kind] : [])));
  const [only = null] = kinds;
  return kinds.size === 1 ? only : null;
}
