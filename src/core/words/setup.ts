import { integrationLicense } from '../model/execution-user.ts';
import { relativeTime } from '../plain/duration.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { setupPlaces } from '../reasons/setup-places.ts';

/** The first screen begins with it. */
export const setupIntro =
  "keyturn turns on the OAuth client credentials flow for an app, then watches the app's secret and helps you rotate it.";

/** The steps of the guided setup, in order. */
export const stepTitles = {
  org: 'Org',
  app: 'App',
  'execution-user': 'Execution user',
  policy: 'Rotation policy',
  consumers: 'Consumers',
  review: 'Review',
  deploy: 'Deploy',
  prove: 'Verify',
  store: 'Store and watch',
} as const;

const doings = {
  'ask-for-token': 'Requesting a token',
  'check-deploy': 'Running a check-only deploy',
  compare: 'Comparing the org with the plan',
  'create-user': (username: string) => `Creating ${username}`,
  'find-deploy': (id: string) => `Waiting for deploy ${id} of an earlier run`,
  'find-license': 'Looking for a free license',
  'find-new-app': 'Looking for the new app',
  'find-user': 'Checking whether the user exists',
  'find-users': 'Loading users',
  'list-apps': 'Loading External Client Apps',
  'list-sign-ins': 'Loading your orgs',
  'look-at-new-app': 'Checking the new app',
  'look-at-org': 'Checking the org',
  'look-at-permissions': 'Checking your permissions',
  'look-at-stores': 'Checking where secrets can be stored',
  'open-file-store': 'Opening the encrypted file',
  'open-org': (name: string) => `Connecting to ${plainText(name)}`,
  'read-consumers': "Reading the app's OAuth consumers",
  'read-pair': 'Reading and saving the credentials',
  'read-project': 'Reading the project',
  restore: 'Restoring the previous settings',
  'retrieve-settings': "Retrieving the app's settings",
  'sign-in': 'Waiting for you to sign in in the browser',
  'start-practice': 'Starting the practice org',
} as const;

type Doings = typeof doings;
type NamedAct = { [Act in keyof Doings]: Doings[Act] extends string ? never : Act }[keyof Doings];

/** What the setup is doing, with the name of the thing if the sentence has one. */
export type Doing = Exclude<keyof Doings, NamedAct> | { readonly act: NamedAct; readonly name: string };

export function doingWords(doing: Doing): string {
  return typeof doing === 'string' ? doings[doing] : doings[doing.act](doing.name);
}

/** Shown instead of Salesforce's own error: during propagation the cause that it names may be wrong. */
export const propagationWords = 'A change can take up to 15 minutes to reach all Salesforce servers';

/** Changes to the org, under way and done. They follow "Changing the org: ", "Changed: " and "Restored: ". */
export const changeWords = {
  borrowing: 'REST access to secrets is on temporarily',
  creatingUser: (username: string) => `creating the user ${username}`,
  userCreated: (username: string) => `created the user ${username}`,
  /** After a refusal half-way. @param left.isResumed an earlier attempt had created the user */
  userLeft: (username: string, { isActive, isResumed }: { readonly isActive: boolean; readonly isResumed: boolean }) =>
    isActive
      ? `${isResumed ? 'activated' : 'created'} the user ${username}`
      : isResumed
        ? `deactivated the user ${username} again`
        : `created the user ${username} and deactivated it, because Salesforce can't delete users`,
  setLeft: (set: string) => `the permission set ${set} stays in the org`,
  deploying: (names: string, newUser: string | null) =>
    `deploying ${names}${newUser === null ? '' : `, after which the app runs as ${plainText(newUser)}`}`,
  deployed: (names: string, newUser: string | null) =>
    `deployed ${names}${newUser === null ? '' : `, so the app runs as ${plainText(newUser)}`}`,
  granting: (set: string, username: string) => `assigning the permission set ${set} to ${username}`,
  granted: (set: string, username: string) => `assigned the permission set ${set} to ${username}`,
  putting: (names: string) => `restoring ${names}`,
  putBack: (names: string) => `${names} have their previous settings again`,
  newAppOff: (app: string) => `the flow of the new app ${app} is off; the app stays in the org`,
  grantStays: (set: string, username: string) => `the permission set ${set} stays assigned to ${username}`,
} as const;

/** The true `safe` sentence for an error that says "Nothing changed", after this run has changed something. */
export const touchedWords = {
  changing: (what: string) => `keyturn doesn't know yet whether this change succeeded: ${what}.`,
  changed: (what: string) => `This run had already changed the org: ${what}.`,
  restored: (what: string) => `This run changed the org and restored it: ${what}.`,
} as const;

/** After an interruption. */
export const interruptedWords = {
  again: (command: string) => `Continue with \`keyturn ${command}\`. It checks the org first and sends nothing twice.`,
  /** @param then what integrations notice; empty for nothing */
  mayFinish: (what: string, then: string) =>
    `Salesforce may still finish this change: ${what}. keyturn doesn't know yet whether it did.${then && ` ${then}`}`,
} as const;

/** After Salesforce refused an object of the new user. */
export function continueWithoutObject(command: string): string {
  return `To continue without the refused object: \`keyturn ${command}\``;
}

