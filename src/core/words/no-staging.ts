/** Why no credentials can be staged in an org. */
export const noStagingWords = {
  refused: 'Salesforce refuses although REST access to secrets is on; not every edition supports staging',
  oldApi: (needed: number, asked: string) =>
    `staging needs API ${needed}.0, and keyturn uses API ${asked} for this org`,
} as const;
