import type { Composition } from '../compose.ts';
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
  if (known) return openChosenStore(composition, context, known);
  const stores = await composition.stores();
  if (stores.chosen() !== null || !(await composition.hasState())) return openChosenStore(composition, context);
  const apps = await (await composition.state()).apps.list();
  const kinds = new Set(apps.flatMap(({ store }) => (store ? [store.kind] : [])));
  const [only] = kinds;
  return openChosenStore(composition, context, kinds.size === 1 ? only : undefined);
}
