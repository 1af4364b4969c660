import { expect, it } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import { withPracticeFlag } from '../../../src/core/reasons/practice-commands.ts';
import { setupPlaces } from '../../../src/core/reasons/setup-places.ts';
import { adoptWarnings } from '../../../src/core/words/adopt.ts';
import { findingWords } from '../../../src/core/words/audit.ts';
import { unfitWords } from '../../../src/core/words/execution-user.ts';
import { secretAccessKept } from '../../../src/core/words/news.ts';
import { stillOffWords } from '../../../src/core/words/still-off.ts';

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
  [reason('SecretAccessDisabled', {}).actions[1], '`keyturn practice act secretAccess --on`'],
  [adoptWarnings.accessOff('A'), '`keyturn practice act secretAccess --on`'],
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

it('leaves a place alone that the practice org has no act for', () => {
  expect(withPracticeFlag('Setup ▸ Session Management')).toBe('Setup ▸ Session Management');
});
