import { argument, flag } from './inputs.ts';

const passphraseFile = flag.text('<path>', 'File with the passphrase of the backup, mode 0600');

export const backupInputs = {
  file: argument.required('<file>', 'A new file, for example keyturn-backup.age'),
  for: flag.list(
    '<key>',
    'Encrypt for an age or SSH public key, or a file with one, in place of a passphrase (repeatable)',
  ),
  passphraseFile,
  replace: flag.on('Replace the file if it is a backup'),
};

export const restoreInputs = {
  file: argument.required('<file>', 'The file that `keyturn backup` wrote'),
  identity: flag.text('<path>', 'File with the age or SSH private key that opens the backup, mode 0600'),
  passphraseFile,
  replace: flag.on('Keep the state and the settings that are here under new names first'),
  dryRun: flag.on('Show the plan; changes nothing'),
};
