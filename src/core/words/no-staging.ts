/** Why the org has no staged pairs. */
export const noStagingWords = {
  refused: 'Salesforce refuses it although secret access over REST is on; not every edition has staged pairs',
  oldApi: (needed: number, asked: string) => `that needs API ${needed}.0, and the org is asked with ${asked}`,
} as const;
