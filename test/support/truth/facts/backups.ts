import { lstatSync, readFileSync, statSync } from 'node:fs';
import { backupWords, restoreWords } from '../../../../src/core/words/backup.ts';
import { changePassphraseWords } from '../../../../src/core/words/new-passphrase.ts';
import { setAsideWords } from '../../../../src/core/words/set-aside.ts';
import { type Fact, fact, row } from '../fact.ts';

const aside = { kind: 'entry', name: 'nowhere.age.replaced', paths: ['/nowhere.age.replaced'] } as const;
const isThere = ({ path = '' }: Readonly<Record<string, string>>) =>
  lstatSync(path, { throwIfNoEntry: false })?.isCharacterDevice() === false || `nothing was set aside as ${path}`;

/** What a backup has, and where files of a backup, a restore or a store are. */
export const backupTexts: readonly Fact[] = [
  ...fact(
    'backupWords.contents',
    ({ count }) => backupWords.contents({ apps: count('apps'), secrets: count('secrets'), hasSettings: false }),
    ({ apps = '' }, { truth }) => Number(apps) === truth.apps.length || `the state has ${truth.apps.length} apps`,
  ),
  ...row(
    'backupWords.written',
    backupWords.written('/dev/null', 1),
    /Wrote (?<path>\S+) \([\d.]+ [kM]B\), and read it back/g,
    ({ path = '' }) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return (found?.isFile() === true && (found.mode & 0o777) === 0o600) || `${path} isn't a private file`;
    },
  ),
  ...row(
    'changePassphraseWords.changed',
    changePassphraseWords.changed('/dev/null'),
    /The new passphrase opens (?<path>\S+)\. The secrets in the store didn't change\./g,
    ({ path = '' }) => {
      const file = readFileSync(path, { encoding: 'latin1', flag: 'r' });
      return /^age-encryption\.org\/v1\n-> scrypt /.test(file) || `${path} isn't locked with a passphrase`;
    },
  ),
  ...row(
    'restoreWords.setAside',
    restoreWords.setAside('/nowhere/state.db.replaced-1'),
    /What was there before is now (?<path>\S+)\./g,
    ({ path = '' }) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() === true || found?.isDirectory() === true || `nothing was kept as ${path}`;
    },
  ),
  ...row(
    'setAsideWords.found',
    setAsideWords.found(aside).join(' '),
    /(?<path>\/\S+): (?:an entry of the secret store|a secret store, or the key|a state file that is no longer)/g,
    isThere,
  ),
  ...row(
    'setAsideWords.notInBackup',
    setAsideWords.notInBackup(aside),
    /The backup doesn't have (?<path>\/\S+): an? /g,
    isThere,
  ),
];
