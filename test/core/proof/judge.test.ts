import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import { isSameId } from '../../../src/core/plain/ids.ts';
import {
  isRefusedKey,
  isRightUser,
  issuesNoToken,
  judge,
  judgeSeries,
  refusalHoldsAfterMs,
  troubleSentence,
  whoseToken,
} from '../../../src/core/proof/judge.ts';
import { nextDelay, propagationDelays } from '../../../src/core/proof/wait.ts';
import { fromOutside } from '../../support/from-outside.ts';

const orgId = '00D000000000001EAA';
const userId = '005000000000001AAA';
const issued: TokenAnswer = { kind: 'issued', orgId, userId, username: null, scopes: ['api'] };
const silence: TokenAnswer = { kind: 'silence', problem: fromOutside('connect ECONNREFUSED') };
const error = (code: string, description = '', status = 400): TokenAnswer => ({
  kind: 'error',
  status,
  error: fromOutside(code),
  description: fromOutside(description),
});
const told = (verdict: 'accepted' | 'refused', program = '/opt/p') =>
  ({ kind: 'told', verdict, program, detail: fromOutside('') }) as const;
const wrongSecret = error('invalid_client', 'invalid client credentials');
const unknownKey = error('invalid_client_id', 'client identifier invalid');

describe('what one answer says', () => {
  it.each([
    ['invalid_client_id', 'client identifier invalid', 'refused', true, /doesn't know the consumer key/],
    ['invalid_client', 'invalid client credentials', 'refused', true, /consumer secret/],
    ['invalid_grant', 'no client credentials user enabled', 'inconclusive', true, /execution user/],
    ['invalid_grant', 'request not supported on this domain', 'inconclusive', false, /My Domain/],
    [
      'invalid_grant',
      'client credentials flow not enabled',
      'inconclusive',
      true,
      /^OAuth or the client credentials flow is off for this app$/,
    ],
    ['invalid_grant', 'no valid scopes defined', 'inconclusive', false, /scopes/],
    ['invalid_grant', 'too many scopes requested', 'inconclusive', false, /more scopes/],
    [
      'invalid_grant',
      'client credentials flow is not enabled',
      'inconclusive',
      true,
      /^OAuth or the client credentials flow is off for this app$/,
    ],
    ['invalid_grant', 'ip restricted', 'inconclusive', false, /IP restriction/],
    ['invalid_grant', 'ip_restricted', 'inconclusive', false, /IP restriction/],
    ['invalid_grant', 'ip-restricted', 'inconclusive', false, /IP restriction/],
    ['invalid_grant', 'iprestricted', 'inconclusive', false, /IP restriction/],
    ['invalid_grant', 'IP address restriction', 'inconclusive', false, /IP restriction/],
    ['invalid_grant', 'inactive user', 'inconclusive', false, /inactive/],
    ['invalid_grant', "user hasn't approved this consumer", 'inconclusive', true, /not approved/],
    ['invalid_grant', 'expired access/refresh token', 'inconclusive', false, /expired/],
    ['invalid_grant', 'expired refresh token', 'inconclusive', false, /expired/],
    ['invalid_grant', 'authentication failure', 'inconclusive', true, /doesn't say why/],
    ['invalid_grant', 'something new', 'inconclusive', true, /doesn't grant/],
    ['invalid_app_access', 'user is not admin approved to access this app', 'inconclusive', true, /administrator/],
    ['invalid_scope', 'too many scopes requested', 'inconclusive', false, /more scopes/],
    ['invalid_scope', 'scope not allowed', 'inconclusive', false, /does not accept the scopes/],
    ['unsupported_grant_type', 'grant type not supported', 'inconclusive', false, /doesn't know the client cred/],
    ['never_heard_of', 'inactive user', 'inconclusive', true, /doesn't know/],
    ['never_heard_of', 'too many scopes', 'inconclusive', true, /doesn't know/],
  ] as const)('%s: %s is %s', (code, description, answer, mayPropagate, cause) => {
    const proof = judge(error(code, description));
    expect(proof).toMatchObject({ answer, mayPropagate, upstream: `${code}: ${description}` });
    expect(proof.answer !== 'accepted' && proof.cause).toMatch(cause);
    expect(proof.answer !== 'accepted' && proof.cure).toMatch(/\.$/);
  });

  it.each([
    ['a server that is down', error('invalid_client', 'invalid client credentials', 503)],
    ['a gateway', error('', '', 502)],
    ['too many requests', error('invalid_client_id', '', 429)],
    ['silence', silence],
  ])('%s is inconclusive, whatever it says', (_what, answer) => {
    const cause = expect.stringMatching(/\w/);
    expect(judge(answer)).toMatchObject({
      answer: 'inconclusive',
      mayPropagate: true,
      cause,
      cure: expect.any(String),
    });
  });

  it.each([
    [499, 'refused'],
    [500, 'inconclusive'],
    [428, 'refused'],
    [429, 'inconclusive'],
    [430, 'refused'],
  ])('an HTTP status of %i makes a refusal %s', (status, answer) => {
    expect(judge(error('invalid_client', '', status))).toMatchObject({ answer });
  });

  it('an error counts in whatever case and with whatever spaces', () => {
    expect(judge(error(' Invalid_Client\n'))).toMatchObject({ answer: 'refused' });
  });

  it('a token says for whom it was issued', () => {
    const accepted = { answer: 'accepted', orgId, userId, username: null, scopes: ['api'] };
    expect(judge(issued)).toEqual(accepted);
    expect(judge({ ...issued, username: fromOutside('int@acme.example') })).toEqual({
      ...accepted,
      username: 'int@acme.example',
    });
  });

  it('names the HTTP status where there is no OAuth error, and strips what a terminal would obey', () => {
    expect(judge(error('', '', 502))).toMatchObject({ upstream: 'HTTP 502' });
    expect(judge(error(' ', '\t', 400))).toMatchObject({ upstream: 'HTTP 400' });
    expect(judge(error('invalid_client', ' '))).toMatchObject({ upstream: 'invalid_client' });
    expect(judge(error('', 'who are you'))).toMatchObject({ upstream: 'who are you' });
    expect(judge({ kind: 'silence', problem: fromOutside('no\u001b[31m route') })).toMatchObject({
      upstream: 'no route',
    });
    expect(judge(error('invalid_grant', 'x\u001b[31my\nz'))).toMatchObject({ upstream: 'invalid_grant: xy z' });
  });

  it('a program elsewhere says no more than its verdict', () => {
    expect(judge(told('accepted'))).toEqual({ answer: 'accepted', orgId: '', userId: '', username: null, scopes: [] });
    expect(judge(told('refused'))).toMatchObject({
      answer: 'refused',
      mayPropagate: true,
      upstream: '/opt/p: refused',
    });
    expect(judge({ ...told('refused'), detail: fromOutside('exit 1') })).toMatchObject({ upstream: '/opt/p: exit 1' });
  });

  it('puts cause and upstream text into one sentence', () => {
    const proof = judge(silence);
    expect(proof.answer !== 'accepted' && troubleSentence(proof)).toBe(
      "the token endpoint doesn't answer (connect ECONNREFUSED)",
    );
  });
});

describe('what a series of answers says', () => {
  const series = (...steps: readonly (readonly [seconds: number, answer: TokenAnswer])[]) =>
    judgeSeries(steps.map(([seconds, answer]) => ({ at: 1_000_000 + seconds * 1000, answer }))).answer;

  it.each([
    ['a token at once', [[0, issued]], 'accepted'],
    ['one refusal alone', [[0, wrongSecret]], 'inconclusive'],
    [
      'the same refusal a little too early',
      [
        [0, wrongSecret],
        [59.999, wrongSecret],
      ],
      'inconclusive',
    ],
    [
      'the same refusal 60 s later',
      [
        [0, wrongSecret],
        [60, wrongSecret],
      ],
      'refused',
    ],
    [
      'another refusal 60 s later',
      [
        [0, unknownKey],
        [60, wrongSecret],
      ],
      'inconclusive',
    ],
    [
      'another one in between',
      [
        [0, wrongSecret],
        [30, unknownKey],
        [61, wrongSecret],
      ],
      'inconclusive',
    ],
    [
      'an outage in between',
      [
        [0, wrongSecret],
        [30, silence],
        [61, wrongSecret],
      ],
      'refused',
    ],
    [
      'a token in between',
      [
        [0, wrongSecret],
        [30, issued],
        [61, wrongSecret],
      ],
      'inconclusive',
    ],
    [
      'a token in the end',
      [
        [0, wrongSecret],
        [60, wrongSecret],
        [70, issued],
      ],
      'accepted',
    ],
    [
      'silence in the end',
      [
        [0, wrongSecret],
        [60, wrongSecret],
        [70, silence],
      ],
      'inconclusive',
    ],
    [
      'no user, for hours',
      [
        [0, error('invalid_grant', 'no client credentials user enabled')],
        [9999, error('invalid_grant', 'no client credentials user enabled')],
      ],
      'inconclusive',
    ],
    [
      'a program elsewhere that accepted in between',
      [
        [0, told('refused')],
        [30, told('accepted')],
        [60, told('refused')],
      ],
      'inconclusive',
    ],
    [
      'two programs elsewhere, once each',
      [
        [0, told('refused', '/opt/q')],
        [60, told('refused')],
      ],
      'inconclusive',
    ],
    [
      'a program elsewhere, twice',
      [
        [0, told('refused')],
        [60, told('refused')],
      ],
      'refused',
    ],
  ] as const)('%s', (_what, steps, answer) => {
    expect(series(...steps)).toBe(answer);
  });

  it('a refusal is final at once while another pair of the app is accepted', () => {
    const answers = [{ at: 0, answer: wrongSecret }];
    expect(judgeSeries(answers, { otherPairAccepted: true })).toMatchObject({ answer: 'refused', mayPropagate: false });
  });

  it('asks again as long as a refusal is not final', () => {
    expect(judgeSeries([{ at: 0, answer: unknownKey }])).toMatchObject({ mayPropagate: true });
  });

  it('can not judge nothing', () => {
    expect(() => judgeSeries([])).toThrow(new RangeError('A series of answers has at least one'));
  });

  it('whatever comes, a series that ends within 60 s is never refused', () => {
    const answer = fc.constantFrom(issued, silence, wrongSecret, unknownKey, error('x', 'y', 500));
    const timed = fc.record({ at: fc.integer({ min: 0, max: refusalHoldsAfterMs - 1 }), answer });
    fc.assert(
      fc.property(fc.array(timed, { minLength: 1, maxLength: 12 }), (answers) => {
        const sorted = answers.toSorted((a, b) => a.at - b.at);
        expect(judgeSeries(sorted).answer).not.toBe('refused');
      }),
      { numRuns: 200 },
    );
  });
});

describe('whose token it was', () => {
  it.each([
    ['the same ids', orgId, userId, 'expected'],
    ['ids of 15 characters', orgId.slice(0, 15), userId.slice(0, 15), 'expected'],
    ['another user', orgId, '005000000000002AAA', 'other'],
    ['another org', '00D000000000002EAA', userId, 'other'],
  ] as const)('%s', (_what, org, user, whose) => {
    expect(whoseToken(judge(issued), org, user)).toBe(whose);
    expect(isRightUser(judge(issued), org, user)).toBe(whose === 'expected');
  });

  it.each([
    ['005000000000aBc', '005000000000aBcAAA', true],
    ['005000000000aBc', '005000000000abcAAA', false],
    ['005000000000aBc', '005000000000aBc1', false],
    ['', '', false],
  ])('%s and %s name the same record: %s', (one, other, isSame) => {
    expect(isSameId(one, other)).toBe(isSame);
  });

  it.each([
    ['a program elsewhere accepted it', told('accepted')],
    ['there was no token', wrongSecret],
    ['the id of the user can not be read', { ...issued, userId: 'me' }],
    ['the id of the org can not be read', { ...issued, orgId: 'here' }],
  ])('is unknown where %s', (_what, answer) => {
    expect(whoseToken(judge(answer), orgId, userId)).toBe('unknown');
    expect(isRightUser(judge(answer), orgId, userId)).toBe(false);
  });
});

describe('what a refusal is about', () => {
  it.each<[string, TokenAnswer, boolean]>([
    ['a key that Salesforce does not know', unknownKey, true],
    ['the same in capitals', error(' INVALID_CLIENT_ID '), true],
    ['a wrong secret', wrongSecret, false],
    ['a token', issued, false],
    ['silence', silence, false],
    ['a program elsewhere', told('refused'), false],
  ])('%s is about the key: %3$s', (_what, answer, isKey) => expect(isRefusedKey(answer)).toBe(isKey));

  it.each([
    ['client credentials flow not enabled', true],
    ['Client credentials flow is not enabled', true],
    ['no client credentials user enabled', true],
    ['inactive user', true],
    ["user hasn't approved this consumer", true],
    ['client credentials flow enabled', false],
    ['ip restricted', false],
    ['invalid client credentials', false],
  ])('%j is about the app as a whole: %s', (upstream, isApp) =>
    expect(issuesNoToken({ upstream: fromOutside(upstream) })).toBe(isApp),
  );
});

describe('waiting for a change to reach all servers', () => {
  it('ends after 15 minutes in all, growing all the way', () => {
    expect(propagationDelays.reduce((sum, seconds) => sum + seconds, 0)).toBe(15 * 60);
    expect(propagationDelays).toEqual(propagationDelays.toSorted((a, b) => a - b));
  });

  it('gives ms after each try and null after the last', () => {
    expect([nextDelay(1), nextDelay(2), nextDelay(propagationDelays.length + 1), nextDelay(0)]).toEqual([
      2000,
      3000,
      null,
      null,
    ]);
  });

  it('asks at the instant when a first refusal can become final', () => {
    let waited = 0;
    const instants = propagationDelays.map((seconds) => (waited += seconds));
    expect(instants).toContain(refusalHoldsAfterMs / 1000);
  });
});
