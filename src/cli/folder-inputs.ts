import { argument, flag } from './inputs.ts';
import { careful } from './shared-inputs.ts';

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

export const uninstallInputs = {
  service: flag.on('Remove the background service'),
  home: flag.on("Delete keyturn's folder: settings, audit trail, secret store, practice org"),
  backup: flag.text('<folder>', "First copy keyturn's folder to this new folder"),
  discardCredentials: flag.on('Delete secrets that may exist only here'),
  leaveUnfinished: flag.on('Delete the folder although work in an org is unfinished'),
  dryRun: careful.dryRun,
};
