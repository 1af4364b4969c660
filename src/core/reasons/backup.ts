import { shellWord } from '../plain/text.ts';
import { unchanged } from './reason.ts';

/** `keyturn backup` and `keyturn restore`. */
export const backupReasons = {
  NothingToBackUp: unchanged<{ folder: string }>({
    exit: 2,
    message: ({ folder }) => `${folder} has no state, so there is nothing to back up`,
    actions: () => ['If your state is in another folder, name it with `KEYTURN_HOME`.'],
  }),
  BackupUnreadable: unchanged<{ path: string; problem: string }>({
    exit: 1,
    message: ({ path, problem }) => `${path} can't be restored: ${problem}`,
    actions: () => [
      'Use another copy of the file, or an older backup.',
      'If keyturn is newer where the backup was made, install that version here first.',
    ],
  }),
  BackupLocked: unchanged<{ path: string; needs: 'passphrase' | 'keys'; isWrong?: boolean }>({
    exit: 3,
    message: ({ path, needs, isWrong = false }) => {
      const key = needs === 'passphrase' ? 'passphrase' : 'private key';
      return isWrong ? `This ${key} doesn't open ${path}` : `${path} needs its ${key}`;
    },
    actions: ({ path, needs }) => [
      needs === 'passphrase'
        ? `Run \`keyturn restore ${shellWord(path)}\` in a terminal and type the passphrase of the backup, or add \`--passphrase-file <path>\`.`
        : `Name the file of the private key: \`keyturn restore ${shellWord(path)} --identity <path>\`.`,
    ],
  }),
  BackupElsewhere: unchanged<{ path: string; isPractice: boolean }>({
    exit: 2,
    message: ({ path, isPractice }) =>
      isPractice ? `${path} is a backup of the practice org's state` : `${path} is a backup of real orgs' state`,
    actions: ({ isPractice }) => [
      isPractice ? 'Add `--practice` to the command.' : 'Run the same command without `--practice`.',
    ],
  }),
  RestoreOverState: unchanged<{ folder: string; isState: boolean }>({
    exit: 2,
    message: ({ folder, isState }) =>
      `${folder} already has ${isState ? 'a state' : 'other settings'}, which keyturn doesn't overwrite`,
    actions: () => [
      'Set `KEYTURN_HOME` to a new folder.',
      'Or add `--replace`. keyturn then keeps the state and the settings that are there under new names.',
    ],
  }),
  IdentityUnusable: unchanged<{ path: string; problem: string; cure?: string | undefined }>({
    exit: 2,
    message: ({ path, problem }) => `keyturn doesn't use the private key in ${path}: ${problem}`,
    actions: ({ path, cure = `Run \`chmod 600 ${path}\` as the owner of the file.` }) => [cure],
  }),
};
