import type { StagedPair } from '../model/app.ts';
import type { Unfitness, UserFacts } from '../model/execution-user.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { unfitWords } from './execution-user.ts';

/** What an audit looks at, as it goes. */
export const auditSteps = {
  apps: 'Looking at the org and its apps',
  users: 'Looking at execution users, consumers and their slots',
} as const;

/** What an audit could not see. */
export const auditGaps = {
  settings: 'The settings of the apps',
  users: 'The execution users',
  authors: 'Who staged a pair',
  consumers: 'Consumers, staged and previous pairs',
  consumersOf: (app: string) => `Consumers of ${app}`,
  refreshUsers: 'Who uses which app',
} as const;

/** What speaks against an app, and what to do about it. */
export type FindingWords = readonly [sentence: string, cure: string];

const fewPowers = 'Choose a user with only the permissions that the integration needs.';
const apiOnly = 'Choose a user with API Only User, on the Salesforce Integration licence.';

interface SlotFacts extends Pick<StagedPair, 'consumerKey' | 'createdBy' | 'createdAt' | 'expiresAt'> {
  readonly consumer: string;
}

const keyOf = ({ consumerKey }: SlotFacts) => (consumerKey ? shortKey(consumerKey) : 'unknown key');
const untilOf = ({ expiresAt }: SlotFacts) => (expiresAt === null ? '' : `, until ${isoDay(expiresAt)}`);

function stagedBy(slot: SlotFacts, person: string): string {
  const on = slot.createdAt === null ? '' : ` on ${isoDay(slot.createdAt)}`;
  return `A pair of ${plainText(slot.consumer, 60)} (${keyOf(slot)}) was staged by ${person}${on}${untilOf(slot)}.`;
}

/** Each finding by its code. */
export const findingWords = {
  MetadataSecretAccessOn: (): FindingWords => [
    'Consumer secrets can be read through the Metadata API.',
    'Setup ▸ External Client App Settings: turn access to OAuth consumer secrets via Metadata API off; nothing needs it.',
  ],
  SecretAccessLeftOn: (): FindingWords => [
    'Consumer secrets can be read over REST all the time.',
    'Turn it off in Setup ▸ External Client App Settings when no rotation runs; keyturn borrows it for the seconds it needs it.',
  ],
  FlowHalfOn: (app: string, isOffInApp: boolean): FindingWords => [
    `The flow is on ${isOffInApp ? 'in its policies, but off in its own settings' : 'but names no execution user'}: no token is issued.`,
    `\`keyturn setup --app ${plainText(app)}\` turns on what is missing.`,
  ],
  UserMissing: (user: string): FindingWords => [
    `It runs as ${plainText(user)}, whom this org doesn’t have.`,
    'Name another execution user with `keyturn setup`.',
  ],
  UserUnfit: (user: UserFacts, unfit: Unfitness): FindingWords => {
    const { problem, cure } = unfitWords(user, unfit);
    return [`${user.username} is ${problem}.`, cure];
  },
  UserShared: (user: string, apps: number): FindingWords => [
    `${user} runs ${countOf(apps, 'app')}.`,
    'Give every integration a user of its own: then one of them can be frozen without the others.',
  ],
  UserPrivileged: (user: string): FindingWords => [`${user} can modify all data or is an administrator.`, fewPowers],
  UserPowerful: (user: string, powers: readonly string[]): FindingWords => [
    `${user} has ${powers.join(', ')}.`,
    fewPowers,
  ],
  UserIsPerson: (user: string): FindingWords => [`${user} is a person who signs in.`, apiOnly],
  UserNotApiOnly: (user: string): FindingWords => [`${user} is not restricted to the API.`, apiOnly],
  AllUsersPermitted: (): FindingWords => [
    'All users may authorize themselves for this app.',
    'Admin-approved users with one permission set, assigned to the execution user alone, are safer.',
  ],
  IpBypassed: (): FindingWords => [
    'IP restrictions are bypassed: its pair works from any address.',
    'Set IP Relaxation to Enforce, and the integration’s addresses on the user’s profile.',
  ],
  HighAssurance: (): FindingWords => [
    'Its policies ask for a high-assurance session, which no machine reaches.',
    'Set the required session level to Standard.',
  ],
  ScopeFull: (): FindingWords => [
    'It asks for full access.',
    'Take Full out of its scopes: Api is what an integration needs.',
  ],
  ScopeApiMissing: (): FindingWords => [
    'Its scopes lack Api: the REST API refuses its tokens.',
    'Add the scope Api in its OAuth settings.',
  ],
  IntrospectsAllTokens: (): FindingWords => [
    'It may look at the tokens of every app.',
    'Turn it off unless the app is a gateway that needs it.',
  ],
  OtherFlows: (flows: readonly string[]): FindingWords => [
    `The same consumer key also serves: ${flows.join('; ')}.`,
    'A rotation changes the pair for all of them; an app of its own for client credentials avoids that.',
  ],
  PreviousPair: (slot: SlotFacts): FindingWords => [
    `The previous pair of ${plainText(slot.consumer, 60)} (${keyOf(slot)}) still works${untilOf(slot)}.`,
    'Delete it as soon as every integration uses the new one.',
  ],
  ExpiredPair: (slot: SlotFacts): FindingWords => [
    `An expired pair (${keyOf(slot)}) lies in the slot of ${plainText(slot.consumer, 60)}.`,
    'Delete it, so that a new one can be staged.',
  ],
  StagedPair: (slot: SlotFacts): FindingWords => [
    stagedBy(slot, 'you'),
    'Rotate it or delete it; it gets tokens already.',
  ],
  StrangersPair: (slot: SlotFacts): FindingWords => [
    stagedBy(slot, slot.createdBy ? plainText(slot.createdBy, 80) : 'somebody'),
    'Ask whoever staged it before you touch it: it gets tokens already, and blocks a rotation.',
  ],
} as const;
