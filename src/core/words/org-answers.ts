/** What is wrong with an answer of an org, or with its missing. */
export const answerProblems = {
  foreign: 'something else than Salesforce answered',
  interrupted: 'it was interrupted',
  late: (ms: number) => `no answer within ${ms / 1000} s`,
  noConsumerKey: 'the answer has no consumer key',
  noPermissionSet: (name: string) => `The org has no permission set ${name}`,
  noReason: 'no reason given',
  noSecret: 'the answer has no secret',
  noStagedPair: 'it names no staged pair',
  noToken: (status: number) => `no token was issued (HTTP ${status})`,
  otherForm: 'it has another form',
  page: (status: number) => `a page for a browser came back (HTTP ${status})`,
  publisher: 'Salesforce shows its consumers to the publisher alone',
  redirects: (to: string) => `it redirects to ${to}`,
  retrieveUnfinished: (id: string, ms: number) => `the retrieve ${id} is not finished after ${ms / 60_000} min`,
  tokenRefused: (status: number) => `the call with its token was refused (HTTP ${status})`,
  tooLarge: (bytes: number) => `the answer is larger than ${bytes} bytes`,
  unreadable: (status: number) => `its answer can't be read (HTTP ${status})`,
  zipDamaged: 'its zip is damaged',
  zipPath: (path: string) => `it has a file with the path ${path}`,
  zipTooLarge: 'it is larger than the metadata of an app can be',
} as const;

/** Why nobody knows whether the flow of an app is on. */
export const flowUnknown = {
  hidden: "the OAuth policies of the org can't be read",
  noPolicy: 'the org shows no OAuth policy of it',
} as const;
