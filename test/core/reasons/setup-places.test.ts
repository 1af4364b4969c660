import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import { withPracticeFlag } from '../../../src/core/reasons/practice-commands.ts';
import { cureForUser, cureOf, setupPlaces } from '../../../src/core/reasons/setup-places.ts';
import { adoptWarnings } from '../../../src/core/words/adopt.ts';
import { findingWords } from '../../../src/core/words/audit.ts';
import { unfitWords } from '../../../src/core/words/execution-user.ts';
import { secretAccessKept } from '../../../src/core/words/news.ts';
import { certificateQuestion, pauseWords } from '../../../src/core/words/review-questions.ts';
import { stillOffWords } from '../../../src/core/words/still-off.ts';
import { tokenProblems, userCures } from '../../../src/core/words/token-problems.ts';

const user = 'svc.erp+1@acme-x7.example';

it.each([
  [stillOffWords.turnOn('ERP_Bridge'), '`keyturn practice act oauthOn --app ERP_Bridge`'],
  [stillOffWords.unfreeze(user), `\`keyturn practice act unfreeze --username ${user}\``],
  [
    reason('AppOauthDisabled', { app: 'ERP_Bridge', where: '' }).actions[0],
    '`keyturn practice act oauthOn --app ERP_Bridge`',
  ],
  [reason('DecommissionFinal', { app: 'A' }).actions[1], '`keyturn practice act oauthOn --app A`'],
  [unfitWords({ username: user } as never, 'frozen').cure, `\`keyturn practice act unfreeze --username ${user}\``],
  [reason('AppIsPackaged', { app: 'A', what: '' }).actions[1], '`keyturn practice act setPolicy --app A --field '],
  [reason('CertificateUnknown', { app: 'A' }).actions[1], '`keyturn practice act setCertificate --app A`'],
  [String(certificateQuestion('A').notes?.[1]), '`keyturn practice act setCertificate --app A`'],
  [pauseWords.certificate('A'), '`keyturn practice act setCertificate --app A`'],
  [reason('StagedSecretHidden', { app: 'A' }).actions[0], '`keyturn practice act rotateInSetup --app A`'],
  [reason('SecretAccessDisabled', {}).actions[1], '`keyturn practice act secretAccess --on`'],
  [adoptWarnings.accessOff('A'), '`keyturn practice act secretAccess --on`'],
  [adoptWarnings.notReadAgain.accessOff('A'), '`keyturn practice act secretAccess --on`'],
  [setupPlaces.deleteApp('A'), '`keyturn practice act deleteApp --app A`'],
  [secretAccessKept, '`keyturn practice act secretAccess`.'],
  [findingWords.SecretAccessLeftOn()[1], '`keyturn practice act secretAccess`.'],
  [setupPlaces.freeze(user), `\`keyturn practice act freeze --username ${user}\``],
])('names a command in the practice org, which has no Setup: %s', (text = '', command) => {
  expect(text).toContain('Setup ▸');
  const worded = withPracticeFlag(text);
  expect(worded).toContain(command);
  expect(worded).not.toContain('Setup ▸');
});

it('names both acts in the practice org only where nobody knows which one the user needs', () => {
  const cure = cureForUser(tokenProblems['user-inactive'].cure, user);
  expect(withPracticeFlag(cure)).toBe(
    `If ${user} is inactive: \`keyturn practice act activate --username ${user}\`. If it's frozen: \`keyturn practice act unfreeze --username ${user}\`. Or choose a different user.`,
  );
  expect(withPracticeFlag(userCures.frozen(user))).not.toContain('activate --username');
  expect(withPracticeFlag(userCures.inactive(user))).not.toContain('unfreeze');
});

/** Every text of the folder as written, with words in place of its facts. */
function textsIn(folder: string): readonly (readonly [string, string])[] {
  const literal = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
  const blank = (text: string) => text.replaceAll(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, 'Blank_1');
  return readdirSync(folder).flatMap((name) => {
    const code = readFileSync(join(folder, name), 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*\*).*$/gm, '');
    const consts = [...code.matchAll(/^\s*const (\w+) =\s*(['"`].*['"`]);$/gm)].map(
      ([, id = '', text = '']) => [id, text.slice(1, -1)] as const,
    );
    const filled = (text: string): string =>
      consts.reduce(
        (known, [id, value]) => known.replaceAll(`\${${id}}`, value),
        consts.reduce((known, [id, value]) => known.replaceAll(`\${${id}}`, value), text),
      );
    // A part of texts shows in those texts.
    const isPart = (text: string) => consts.some(([, value]) => value === text);
    const texts = (code.match(literal) ?? []).map((text) => text.slice(1, -1)).filter((text) => !isPart(text));
    return texts.map((text) => [name, blank(filled(text))] as const);
  });
}

/** The card is for a real org, and `uninstall` has no `--practice`. */
const exempt = new Set(['card.ts', 'card-steps.ts', 'practice-places.ts', 'setup-places.ts', 'uninstall.ts']);

it('names no place in Setup in any text for the practice org', () => {
  const all = ['words', 'reasons'].flatMap((folder) => textsIn(join('src/core', folder)));
  const places = all.filter(([name, text]) => !exempt.has(name) && /Setup ▸|\bin Setup\./.test(text));
  expect(places.length).toBeGreaterThan(30);
  const left = places.filter(([, text]) => /Setup ▸|\bin Setup\./.test(withPracticeFlag(text)));
  expect(left).toEqual([]);
  const cures = Object.values(tokenProblems).flatMap(({ cure }) => [cure, cureForUser(cure, user)]);
  const problems = cures.map((cure) => cureOf('ERP_Bridge', cure));
  for (const cure of problems) expect(withPracticeFlag(cure)).not.toMatch(/Setup ▸|<app>|<username>/);
});
