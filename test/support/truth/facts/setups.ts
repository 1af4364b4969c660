import { existsSync, readFileSync, statSync } from 'node:fs';
import { shortKey } from '../../../../src/core/plain/text.ts';
import { cautionWords } from '../../../../src/core/words/deliveries.ts';
import { createdUserWords, replacedMeanwhile } from '../../../../src/core/words/setup.ts';
import { endedSetupWarning } from '../../../../src/core/words/unfinished-setup.ts';
import { type Fact, fact, row } from '../fact.ts';

/** Setups that stopped, and the files of consumers. */
export const setupTexts: readonly Fact[] = [
  ...fact(
    'endedSetupWarning',
    ({ app, word }) => {
      const place = { app: app(), org: word('org'), orgId: '' };
      return String(endedSetupWarning(place as never, { count: 1, leftOut: [] }));
    },
    ({ app = '' }, { truth }) => {
      const isEnded = truth.trail.has('set-up recovered') && !truth.openSetups.includes(app);
      return isEnded || `no setup of ${app} was ended`;
    },
  ),
  ...fact(
    'createdUserWords',
    ({ user, word }) => createdUserWords({ username: user(), permissionSet: word('set') }),
    ({ user = '' }, { truth: { org, trail } }) => {
      if (org === null) return null;
      if (!trail.has('create-user done')) return 'no setup created a user';
      return org.user(user)?.isActive || `the org has no active user ${user}`;
    },
  ),
  ...fact(
    'replacedMeanwhile',
    ({ key }) => replacedMeanwhile({ now: key('key'), before: key('before') }),
    ({ key = '', before = '' }, { truth: { org } }) => {
      if (org === null) return null;
      const current = org.apps.flatMap(({ consumers }) => consumers.flatMap(({ pairs }) => pairs));
      const isCurrent = (one: string) =>
        current.some(({ consumerKey, slot }) => shortKey(consumerKey) === one && slot === 'primary');
      return (isCurrent(key) && !isCurrent(before)) || `the current keys are others than ${key}`;
    },
  ),
  ...row(
    'cautionWords.open',
    cautionWords.open('/dev/null', 0o604),
    /Every user of this computer can (?<acts>read|change|read and change) (?<path>\S+) \(mode (?<mode>0[0-7]{3})\)/g,
    ({ acts = '', path = '', mode }) => {
      const is = statSync(path, { throwIfNoEntry: false })?.mode;
      if (is === undefined) return null;
      const shown = cautionWords.open(path, is);
      return shown.includes(` ${acts} ${path} (mode ${mode})`) || `it would be: ${shown}`;
    },
  ),
  ...fact(
    'cautionWords.others',
    ({ word, key }) => cautionWords.others(word('path'), key('key')),
    ({ path = '', key = '' }, { truth }) => {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      const [, held = ''] = /SALESFORCE_CONSUMER_KEY"?\s*[=:]\s*"?([\w.]+)/.exec(text) ?? [];
      const known = [
        ...truth.apps.map(({ consumerKey }) => consumerKey),
        ...truth.runs.flatMap(({ stays, ends }) => [stays, ends]),
      ];
      return (shortKey(held) === key && !known.includes(held)) || `the file has the key ${held}`;
    },
  ),
];
