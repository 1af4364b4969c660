import { describe, expect, it } from 'vitest';
import { decideSessions } from '../../../src/core/incident/which-sessions.ts';
import type { LiveSession, LoginEntry } from '../../../src/core/ports/ports.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { session, signIn } from '../emergency/incident.ts';

const appNames = { label: 'Billing Sync', app: 'Billing_Sync' };

function decided(
  one: LiveSession,
  signIns: readonly LoginEntry[] | null,
  isOnlyAppOfUser: boolean | null,
): 'ended' | 'undecided' | 'left alone' {
  const { toEnd, undecided } = decideSessions({ sessions: [one], signIns, appNames, isOnlyAppOfUser });
  if (toEnd.length > 0) return 'ended';
  return undecided > 0 ? 'undecided' : 'left alone';
}

type Outcome = ReturnType<typeof decided>;
/** What becomes of a session when the user runs this app alone, other apps as well, and when nobody knows. */
type Row = readonly [
  what: string,
  one: LiveSession,
  signIns: readonly LoginEntry[] | null,
  outcomes: readonly Outcome[],
];

const sure = ['ended', 'ended', 'ended'] as const;
const never = ['left alone', 'left alone', 'left alone'] as const;
const untold = ['ended', 'undecided', 'undecided'] as const;

describe('which live sessions are ended', () => {
  it.each<Row>([
    ['of the app by its label', session(), [signIn()], sure],
    ['of the app by its developer name', session(), [signIn({ application: fromOutside('Billing_Sync') })], sure],
    ['whose id has 15 characters', session({ loginHistoryId: '0Ya000000000001' }), [signIn()], sure],
    ['of another app', session(), [signIn({ application: fromOutside('ERP Bridge') })], never],
    [
      'of an app whose name only begins alike',
      session(),
      [signIn({ application: fromOutside('Billing Sync 2') })],
      never,
    ],
    [
      'of a person in a browser',
      session(),
      [signIn({ application: fromOutside('Browser'), loginSubType: fromOutside('') })],
      never,
    ],
    ['of another flow of the app', session(), [signIn({ loginSubType: fromOutside('OauthRefreshToken') })], never],
    ['without a sign-in', session({ loginHistoryId: null }), [signIn()], untold],
    ['whose sign-in is not in the history', session({ loginHistoryId: '0Ya000000000009AAA' }), [signIn()], untold],
    ["while the history can't be read", session(), null, untold],
  ])('a session %s', (_what, one, signIns, outcomes) => {
    expect([true, false, null].map((isOnly) => decided(one, signIns, isOnly))).toEqual(outcomes);
  });

  it('decides one by one, counts what was left alone, and says why', () => {
    const sessions = [
      session({ id: '1' }),
      session({ id: '2', loginHistoryId: '0Ya000000000002AAA' }),
      session({ id: '3', loginHistoryId: null }),
      session({ id: '4', loginHistoryId: null }),
    ];
    const signIns = [signIn(), signIn({ id: '0Ya000000000002AAA', application: fromOutside('ERP Bridge') })];
    expect(decideSessions({ sessions, signIns, appNames, isOnlyAppOfUser: false })).toEqual({
      toEnd: ['1'],
      undecided: 2,
      problems: [
        "keyturn can't tell whether 2 live sessions came through the app (the login history has no matching entry). Kept, because the execution user runs other apps",
      ],
    });
  });

  it("ends what can't be told where nothing else can be harmed, and says so", () => {
    const sessions = [session({ loginHistoryId: null })];
    const { toEnd, undecided, problems } = decideSessions({ sessions, signIns: null, appNames, isOnlyAppOfUser: true });
    expect([toEnd.length, undecided]).toEqual([1, 0]);
    expect(problems[0]).toContain('Ended anyway, because the execution user runs no other app');
  });

  it('has nothing to say where everything is clear', () => {
    expect(decideSessions({ sessions: [], signIns: null, appNames, isOnlyAppOfUser: null })).toEqual({
      toEnd: [],
      undecided: 0,
      problems: [],
    });
  });
});
