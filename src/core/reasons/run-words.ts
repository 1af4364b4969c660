/** Runs as nouns, before "of" and the app. */
export const runNames = {
  stage: 'staging of new credentials',
  rotate: 'rotation',
  back: 'switch back to the previous credentials',
  retire: 'retirement of the previous credentials',
  discard: 'deletion of the staged credentials',
  emergency: 'emergency',
} as const;

/** The same for narrow columns. */
export const shortRunNames = {
  ...runNames,
  stage: 'staging',
  back: 'switch-back',
  retire: 'retirement',
  discard: 'discard',
};

/** The last finished step of a run, by its phase. */
export const phaseWords = {
  planned: 'none',
  'contained-flow': 'OAuth turned off for the app',
  'contained-freeze': 'execution user frozen',
  staged: 'credentials staged',
  saved: 'credentials saved',
  proved: 'credentials verified',
  'handed-over': 'credentials delivered',
  rotated: 'credentials promoted',
  grace: 'credentials promoted and verified',
  deleted: 'credentials deleted',
} as const;
