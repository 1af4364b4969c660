import { describe, expect, it } from 'vitest';
import { overByLook, overByToken, withoutFindings } from '../../../src/core/drift/over.ts';
import { driftKinds } from '../../../src/core/model/watched-app.ts';
import { noon, watchedApp } from '../watch/watched-apps.ts';

const drift = driftKinds.map((kind) => ({ kind, since: noon, sentence: kind, cure: '' }));
const user = { id: '005000000000001AAA', username: 'int.billing@acme.example' };
const watched = watchedApp({ lastCheck: { at: noon, drift }, executionUser: user });
const left = (over: ReturnType<typeof overByToken>) =>
  withoutFindings(watched, over).lastCheck?.drift.map(({ kind }) => kind);

describe('a token for an app', () => {
  const both = ['app-gone', 'flow-off', 'user-missing', 'user-frozen', 'user-inactive'];

  it.each([
    ['of nobody known', '', watched, both],
    ['of the usual user', user.id.slice(0, 15), watched, [...both, 'user-changed']],
    ['of somebody else', '005000000000009AAA', watched, both],
    [
      'of a user that was changed before keyturn watched the app',
      user.id,
      { ...watched, baseline: { executionUser: 'other@acme.example' } as never },
      both,
    ],
  ])('%s ends what says that it gets none', (_, userId, app, ended) => {
    expect([...overByToken(app, userId)].sort()).toEqual(ended.toSorted());
  });
});

describe('a look at the credentials', () => {
  const { consumerKey } = watched;
  const slotOf = (key: string | null, state: 'Active' | 'Rotated') =>
    ({ id: 's', consumerKey: key, state, createdAt: null, createdBy: null, expiresAt: null }) as const;
  const look = { at: noon, primaryKey: consumerKey, slot: null, stored: new Set(['ours']) };
  const usual = ['app-gone', 'pair-changed-outside', 'sandbox-refreshed', 'staged-outside'];

  it.each([
    ['the watched ones, and nothing staged', look, usual],
    ['others', { ...look, primaryKey: 'another' }, ['app-gone', 'staged-outside']],
    ['staged ones of keyturn', { ...look, slot: slotOf('ours', 'Active') }, usual],
    ['staged ones of others', { ...look, slot: slotOf('theirs', 'Active') }, usual.slice(0, 3)],
    ['staged ones without a key', { ...look, slot: slotOf(null, 'Active') }, usual.slice(0, 3)],
    ['previous ones', { ...look, slot: slotOf('theirs', 'Rotated') }, usual],
    [
      'the watched ones, which are stored again',
      { ...look, stored: new Set(['ours', consumerKey]) },
      [...usual, 'secret-missing'],
    ],
    ['an unread slot', { ...look, isSlotUnread: true as const }, usual.slice(0, 3)],
  ])('that shows %s ends what says otherwise', (_, seen, ended) => {
    expect([...overByLook(watched, seen)].sort()).toEqual(ended.toSorted());
  });
});

it('keeps every other finding, and the app itself if nothing is over', () => {
  expect(left(new Set(['flow-off']))).toEqual(driftKinds.filter((kind) => kind !== 'flow-off'));
  expect(withoutFindings(watched, new Set())).toBe(watched);
});
