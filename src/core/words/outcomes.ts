/**
 * What a run has done, after its end or at a stop, and never who has access: others may have changed that since. `name` is that of
 * the app.
 */
export const outcomeWords = {
  leakReplaced: (name: string) => `Replaced the leaked credentials of ${name}. Salesforce refuses them.`,
  switchedBack: (name: string) => `Switched back to the previous credentials of ${name}.`,
  switchedBackInGrace: (name: string) =>
    `Switched back to the previous credentials of ${name}. keyturn hasn't deleted the replaced ones yet.`,
  retired: (name: string) => `Deleted the previous credentials of ${name}. Salesforce refuses them.`,
  /** keyturn deleted nothing: they had expired, or others had deleted them. */
  previousGone: (name: string) =>
    `The org no longer has the previous credentials of ${name}, and Salesforce refuses them.`,
  rotated: (name: string) => `${name} has new credentials.`,
  deliveredAgain: (name: string, consumers: string) => `Delivered the current credentials of ${name} to ${consumers}.`,
  discarded: (name: string) => `Deleted the staged credentials of ${name}. Consumers keep using the current ones.`,
  stagedGone: (name: string) =>
    `The org no longer has the staged credentials of ${name}. Consumers keep using the current ones.`,
  promoted: (name: string) => `Promoted the new credentials of ${name}. keyturn hasn't deleted the previous ones yet.`,
  promotedByOthers: (name: string) =>
    `Verified the current credentials of ${name}, which others promoted. keyturn hasn't deleted the previous ones yet.`,
  staged: (name: string) =>
    `Staged, saved and verified new credentials for ${name}. Consumers keep using the current ones.`,
} as const;

/** Credentials of a run, by key. */
export const keyOutcomes = {
  staged: (key: string) => `staged   ${key}`,
  current: (key: string) => `current  ${key}`,
  refused: (key: string) => `refused  ${key}`,
} as const;

/** After a person confirmed a consumer. */
export const confirmedWords = {
  has: (consumer: string, which: 'new' | 'current', name: string) =>
    `${consumer} has the ${which} credentials of ${name}.`,
  everyone: (which: 'new' | 'current', app: string) =>
    `Every consumer has the ${which} credentials. Continue with \`keyturn resume ${app}\`.`,
  others: (names: readonly string[]) => `Not confirmed yet: ${names.join(', ')}.`,
  pending: (names: readonly string[], app: string) =>
    `Not updated yet: ${names.join(', ')}. Continue with \`keyturn resume ${app}\`.`,
  removed: (names: readonly string[], which: 'new' | 'current', app: string) =>
    `Removed before anyone confirmed them: ${names.join(', ')}. Make sure that these have the ${which} credentials if they are still used. Continue with \`keyturn resume ${app}\`.`,
  lost: (names: readonly string[], app: string) =>
    `A test found that these have lost them, or can't get any: ${names.join(', ')}. \`keyturn resume ${app}\` delivers again where it can.`,
  retry: (app: string) => `Retry the failed deliveries with \`keyturn resume ${app}\`.`,
} as const;
