import { hasPair, mayHaveGot, type Rotation } from '../../../src/core/model/rotation.ts';
import { isSameTarget, parseTarget, targetText } from '../../../src/core/model/target.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { OperatePorts } from '../../../src/core/operate/operate-request.ts';
import { addConsumer, editConsumer, removeConsumer } from '../../../src/core/watch/consumers.ts';
import type { World } from './world.ts';

type Process = OperatePorts & { readonly watched: WatchedApp };

const nothing = { name: null, target: null, contact: null, notes: null, keys: null };

/** What a person does with consumers, also while a rotation is open. */
export const consumerChanges = {
  'add-consumer': async (world, { watched, ...ports }) => {
    const isByHand = world.boundaries % 3 === 0;
    const target = parseTarget(`${isByHand ? 'manual:' : 'file:/'}added-${world.boundaries}`);
    await addConsumer(whole(world, ports), watched, { ...nothing, target });
    world.consumerAdded(targetText(target));
  },
  'edit-consumer': async (world, { watched, ...ports }) => {
    const consumer = watched.consumers.at(world.boundaries % 2 === 0 ? 0 : -1);
    if (!consumer) return;
    const { open } = world;
    const target = parseTarget(`exec:/moved-${world.boundaries}`);
    await editConsumer(whole(world, ports), watched, consumer.name, { ...nothing, target });
    const old = open?.deliveries.find((one) => isSameTarget(one.target, consumer.target));
    const leaves = old !== undefined && (open?.kind === 'discard' ? !hasPair(old) : mayHaveGot(old));
    world.consumerMoved(targetText(consumer.target), targetText(target), leaves);
  },
  'remove-consumer': async (world, { watched, ...ports }) => {
    const consumer = watched.consumers.at(world.boundaries % 2 === 0 ? 0 : -1);
    if (!consumer) return;
    const { open } = world;
    await removeConsumer(whole(world, ports), watched, consumer.name);
    world.consumerRemoved(targetText(consumer.target), open !== null && leavesUnsure(open, consumer));
  },
} as const satisfies Readonly<Record<string, (world: World, ports: Process) => Promise<void>>>;

export type ConsumerChange = keyof typeof consumerChanges;

export function isConsumerChange(kind: string): kind is ConsumerChange {
  return kind in consumerChanges;
}

/** Whether the run doesn't know which pair a removed consumer uses. */
function leavesUnsure({ kind, deliveries }: Rotation, { target }: WatchedApp['consumers'][number]): boolean {
  const found = deliveries.find((one) => isSameTarget(one.target, target));
  if (!found) return false;
  if (kind === 'discard') return !hasPair(found);
  return kind !== 'stage' || found.status !== 'pending';
}

/** App, run and audit trail change in one transaction, so there is no crash in between. */
function whole({ wholeState }: World, ports: Omit<Process, 'watched'>) {
  return { ...ports, state: wholeState };
}
