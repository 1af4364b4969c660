/** What the audit trail can be narrowed to: kinds of runs, changes of a setup, and everything else. */
export const historyKinds = ['stage', 'rotate', 'back', 'retire', 'discard', 'emergency', 'setup', 'other'] as const;
export type HistoryKind = (typeof historyKinds)[number];
