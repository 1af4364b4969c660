import { sameUsername } from '../external-client-app/file-edit.ts';
import type { PermittedUsersPolicy } from '../model/app.ts';
import {
  isIntegration,
  isPerson,
  isPrivileged,
  type Unfitness,
  type UserFacts,
  unfitness,
} from '../model/execution-user.ts';
import type { Tone } from '../model/question.ts';
import { userWords } from '../words/execution-user.ts';

export interface RankContext {
  /** Null if the app has no policy yet, or the policy isn't visible. */
  readonly appPolicy: PermittedUsersPolicy | null;
  /** Names of the permission sets through which the app admits users. */
  readonly allowedPermissionSets: readonly string[];
  /** Names of the profiles through which the app admits users. */
  readonly allowedProfiles?: readonly string[];
  /** Epoch ms. */
  readonly now: number;
  /** Id of the person who runs the setup. */
  readonly selfUserId: string;
  /** Username of the user that the app runs as now. */
  readonly currentUser?: string | null;
}

/** What the person must provide before this user can be chosen. */
export type UserNeed = 'privileged-reason' | 'interactive-reason' | 'permission-set';

export interface RankedUser {
  readonly user: UserFacts;
  readonly tone: Tone;
  /** In words, the most important first. Safe to show. */
  readonly reasons: readonly string[];
  readonly needs: readonly UserNeed[];
  /** The app runs as this user now. */
  readonly isCurrent: boolean;
  /** Set if the user can't be chosen. */
  readonly unfit: Unfitness | null;
}

const toneOrder: readonly Tone[] = ['good', 'plain', 'caution', 'danger', 'off'];

/** Sorts users by risk, the best first. The app's current user comes before all others. Equal users keep their order. */
export function rankUsers(users: readonly UserFacts[], context: RankContext): readonly RankedUser[] {
  return users
    .map((user) => rankUser(user, context))
    .map((ranked) => ({ ranked, weight: weightOf(ranked) }))
    .sort((one, other) => compareWeights(one.weight, other.weight))
    .map(({ ranked }) => ranked);
}

/** Ranks one user, for example one from a flag. */
export function rankUser(user: UserFacts, context: RankContext): RankedUser {
  const unfit = unfitness(user);
  const needs = unfit ? [] : needsOf(user, context);
  const isCurrent = sameUsername(context.currentUser ?? null, user.username);
  const reasons = userWords(user, {
    isCurrent,
    isSelf: user.id === context.selfUserId,
    lacksOneOf: isAdmitted(user, context) ? null : context.allowedPermissionSets,
    now: context.now,
  });
  return { user, needs, isCurrent, unfit, tone: toneOf(user, needs, unfit !== null), reasons };
}

/** The user to preselect: the app's current user, else the best API-only user without broad permissions, or null. */
export function defaultUser(ranked: readonly RankedUser[]): RankedUser | null {
  const current = ranked.find(({ isCurrent }) => isCurrent);
  return current ?? ranked.find(({ tone }) => tone === 'good' || tone === 'plain') ?? null;
}

/** Whether the app's policy admits the user. True if the policy isn't visible: the token request will show it. */
function isAdmitted(user: UserFacts, context: RankContext): boolean {
  if (context.appPolicy !== 'AdminApprovedPreAuthorized') return true;
  if (context.allowedProfiles?.includes(user.profileName)) return true;
  return user.permissionSets.some((name) => context.allowedPermissionSets.includes(name));
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

/** Compared from left to right; smaller is better. */
function weightOf({ user, tone, needs, isCurrent }: RankedUser): readonly number[] {
  return [
    isCurrent ? 0 : 1,
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
