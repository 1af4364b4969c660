import { describe, expect, it } from 'vitest';
import type { UserFacts } from '../../../src/core/model/execution-user.ts';
import { defaultUser, type RankContext, rankUser, rankUsers } from '../../../src/core/setup/rank-users.ts';
import { unfitWords } from '../../../src/core/words/execution-user.ts';
import { userOrder } from '../../../src/core/words/user-questions.ts';
import { fromOutside } from '../../support/from-outside.ts';

const day = 86_400_000;
const now = 1_900_000_000_000;
const context: RankContext = { appPolicy: 'AllSelfAuthorized', allowedPermissionSets: [], now, selfUserId: '005self' };
const adminApproved: RankContext = {
  ...context,
  appPolicy: 'AdminApprovedPreAuthorized',
  allowedPermissionSets: ['Billing_API'],
};

function user(username: string, over: Partial<UserFacts> = {}): UserFacts {
  return {
    id: `005${username}`,
    username: fromOutside(username),
    name: fromOutside(username),
    isActive: true,
    isFrozen: false,
    userType: fromOutside('Standard'),
    profileName: fromOutside('Minimum Access - API Only Integrations'),
    licenseName: fromOutside('Salesforce Integration'),
    isApiOnly: true,
    powers: [],
    lastLoginAt: null,
    lastUiLoginAt: null,
    otherApps: [],
    permissionSets: [],
    ...over,
  };
}

const person = { isApiOnly: false, licenseName: fromOutside('Salesforce'), profileName: fromOutside('Standard User') };
const integration = user('int');
const busy = user('busy', { otherApps: [fromOutside('ERP'), fromOutside('Mailer')] });
const plainApi = user('api', { licenseName: fromOutside('Salesforce') });
const reader = user('reader', { powers: ['ViewAllData'] });
const maria = user('maria', { ...person, lastUiLoginAt: now - day / 2 });
const admin = user('admin', {
  ...person,
  profileName: fromOutside('System Administrator'),
  powers: ['ModifyAllData', 'ManageUsers'],
});
const frozen = user('frozen', { isFrozen: true });

describe('the order', () => {
  it('goes by risk, the least first', () => {
    const ranked = rankUsers([admin, frozen, maria, reader, busy, plainApi, integration], context);
    expect(ranked.map(({ user: { username }, tone }) => `${username} ${tone}`)).toEqual([
      'int good',
      'busy plain',
      'api plain',
      'reader caution',
      'maria caution',
      'admin danger',
      'frozen off',
    ]);
  });

  it('keeps those alike as they came', () => {
    const alike = ['c', 'a', 'b'].map((name) => user(name));
    expect(rankUsers(alike, context).map(({ user: { username } }) => username)).toEqual(['c', 'a', 'b']);
  });

  it('preselects the best one, and nobody where only people and administrators are left', () => {
    expect(defaultUser(rankUsers([admin, maria, plainApi], context))?.user.username).toBe('api');
    expect(defaultUser(rankUsers([admin, maria, frozen], context))).toBeNull();
  });

  it.each([
    ['an API-only administrator', user('x', { powers: ['ModifyAllData'] })],
    ['one with the administrator profile alone', user('x', { profileName: fromOutside('System Administrator') })],
    ['a powerful integration user', user('x', { powers: ['ManageUsers'] })],
  ])('never preselects %s', (_what, candidate) => {
    expect(defaultUser(rankUsers([candidate], context))).toBeNull();
  });

  it('is explained in words', () => {
    expect(userOrder.join(' ')).toMatch(/least powerful.*Administrators.*Dimmed/);
  });
});

describe('reasons', () => {
  it.each([
    [integration, 'API only · integration'],
    [busy, 'API only · integration · runs 2 other apps'],
    [user('one', { otherApps: [fromOutside('ERP')] }), 'API only · integration · runs 1 other app'],
    [plainApi, 'API only'],
    [maria, 'person · signed in today'],
    [user('p', { ...person, lastUiLoginAt: now - 4 * day - 1 }), 'person · signed in 4 days ago'],
    [user('q', person), 'not API only'],
    [user('self', person), 'you · not API only'],
    [admin, 'can modify all data · not API only'],
    [
      user('adm', { ...person, profileName: fromOutside('System Administrator') }),
      'administrator profile · not API only',
    ],
    [reader, 'can view all data · API only · integration'],
    [frozen, 'frozen · API only · integration'],
  ])('of %o', (candidate, words) => {
    expect(rankUser(candidate, context).reasons.join(' · ')).toBe(words);
  });
});

describe('what is needed', () => {
  it.each([
    ['nothing for an integration user', integration, context, []],
    ['a reason for one that is not API only', maria, context, ['interactive-reason']],
    ['two reasons for an administrator', admin, context, ['privileged-reason', 'interactive-reason']],
    ['a permission set where the app admits only approved users', integration, adminApproved, ['permission-set']],
    [
      'nothing with that permission set',
      user('x', { permissionSets: [fromOutside('Billing_API')] }),
      adminApproved,
      [],
    ],
    [
      'a permission set with another one',
      user('x', { permissionSets: [fromOutside('Other')] }),
      adminApproved,
      ['permission-set'],
    ],
    [
      'nothing with a profile that the app admits',
      integration,
      { ...adminApproved, allowedProfiles: [integration.profileName] },
      [],
    ],
    ['nothing where the policy is unknown', integration, { ...context, appPolicy: null }, []],
  ])('%s', (_what, candidate, given, needs) => {
    expect(rankUser(candidate, given).needs).toEqual(needs);
  });

  it('names the permission set', () => {
    expect(rankUser(integration, adminApproved).reasons).toContain(
      'not approved for this app: needs permission set Billing_API',
    );
  });
});

describe('who can not be chosen', () => {
  it.each([
    [{ isActive: false }, 'inactive', /Active/],
    [{ isFrozen: true }, 'frozen', /Unfreeze/],
    [{ userType: fromOutside('PowerCustomerSuccess') }, 'not an internal user (PowerCustomerSuccess)', /internal/],
    [{ licenseName: fromOutside('') }, 'no user license', /License/],
  ])('%o', (over, problem, cure) => {
    const ranked = rankUser(user('x', over), adminApproved);
    expect(ranked).toMatchObject({ tone: 'off', needs: [] });
    const words = ranked.unfit && unfitWords(ranked.user, ranked.unfit);
    expect(words).toEqual({ problem, cure: expect.stringMatching(cure) });
  });

  it('whether somebody is frozen may be hidden: then it is no obstacle', () => {
    expect(rankUser(user('x', { isFrozen: null }), context).unfit).toBeNull();
  });
});
