import type { RotationKind } from '../model/rotation.ts';

/** The kind of a run as a noun. */
export const runNouns: Readonly<Record<RotationKind, string>> = {
  stage: 'staging',
  rotate: 'rotation',
  back: 'switch-back',
  retire: 'retirement',
  discard: 'discard',
  emergency: 'emergency',
};
