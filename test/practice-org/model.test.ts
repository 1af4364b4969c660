import { describe, expect, it } from 'vitest';
import { tokenRefusal } from '../../src/practice-org/oauth/token-rules.ts';
import { robot, signIn, smallOrg } from './support/small-org.ts';

describe('a user whose username changes', () => {
  it('is found only by the new one, so an app with the old one has no execution user', () => {
    const { org, consumer } = smallOrg();
    const user = org.userNamed(robot);
    if (!user) throw new Error('there is no robot');
    org.putUser({ ...user, username: 'other@small.example' });
    expect(org.userNamed(robot)).toBeNull();
    expect(org.userNamed('OTHER@small.example')?.id).toBe(user.id);
    expect(tokenRefusal(org, consumer.primary)?.error_description).toBe('no client credentials user enabled');
  });
});

describe('a sign-in', () => {
  it('is recorded with the user, once in the state', () => {
    const { org } = smallOrg();
    const user = org.userNamed(robot);
    if (!user) throw new Error('there is no robot');
    org.noteSignIn(user, { isUi: false });
    org.noteSignIn(user, { isUi: true });
    expect(org.data.changedUsers).toEqual([user]);
    expect([user.lastLoginAt, user.lastUiLoginAt]).toEqual([expect.any(Number), expect.any(Number)]);
  });
});

describe('the sessions that an org remembers', () => {
  it('stay few: useful ones are dropped last, and the practice sign-in never', () => {
    const { org, session } = smallOrg();
    session.kind = 'setup';
    const dead = Array.from({ length: 2_600 }, () => signIn(org, robot));
    for (const one of dead) one.isEnded = true;
    const renewable = signIn(org, robot);
    renewable.refreshToken = 'refresh';
    renewable.isEnded = true;
    const live = Array.from({ length: 2_399 }, () => signIn(org, robot));
    const kept = new Set(org.data.sessions);
    expect(kept.size).toBe(2_501);
    expect([session, ...dead.slice(2_500), renewable, ...live].every((one) => kept.has(one))).toBe(true);
    expect([session, ...live].every(({ token }) => org.sessionOf(token) !== null)).toBe(true);
  });

  it('never lose the practice sign-in, however many others are live', () => {
    const { org, session } = smallOrg();
    session.kind = 'setup';
    for (let count = 0; count < 5_000; count += 1) signIn(org, robot);
    expect(org.data.sessions).toHaveLength(2_501);
    expect(org.data.sessions[0]).toBe(session);
  });
});