export const setupWarnings = {
  settingLeftOn: 'An interrupted run left REST access to secrets on. A setup that is no dry run turns it off again.',
  settingReturned: 'An interrupted run had left REST access to secrets on. keyturn turned it off again.',
  newUserUnchecked: "Salesforce can't check the deploy until the new user exists.",
  severalDeploys: 'This org needs several deploys for a new app. Only the first one can be checked in advance.',
  certificateAtRisk: (names: string) => `keyturn didn't restore ${names}: restoring them could clear a certificate.`,
  notPutBack: (what: string, why: string) => `keyturn couldn't restore ${what}: ${why}`,
  fileNotPutBack: (source: string) => `keyturn couldn't restore ${source}. Compare it with your version control.`,
  userNotUndone: (username: string) =>
    `keyturn couldn't deactivate the user ${username}. To do it yourself: ${setupPlaces.deactivate(username)}.`,
  setNotDeleted: (set: string) =>
    `keyturn couldn't delete the permission set ${set}. To do it yourself: Setup ▸ Permission Sets ▸ ${set}.`,
} as const;

/** Results of a token request, except errors of the token endpoint. */
export const proofWords = {
  accepted: (username: string) => `Salesforce issued a token that acts as ${username}`,
  elsewhere: "the other host got a token, but didn't report which user it acts as",
  formerUser: 'the token still acts as the previous user',
  otherUser: 'the token acts as a different user',
  waiting: 'waiting for Salesforce to accept the credentials',
} as const;

/** The `safe` sentence while it is unknown whether Salesforce accepts the credentials. */
/** @param keys consumer keys: the current one, and that at the start of the setup */
export function replacedMeanwhile(keys: { readonly now: string; readonly before: string }): string {
  return `Others replaced the credentials during this setup: the consumer key is now ${shortKey(keys.now)}, not ${shortKey(keys.before)}. Update the integrations that still use the previous credentials.`;
}

export const standingWords = {
  untouched: 'This run changed nothing in the org.',
  deployed: 'The deployed settings stay. The flow was off before, so no integration has lost access.',
  ranAs: (user: string) =>
    `The deployed settings stay. The app ran as ${plainText(user)} before: if its integration stops working, set that user again.`,
} as const;

/** In the summary of the setup. */
export function createdUserWords({
  username,
  permissionSet,
}: {
  readonly username: string;
  readonly permissionSet: string;
}) {
  return `Created the user ${plainText(username)} with the permission set ${plainText(permissionSet)}`;
}

/** One line for each finished step. */
export const summaryWords = {
  org: (name: string, username: string, kind: string) => `${plainText(name)} · ${username} · ${kind}`,
  policy: (days: number, automation: string, store: string | undefined) =>
    `every ${days} days · ${automation} · ${store ?? 'dry run'}`,
  consumers: (names: readonly string[], isNobody: boolean) => {
    if (names.length === 0) return isNobody ? 'nobody yet' : 'not named yet';
    return names.length === 1 ? plainText(names[0] ?? '', 60) : `${names.length} consumers`;
  },
  review: (fields: number) =>
    fields === 0 ? 'no changes needed' : fields === 1 ? '1 field changes' : `${fields} fields change`,
  deploy: (id: string | undefined) => (id ? `succeeded · ${id}` : 'nothing to deploy'),
  prove: (username: string) => `runs as ${username}`,
  store: (kind: string, dueAt: number, now: number) => `${kind} · due ${relativeTime(dueAt, now)}`,
} as const;

/** What the plan does besides changing fields. Shown in the review. */
export const planActs = {
  editFile: (source: string) => `Edit ${source}`,
  writeFile: (source: string) => `Create ${source}`,
  createUser: (username: string, profile: string) =>
    `Create the user ${plainText(username)} (${plainText(profile)}, one ${integrationLicense} license)`,
  createSet: (set: string, objects: string) =>
    `Create the permission set ${set} (${objects || 'empty; you fill it later'}) and assign it`,
  createApp: (label: string, scopes: readonly string[]) =>
    `Create the app ${plainText(label)} (local, scopes ${scopes.join(', ')})`,
  grant: (set: string, username: string) => `Assign the permission set ${plainText(set)} to ${username}`,
  borrow: 'Turn on REST access to secrets for the few seconds it takes to read the credentials, then off again',
  keep: (store: string | undefined) =>
    `Store the credentials in the ${store === 'keychain' ? 'keychain' : 'encrypted file'}`,
} as const;

/** What became of the plan's file. */
export const savedWords = {
  saved: (path: string) =>
    `Saved the plan to ${plainText(path, 400)}. To run it: \`keyturn setup --answers ${plainText(path, 400)}\``,
  notSaved: ({ message, actions }: { readonly message: string; readonly actions: readonly string[] }) =>
    `The plan was not saved. ${message}. ${actions[0] ?? ''}`,
} as const;

/** The result of the check-only deploy in the review. */
export const checkedWords = {
  accepted: 'The check-only deploy succeeded: Salesforce would accept these changes.',
  nothing: 'There is nothing to deploy.',
  tooEarly: "Salesforce can't check the deploy yet: the new user must exist first.",
} as const;

/** Follows "Interrupted while ". */
export function stepDoingWords(step: keyof typeof stepTitles): string {
  return `working on the step ${stepTitles[step]}`;
}

/** For an app that works already and gets another execution user: its integrations notice. */
export function userChangeWarning(from: string, to: string): string {
  return `${userChange(from, to)}.`;
}

/** The same as the first part of an error. */
export function userChange(from: string, to: string): string {
  return `The app already runs as ${plainText(from)}. After the deploy, integrations that use its credentials act as ${plainText(to)}`;
}
