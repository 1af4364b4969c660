import { countOf } from '../plain/text.ts';

/** What is wrong with an answer of an org, or why there is none. */
export const answerProblems = {
  endless: 'its pages never end',
  elsewhere: 'it names an address outside the org',
  foreign: 'the answer did not come from Salesforce',
  interrupted: 'it was interrupted',
  late: (ms: number) => `no answer within ${ms / 1000} s`,
  noConsumerKey: 'the answer has no consumer key',
  noPermissionSet: (name: string) => `The org has no permission set ${name}`,
  noReason: 'no reason given',
  noSecret: 'the answer has no secret',
  noStagedPair: 'the answer names no staged credentials',
  noToken: (status: number) => `no token was issued (HTTP ${status})`,
  notXml: 'it is not valid XML',
  otherForm: 'it has an unknown format',
  otherKey: 'its consumer key is not the one that was listed a moment before',
  otherNumber: (rows: number, named: number) => `it has ${countOf(rows, 'row')}, but says that there are ${named}`,
  page: (status: number) => `the answer is a web page (HTTP ${status})`,
  publisher: 'Salesforce shows its OAuth consumers only to the publisher',
  redirects: (to: string) => `it redirects to ${to}`,
  refusedThoughOn: 'Salesforce refuses although REST access to secrets is on',
  retrieveUnfinished: (id: string, ms: number) => `retrieve ${id} hasn't finished after ${ms / 60_000} min`,
  tokenRefused: (status: number) => `Salesforce refused a call with its token (HTTP ${status})`,
  tooDeep: 'it nests too deep',
  tooLarge: (bytes: number) => `the answer is larger than ${bytes} bytes`,
  tooManyTogether: 'together with the answers before it, it is more than keyturn keeps in memory',
  tooMuch: 'it holds too many values',
  unclearEnd: "it doesn't say whether more rows follow",
  unreadable: (status: number) => `keyturn can't read the answer (HTTP ${status})`,
  zipDamaged: 'the zip file is damaged',
  zipPath: (path: string) => `the zip file contains the unsafe path ${path}`,
  zipTooLarge: 'the zip file is too large for the metadata of an app',
} as const;

/** Why keyturn can't tell whether the flow of an app is on. */
export const flowUnknown = {
  hidden: "keyturn can't read the OAuth policies of the org",
  noPolicy: 'the org shows no OAuth policy for it',
} as const;
