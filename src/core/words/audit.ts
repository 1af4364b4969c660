import type { StagedPair } from '../model/app.ts';
import type { Unfitness, UserFacts } from '../model/execution-user.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { secretAccessOffPlace } from '../reasons/setup-places.ts';
import { unfitWords } from './execution-user.ts';

/** Progress of an audit. */
export const auditSteps = {
  apps: 'Reading the org and its apps',
  users: 'Reading execution users, OAuth consumers and their staging slots',
} as const;

export function readAppsWords({ read, of }: { readonly read: number; readonly of: number }): string {
  return `Read ${read} of ${countOf(of, 'app')}`;
}

/** What an audit couldn't read. */
export const auditGaps = {
  settings: 'The settings of the apps',
  users: 'The execution users',
  authors: 'Who staged credentials',
  consumers: 'OAuth consumers, staged and previous credentials',
  consumersOf: (app: string) => `OAuth consumers of ${app}`,
  refreshUsers: 'Who uses which app',
} as const;

/** A risk, and what to do about it. */
export type FindingWords = readonly [sentence: string, cure: string];

const fewPowers = 'Choose a user with only the permissions the integration needs.';
const apiOnly = 'Choose a user with the API Only User permission and the Salesforce Integration license.';

interface SlotFacts extends Pick<StagedPair, 'consumerKey' | 'createdBy' | 'createdAt' | 'expiresAt'> {
  readonly consumer: string;
}

const keyOf = ({ consumerKey }: SlotFacts) => (consumerKey ? shortKey(consumerKey) : 'unknown key');
const untilOf = ({ expiresAt }: SlotFacts) => (expiresAt === null ? '' : ` until ${isoDay(expiresAt)}`);

function stagedBy(slot: SlotFacts, person: string): string {
  const on = slot.createdAt === null ? '' : ` on ${isoDay(slot.createdAt)}`;
  return `Staged credentials (${keyOf(slot)}) of the OAuth consumer ${plainText(slot.consumer, 60)}: staged by ${person}${on}${slot.expiresAt === null ? '' : `, kept${untilOf(slot)}`}.`;
}

/** Each finding by its code. */
export const findingWords = {
  MetadataSecretAccessOn: (): FindingWords => [
    'Consumer secrets can be read through the Metadata API.',
    'Turn off access to OAuth consumer secrets via Metadata API in Setup ▸ External Client App Settings. Nothing needs it.',
  ],
  SecretAccessLeftOn: (): FindingWords => [
    'REST access to secrets is on: consumer secrets can be read at any time.',
    `Turn it off while no rotation is running: ${secretAccessOffPlace}. keyturn turns it on only for the seconds it needs it.`,
  ],
  FlowHalfOn: (app: string, isOffInApp: boolean): FindingWords => [
    `The flow is on ${isOffInApp ? "in the policies, but off in the app's settings" : 'but has no execution user'}: Salesforce issues no tokens.`,
    `\`keyturn setup --app ${plainText(app)}\` turns on what is missing.`,
  ],
  UserMissing: (user: string): FindingWords => [
    `The execution user ${plainText(user)} doesn't exist in this org.`,
    'Choose a different execution user with `keyturn setup`.',
  ],
  UserUnfit: (user: UserFacts, unfit: Unfitness): FindingWords => {
    const { problem, cure } = unfitWords(user, unfit);
    return [`${user.username} is ${problem}.`, cure];
  },
  UserShared: (user: string, apps: number): FindingWords => [
    `${user} is the execution user of ${countOf(apps, 'app')}.`,
    'Give each integration its own user, so that you can freeze one without stopping the others.',
  ],
  UserPrivileged: (user: string): FindingWords => [`${user} can modify all data or is an administrator.`, fewPowers],
  UserPowerful: (user: string, powers: readonly string[]): FindingWords => [
    `${user} has ${powers.join(', ')}.`,
    fewPowers,
  ],
  UserIsPerson: (user: string): FindingWords => [`${user} is a person who signs in.`, apiOnly],
  UserNotApiOnly: (user: string): FindingWords => [`${user} is not restricted to the API.`, apiOnly],
  AllUsersPermitted: (): FindingWords => [
    'All users may self-authorize.',
    'Allow admin-approved users only, with one permission set assigned only to the execution user.',
  ],
  IpBypassed: (): FindingWords => [
    'IP restrictions are bypassed: the credentials work from any address.',
    "Set IP Relaxation to Enforce, and add the integration's addresses to the user's profile.",
  ],
  HighAssurance: (): FindingWords => [
    "The policies require a high-assurance session, which an integration can't get.",
    'Set the required session level to Standard.',
  ],
  ScopeFull: (): FindingWords => [
    'The scopes include Full (full access).',
    'Remove Full from the scopes. An integration needs only Api.',
  ],
  ScopeApiMissing: (): FindingWords => [
    'The scope Api is missing: the REST API refuses the tokens.',
    "Add the scope Api in the app's OAuth settings.",
  ],
  IntrospectsAllTokens: (): FindingWords => [
    'Token introspection covers the tokens of all apps.',
    'Turn it off, unless the app is a gateway that needs it.',
  ],
  OtherFlows: (flows: readonly string[]): FindingWords => [
    `Other flows use the same consumer key: ${flows.join('; ')}.`,
    'A rotation replaces the credentials for all of them. A separate app for client credentials avoids that.',
  ],
  PreviousPair: (slot: SlotFacts): FindingWords => [
    `The previous credentials (${keyOf(slot)}) of the OAuth consumer ${plainText(slot.consumer, 60)} are still kept${untilOf(slot)}.`,
    'Delete them as soon as every integration uses the new ones.',
  ],
  ExpiredPair: (slot: SlotFacts): FindingWords => [
    `Expired credentials (${keyOf(slot)}) occupy the staging slot of the OAuth consumer ${plainText(slot.consumer, 60)}.`,
    'Delete them, so that new ones can be staged.',
  ],
  StagedPair: (slot: SlotFacts): FindingWords => [
    stagedBy(slot, 'you'),
    'Promote or delete them. They already get tokens.',
  ],
  StrangersPair: (slot: SlotFacts): FindingWords => [
    stagedBy(slot, slot.createdBy ? plainText(slot.createdBy, 80) : 'someone'),
    'Ask the person who staged them before you delete them. They already get tokens, and they block a rotation.',
  ],
} as const;
