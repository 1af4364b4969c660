import { parseTarget, type Target } from '../../src/core/model/target.ts';

/** `targets('file:/etc/erp.env', 'manual:CI')`. */
export function targets(...texts: readonly string[]): readonly Target[] {
  return texts.map(parseTarget);
}
