import type { FileCautions } from '../core/model/file-cautions.ts';
import { isSameTarget, type Target } from '../core/model/target.ts';
import type { Deliveries } from '../core/ports/ports.ts';
import { cautionTexts } from '../core/words/deliveries.ts';

/** What a person must know about the files among these targets, as warnings. */
export async function fileCautions(
  deliveries: Pick<Deliveries, 'cautions'>,
  targets: readonly Target[],
): Promise<readonly string[]> {
  return (await cautionsOf(deliveries, targets)).flatMap(cautionTexts);
}

/** One for each target. */
export function cautionsOf(
  deliveries: Pick<Deliveries, 'cautions'>,
  targets: readonly Target[],
): Promise<readonly FileCautions[]> {
  const once = targets.filter((target, index) => targets.findIndex((one) => isSameTarget(one, target)) === index);
  return Promise.all(once.map((target) => deliveries.cautions(target)));
}
