import { isContained } from '../../../src/core/model/rotation.ts';
import { adopted } from './adopted.ts';
import { beside } from './neighbors.ts';
import { Broken } from './story.ts';
import { World } from './world.ts';

const story = { name: 'two apps of one user', kind: 'emergency', knobs: { freezeStopsTokens: true } } as const;

/**
 * Two watched apps of one org that run as the same user, in one state. At each boundary, what keyturn calls frozen must be frozen.
 * @param isUndone others unfreeze the user
 */
export async function twoApps(isUndone = false): Promise<readonly [World, World]> {
  const erp = new World(story);
  const lake = beside(erp, { ...story, app: 'Data_Lake', deliveries: ['file:/etc/lake.env'] });
  const worlds = [erp, lake] as const;
  for (const world of worlds) {
    await erp.memory.open(erp.clock).apps.save(adopted(world));
    if (!isUndone) world.atBoundary = () => worlds.forEach(mustBeFrozen);
  }
  return worlds;
}

export function isUserFrozen({ org, executionUser }: World): boolean {
  return org.userNamed(executionUser)?.isFrozen === true;
}

function mustBeFrozen(world: World): void {
  const { open, consumer, original } = world;
  if (!open || !isContained(open) || open.emergency?.containment?.containedAt == null) return;
  const isLeakedLeft = [consumer.primary.key, consumer.staged?.key].includes(original.consumerKey);
  if (!isLeakedLeft || isUserFrozen(world)) return;
  world.broken ??= new Broken(`the user of ${world.app.developerName} is not frozen`);
  throw world.broken;
}
