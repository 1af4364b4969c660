import { describe, expect, it } from 'vitest';
import type { SessionsEnded } from '../../../src/core/model/emergency-run.ts';
import { withPracticeFlag } from '../../../src/core/reasons/practice-commands.ts';
import { sessionSentence, sessionSteps } from '../../../src/core/words/sessions.ts';
import { noon } from '../watch/watched-apps.ts';

const run = (fields: Partial<SessionsEnded>) => ({
  keepsSessions: false,
  sessions: {
    ...{ at: noon, ended: 0, undecided: 0, failed: 0, isUnlisted: false, problems: [] },
    ...{ tokenLives: false, tokenFormat: 'opaque', tokenLifetimeMs: null },
    ...fields,
  } as SessionsEnded,
});
const kept = { keepsSessions: true, sessions: null };

describe('what is said of live sessions', () => {
  it.each([
    ['four ended', run({ ended: 4 }), '4 live sessions of the app ended.'],
    [
      'one ended, others not',
      run({ ended: 1, undecided: 2, failed: 1 }),
      '1 live session of the app ended; 2 may belong to another app and may still be live; 1 could not be ended and may still be live.',
    ],
    ['none left, and a token is dead', run({}), 'The app has no live sessions left.'],
    [
      'none listed',
      run({ isUnlisted: true, tokenLives: null }),
      'The org listed no live session of the app, and may not list all of them. Sessions that are left stay live until they end on their own.',
    ],
    [
      'no answer',
      run({ isUnlisted: true, isUnseen: true, tokenLives: null }),
      'Live sessions of the app could not be listed, so none was ended. Sessions that are left stay live until they end on their own.',
    ],
    [
      'none listed, although one is live',
      run({ isUnlisted: true, tokenLives: true }),
      'Live sessions of the app could not be listed, so none was ended. Sessions that are left stay live until they end on their own.',
    ],
    [
      'not listed any more',
      run({ ended: 3, isUnlisted: true }),
      '3 live sessions of the app ended; others could not be listed. Sessions that are left stay live until they end on their own.',
    ],
    [
      'kept',
      kept,
      'Live sessions were kept as requested. A token of the leaked credentials works until its session ends.',
    ],
    ['not reached', { ...kept, keepsSessions: false }, 'Live sessions were not ended.'],
  ])('is true: %s', (_what, emergency, sentence) => {
    expect(sessionSentence(emergency)).toBe(sentence);
  });

  it.each([
    ['nothing where all is over', run({ ended: 4 }), []],
    [
      'about a token that works',
      run({ tokenLives: true }),
      [/still works\. To be safe, end the sessions .* by hand \(Setup ▸ Session Management\)/],
    ],
    [
      'about one in JWT form',
      run({ tokenLives: true, tokenFormat: 'jwt' }),
      [/JWT access tokens can't be ended before they expire/],
    ],
    ['about what nobody saw', run({ tokenLives: null }), [/^keyturn couldn't verify whether tokens/]],
    [
      'about sessions that nobody listed',
      run({ isUnlisted: true }),
      [/^Live sessions could not be listed\. To be safe, end/],
    ],
    [
      'about those that were left',
      run({ undecided: 1, failed: 1 }),
      [/^Check 2 live sessions of the execution user that were/],
    ],
    ['about those that were kept', kept, [/^Live sessions were kept/]],
  ])('asks people %s', (_what, emergency, steps) => {
    expect(sessionSteps(emergency, null)).toEqual(steps.map((step) => expect.stringMatching(step)));
  });

  it.each([
    ['svc.erp@acme.example', 'svc.erp@acme.example'],
    [null, '<username>'],
  ])('name the user %s in the commands for the practice org', (username, named) => {
    const found = run({ tokenLives: true, undecided: 1, failed: 1 });
    const steps = [...sessionSteps(found, username), ...sessionSteps(kept, username)].map(withPracticeFlag);
    const command = `\`keyturn practice act endSessions --username ${named}\``;
    expect(steps).toHaveLength(3);
    for (const step of steps) expect(step).toContain(command);
  });
});
