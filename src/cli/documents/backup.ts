import { z } from 'zod';
import { section } from './dry-run.ts';
import { count, flag, instant, text, textOrNull, texts } from './kinds.ts';
import { place, storeKind } from './shared.ts';

const entry = z.object({
  app: textOrNull('Developer name of the app. Null for a secret of no app.'),
  consumerKey: text('The consumer key, or the name of the secret.'),
});

/** `result` of `keyturn backup`. */
export const backup = z.object({
  path: text('The file that was written. Its mode is 0600.'),
  bytes: count('Its size.'),
  keys: texts('The public keys that it is encrypted to. Empty with a passphrase.'),
  apps: count('How many watched apps its state has.'),
  secrets: count('How many secrets are in it.'),
  settings: flag('Whether the settings file is in it.'),
  kept: textOrNull('Where the backup that it replaced is kept, because this one lacks secrets. Null otherwise.'),
  missing: z.array(entry).describe('Secrets that the state names, and that the secret store does not have.'),
});

/** `result` of `keyturn restore`. */
export const restore = z.object({
  dryRun: flag('Whether nothing was restored (`--dry-run`).'),
  sections: z.array(section).describe('The plan, as keyturn shows it to a person.'),
  madeAt: instant('When the backup was made.'),
  folder: text('The folder that it is restored into.'),
  apps: z.array(z.object(place)).describe('The watched apps of its state.'),
  targets: z
    .array(z.object({ app: text('Developer name of the app.'), target: text('The target.') }))
    .describe('Programs and files that keyturn delivers to.'),
  channels: z
    .array(
      z.object({
        name: text('Name of the channel.'),
        type: text('Its type.'),
        to: textOrNull('The program, file or host that it uses. Null when the settings name none.'),
      }),
    )
    .describe('The channels of the settings in the backup.'),
  environment: z
    .array(z.object({ program: text('Its path.'), variables: texts('Names of variables of this computer.') }))
    .describe('Programs to which the settings in the backup give more variables than the usual ones.'),
  store: storeKind('The store that gets the secrets.'),
  secrets: count('How many secrets the backup has for its state.'),
  kept: z
    .array(entry)
    .describe(
      'Secrets for which the store already has a different one. It stays, and that of the backup is not restored.',
    ),
  missing: z.array(entry).describe('Secrets that the state names, and that neither the backup nor the store has.'),
  setAside: texts('Where the state and the settings from before are. Empty when there were none, and in a dry run.'),
});
