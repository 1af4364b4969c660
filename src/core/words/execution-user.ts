import {
  administratorProfile,
  isIntegration,
  isPerson,
  type Power,
  type Unfitness,
  type UserFacts,
  unfitness,
} from '../model/execution-user.ts';
import { formatDuration } from '../plain/duration.ts';
import { countOf, plainText } from '../plain/text.ts';
import { day } from '../plain/time.ts';

const powerWords: Readonly<Record<Power, string>> = {
  ModifyAllData: 'can modify all data',
  ViewAllData: 'can view all data',
  ManageUsers: 'can manage users',
  CustomizeApplication: 'can customize the application',
  AuthorApex: 'can author Apex',
};

/** Why a user can't be an execution user, and how to fix that. */
export function unfitWords(user: UserFacts, unfit: Unfitness): { readonly problem: string; readonly cure: string } {
  const place = `Setup ▸ Users ▸ ${plainText(user.username)} ▸`;
  switch (unfit) {
    case 'inactive':
      return { problem: 'inactive', cure: `${place} Edit ▸ Active.` };
    case 'frozen':
      return { problem: 'frozen', cure: `${place} Unfreeze.` };
    case 'not-internal':
      return {
        problem: `not an internal user (${plainText(user.userType, 40) || 'unknown'})`,
        cure: 'Choose an internal user of the org.',
      };
    case 'no-license':
      return { problem: 'no user license', cure: `${place} Edit ▸ User License.` };
  }
}

/** Marks the user that an app runs as now. */
export const currentUserWord = 'current';

interface Standing {
  readonly isCurrent: boolean;
  readonly isSelf: boolean;
  /** Permission sets that would let the user use the app; null if the user is already allowed. */
  readonly lacksOneOf: readonly string[] | null;
  /** Epoch ms. */
  readonly now: number;
}

/** What to know before choosing a user, the most important first. */
export function userWords(user: UserFacts, { isCurrent, isSelf, lacksOneOf, now }: Standing): readonly string[] {
  const unfit = unfitness(user);
  return [
    ...(isCurrent ? [currentUserWord] : []),
    ...(unfit ? [unfitWords(user, unfit).problem] : []),
    ...powersOf(user),
    ...(isSelf ? ['you'] : []),
    user.isApiOnly ? 'API only' : isPerson(user) ? 'person' : 'not API only',
    ...(isIntegration(user) ? ['integration'] : []),
    ...(user.lastUiLoginAt === null ? [] : [signedIn(now - user.lastUiLoginAt)]),
    ...(user.otherApps.length > 0 ? [`runs ${countOf(user.otherApps.length, 'other app')}`] : []),
    ...(lacksOneOf ? [`not approved for this app: ${admission(lacksOneOf)}`] : []),
  ];
}

function powersOf(user: UserFacts): readonly string[] {
  // Modify All Data implies most of the others.
  if (user.powers.includes('ModifyAllData')) return [powerWords.ModifyAllData];
  const words = user.powers.map((power) => powerWords[power]);
  return user.profileName === administratorProfile ? ['administrator profile', ...words] : words;
}

function signedIn(ago: number): string {
  return ago < day ? 'signed in today' : `signed in ${formatDuration(ago)} ago`;
}

function admission(sets: readonly string[]): string {
  if (sets.length === 0) return 'its policy lists no permission set';
  return `needs permission set ${sets.map((name) => plainText(name, 80)).join(' or ')}`;
}
