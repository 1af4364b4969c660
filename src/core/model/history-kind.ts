/** Filters for the audit trail: kinds of runs, setup changes, and everything else. */
export const historyKinds = [
  'stage',
  'rotate',
  'back',
  'retire',
  'discard',
  'emergency',
  'decommission',
  'setup',
  'other',
] as const;
export type HistoryKind = (typeof historyKinds)[number];
