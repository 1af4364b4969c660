/** What did not change. */
export const untouchedWords = {
  yet: 'Nothing in your org has changed yet.',
  thisRunYet: 'This run has changed nothing in your org yet.',
  thisRun: 'This run changed nothing in your org.',
  byThisYet: 'This action has changed nothing in your org yet.',
  nothingYet: 'Nothing has changed yet.',
  restYet: 'Earlier steps still apply. Nothing else has changed yet.',
  nothing: 'Nothing changed.',
  nothingWas: 'Nothing was changed.',
  nothingWasDone: 'Nothing was done.',
  inOrg: 'Nothing in the org changed.',
} as const;
