import { evolve } from '../machine/evolve.ts';
import { type Consumer, nameIn, targetsOf } from '../model/consumer.ts';
import type { Rotation } from '../model/rotation.ts';
import { newTargets } from '../model/target.ts';

/** The open run, with the consumers that its app has now and didn't have before. */
export function withAddedConsumers(
  open: Rotation,
  [before, after]: readonly [readonly Consumer[], readonly Consumer[]],
): Rotation {
  return newTargets(targetsOf(before), targetsOf(after)).reduce(
    (run, target) => evolve(run, { type: 'consumer-added', target, name: nameIn(after, target) }),
    open,
  );
}
