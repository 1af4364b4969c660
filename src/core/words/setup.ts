import { integrationLicense } from '../model/execution-user.ts';
import { relativeTime } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';

/** The steps of the guided setup, in order. */
export const stepTitles = {
  org: 'Org',
  app: 'App',
  'execution-user': 'Execution user',
  policy: 'Rotation policy',
  review: 'Review',
  deploy: 'Deploy',
  prove: 'Prove',
  store: 'Store and watch',
} as const;

const doings = {
  'ask-for-token': 'Asking for a token',
  'check-deploy': 'Check-only deploy',
  compare: 'Comparing with what the org has now',
  'create-user': (username: string) => `Creating ${username}`,
  'find-deploy': (id: string) => `Waiting for the deploy ${id} of an earlier run`,
  'find-license': 'Looking for a spare licence',
  'find-new-app': 'Looking for the new app',
  'find-user': 'Looking whether that user exists',
  'find-users': 'Looking for users',
  'list-apps': 'Looking for External Client Apps',
  'list-sign-ins': 'Reading the sign-ins of this computer',
  'look-at-new-app': 'Looking at the new app',
  'look-at-org': 'Looking at the org',
  'look-at-permissions': 'Looking at your permissions',
  'look-at-stores': 'Looking where secrets can be kept',
  'open-file-store': 'Opening the encrypted file',
  'open-org': (name: string) => `Opening ${plainText(name)}`,
  'read-consumers': 'Reading its consumers',
  'read-pair': 'Reading the pair and keeping it safe',
  'read-project': 'Reading the project',
  restore: 'Taking the changes back',
  'retrieve-settings': 'Retrieving the app’s settings',
  'sign-in': 'Waiting for the sign-in in the browser',
  'start-practice': 'Starting the practice org',
} as const;

type Doings = typeof doings;
type NamedAct = { [Act in keyof Doings]: Doings[Act] extends string ? never : Act }[keyof Doings];

/** What the setup does while it takes, with the name of what it does it to. */
export type Doing = Exclude<keyof Doings, NamedAct> | { readonly act: NamedAct; readonly name: string };

export function doingWords(doing: Doing): string {
  return typeof doing === 'string' ? doings[doing] : doings[doing.act](doing.name);
}

/** Where Salesforce's own words name a cause, they may only mean that one of its servers hasn't heard of the change yet. */
export const propagationWords = 'A change may take up to 15 minutes to reach all of Salesforce';

/** What is being changed in the org (present tense), and what was. */
export const changeWords = {
  borrowing: 'secret access over REST is on for a moment',
  creatingUser: (username: string) => `user ${username} is being created`,
  userCreated: (username: string) => `user ${username} created`,
  deploying: (names: string) => `${names} are being deployed`,
  deployed: (names: string) => `${names} deployed`,
  granted: (set: string, username: string) => `permission set ${set} assigned to ${username}`,
  putting: (names: string) => `${names} are being put back`,
  putBack: (names: string) => `${names} are as before`,
  newAppOff: (app: string) => `the flow of the new app ${app} is off; the app stays`,
  grantStays: (set: string, username: string) => `the permission set ${set} stays assigned to ${username}`,
} as const;

/** What is true of the org when an error says that nothing was changed and doesn't know better. */
export const touchedWords = {
  changing: (what: string) => `It is not known yet what came of this change: ${what}.`,
  changed: (what: string) => `This run has changed the org before that: ${what}.`,
  restored: (what: string) => `What this run had changed was taken back: ${what}.`,
} as const;

export const setupWarnings = {
  settingReturned: 'Secret access over REST, borrowed by a run that ended too early, was given back.',
  newUserUnchecked: 'Salesforce can check the deploy only once the new user is there.',
  severalDeploys: 'This org takes a new app in several steps: only the first can be checked before it is there.',
  certificateAtRisk: (names: string) => `${names} stay as deployed: putting them back could clear a certificate`,
  notPutBack: (what: string, why: string) => `${what} could not be put back: ${why}`,
  fileNotPutBack: (source: string) => `${source} could not be put back: compare it with what your version control has.`,
  userNotUndone: (username: string) => `the user ${username} could not be taken back: look in Setup.`,
  setNotUndone: (set: string) => `the permission set ${set} could not be taken back: look in Setup.`,
  setNotDeleted: (set: string) => `The permission set ${set} could not be deleted: look in Setup.`,
} as const;

/** What a proof came to, where it is not trouble that the token endpoint named. */
export const proofWords = {
  accepted: (username: string) => `a token was issued and acts as ${username}`,
  elsewhere: 'the other host got a token; whose it is, that host does not tell',
  formerUser: 'the token still acts as the user of before',
  otherUser: 'the token acts as another user',
  waiting: 'waiting for Salesforce to accept the pair',
} as const;

/** What is true of the integration while nobody knows whether the pair gets a token. */
export const standingWords = {
  untouched: 'Nothing in the org was changed by this run.',
  deployed: 'What was deployed stays; the flow was off before, so no integration has lost access.',
  ranAs: (user: string) =>
    `What was deployed stays. The app ran as ${plainText(user)} before; set that user again if its integration stops.`,
} as const;

/** One line for each step of the list that is done. */
export const summaryWords = {
  org: (name: string, username: string, kind: string) => `${plainText(name)} · ${username} · ${kind}`,
  policy: (days: number, automation: string, store: string | undefined) =>
    `every ${days} days · ${automation} · ${store ?? 'dry run'}`,
  review: (fields: number) =>
    fields === 0 ? 'nothing has to change' : fields === 1 ? '1 field changes' : `${fields} fields change`,
  deploy: (id: string | undefined) => (id ? `succeeded · ${id}` : 'nothing had to be deployed'),
  prove: (username: string) => `runs as ${username}`,
  store: (kind: string, dueAt: number, now: number) => `${kind} · due ${relativeTime(dueAt, now)}`,
} as const;

/** What the plan does beside changing fields, for the review. */
export const planActs = {
  editFile: (source: string) => `Edit ${source}`,
  writeFile: (source: string) => `Write ${source}`,
  createUser: (username: string, profile: string) =>
    `Create the user ${plainText(username)} (${plainText(profile)}, one ${integrationLicense} licence)`,
  createSet: (set: string, objects: string) =>
    `Create the permission set ${set} (${objects || 'empty: to be filled by you'}) and assign it`,
  createApp: (label: string, scopes: readonly string[]) =>
    `Create the app ${plainText(label)} (local, scopes ${scopes.join(', ')})`,
  grant: (set: string, username: string) => `Assign the permission set ${plainText(set)} to ${username}`,
  borrow: 'Turn secret access over REST on for the seconds it takes to read the pair, then off again',
  keep: (store: string | undefined) => `Keep the pair in the ${store === 'keychain' ? 'keychain' : 'encrypted file'}`,
} as const;

/** What is known after the check-only deploy of the review. */
export const checkedWords = {
  accepted: 'Salesforce would take it: the check-only deploy succeeded.',
  tooEarly: 'Nothing could be checked yet: the new user has to be there first.',
} as const;

/** What a stopped setup was doing. */
export function stepDoingWords(step: keyof typeof stepTitles): string {
  return `working on the step ${step.replace('-', ' ')}`;
}

/** An app that works already and is given another user: whoever uses the pair notices. */
export function userChangeWarning(from: string, to: string): string {
  return `The flow is on and runs as ${plainText(from)}: integrations that use this pair act as ${to} afterwards.`;
}
