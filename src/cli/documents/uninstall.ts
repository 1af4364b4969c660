import { z } from 'zod';
import type { RotationKind } from '../../core/model/rotation.ts';
import type { KeptCredentials } from '../../core/model/uninstall.ts';
import { section } from './dry-run.ts';
import { count, flag, oneOf, text, textOrNull, texts } from './kinds.ts';
import { leftOff, place, storeKind } from './shared.ts';

/** `result` of `keyturn uninstall`. */
export const uninstall = z.object({
  dryRun: flag('Whether nothing was removed (`--dry-run`).'),
  sections: z.array(section).describe('What is here, and what stays in which org, as keyturn shows it to a person.'),
  service: textOrNull('Path of the background service that was found. Null when none is installed.'),
  home: textOrNull("keyturn's folder. Null when it does not exist."),
  apps: z
    .array(
      z.object({
        ...place,
        unfinished: oneOf<RotationKind | 'decommission'>('The unfinished run of the app.', {
          stage: '',
          rotate: '',
          back: '',
          retire: '',
          discard: '',
          emergency: '',
          decommission: '',
        }).nullable(),
        blocked: flag('Whether keyturn turned off access in the org, and only its own record says so.'),
        store: storeKind('The store of its credentials. Null when none were stored.').nullable(),
        credentials: z
          .array(
            z.object({
              consumerKey: text('The consumer key.'),
              state: oneOf<KeptCredentials['state']>('Which credentials these are.', {
                primary: 'the current ones',
                staged: '',
                previous: '',
              }),
              onlyHere: flag('Whether no consumer is known to have them.'),
            }),
          )
          .describe('Credentials in the secret store.'),
      }),
    )
    .describe('The apps that were watched. In their orgs, nothing changes.'),
  leftOff: z
    .array(z.object({ ...place, ...leftOff.shape }))
    .describe('What abandoned emergencies left off in orgs, of apps that are no longer watched.'),
  channelSecrets: texts('Names of channel secrets in the secret store.'),
  setups: z
    .array(
      z.object({
        org: text('Name of the org.'),
        app: text('Developer name of the app.'),
        command: text('The command that continues the setup.'),
      }),
    )
    .describe('Setups that have changed an org and are not finished.'),
  problem: textOrNull('Why the state could not be read. Null when it could, or there is none.'),
  program: text('How to remove the program itself, in words.'),
  removed: z
    .object({
      service: flag('Whether the background service was removed.'),
      home: flag("Whether keyturn's folder was deleted."),
      keychain: count('How many entries were removed from the keychain.'),
    })
    .optional()
    .describe('Missing in a dry run.'),
  backup: textOrNull('Path of the copy (`--backup`). Null without one.').optional(),
  left: texts("What is left in the folder, because it isn't keyturn's.").optional(),
});
