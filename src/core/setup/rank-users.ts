import type { UserFacts } from '../model/execution-user.ts';
import type { Tone } from './question.ts';
import {
  isAdmitted,
  isIntegration,
  isPerson,
  isPrivileged,
  type RankContext,
  reasonsOf,
  unfitness,
} from './user-reasons.ts';

export type { RankContext } from './user-reasons.ts';

/** What has to be given before a user may become the execution user. */
export type UserNeed = 'privileged-reason' | 'interactive-reason' | 'permission-set';

export interface RankedUser {
  readonly user: UserFacts;
  readonly tone: Tone;
  /** In words, most important first; safe to show. */
  readonly reasons: readonly string[];
  /** Empty when nothing is needed. */
  readonly needs: readonly UserNeed[];
  /** Set when the user can't be chosen at all. */
  readonly unfit: { readonly problem: string; readonly cure: string } | null;
}

const toneOrder: readonly Tone[] = ['good', 'plain', 'caution', 'danger', 'off'];

/** Sorts candidates by risk, the best first; those alike keep the order in which they came. */
export function rankUsers(users: readonly UserFacts[], context: RankContext): readonly RankedUser[] {
  return users
    .map((user) => rankUser(user, context))
    .map((ranked) => ({ ranked, weight: weightOf(ranked) }))
    .sort((one, other) => compareWeights(one.weight, other.weight))
    .map(({ ranked }) => ranked);
}

/** Looks at one user, e.g. one who was named by a flag. */
export function rankUser(user: UserFacts, context: RankContext): RankedUser {
  const unfit = unfitness(user);
  const needs = unfit ? [] : needsOf(user, context);
  return { user, needs, unfit, tone: toneOf(user, needs, unfit !== null), reasons: reasonsOf(user, context) };
}

/** Whom to preselect: the best API-only user without wide permissions. Null rather than anybody else. */
export function defaultUser(ranked: readonly RankedUser[]): RankedUser | null {
  return ranked.find(({ tone }) => tone === 'good' || tone === 'plain') ?? null;
}

/** For the key `?`. */
export function explainOrder(): readonly string[] {
  return [
    'Whoever holds the consumer key and secret acts with all permissions of this user. So the least powerful comes first.',
    '1. Integration users: API only, on the Salesforce Integration licence, used by no other app.',
    '2. Other API-only users, and those that need a permission set or run other apps already.',
    '▲ People and users with wide permissions (view all data, manage users, customize, author Apex).',
    '■ Administrators and whoever can modify all data: only with a typed reason, and never preselected.',
    'Greyed out: frozen, inactive, without a licence, or not an internal user.',
  ];
}

function needsOf(user: UserFacts, context: RankContext): readonly UserNeed[] {
  const needs: UserNeed[] = [];
  if (isPrivileged(user)) needs.push('privileged-reason');
  if (!user.isApiOnly) needs.push('interactive-reason');
  if (!isAdmitted(user, context)) needs.push('permission-set');
  return needs;
}

function toneOf(user: UserFacts, needs: readonly UserNeed[], isUnfit: boolean): Tone {
  if (isUnfit) return 'off';
  if (needs.includes('privileged-reason')) return 'danger';
  if (needs.includes('interactive-reason') || user.powers.length > 0) return 'caution';
  const isSpotless = needs.length === 0 && user.otherApps.length === 0 && isIntegration(user);
  return isSpotless ? 'good' : 'plain';
}

/** Compared from the left; smaller is better. */
function weightOf({ user, tone, needs }: RankedUser): readonly number[] {
  return [
    toneOrder.indexOf(tone),
    user.isApiOnly ? 0 : 1,
    user.powers.length,
    isIntegration(user) ? 0 : 1,
    needs.includes('permission-set') ? 1 : 0,
    user.otherApps.length,
    isPerson(user) ? 1 : 0,
    user.lastUiLoginAt ?? 0,
  ];
}

function compareWeights(one: readonly number[], other: readonly number[]): number {
  for (const [place, weight] of one.entries()) {
    const difference = weight - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
