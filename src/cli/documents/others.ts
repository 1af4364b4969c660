import { z } from 'zod';
import type { JournalAction, JournalEvent } from '../../core/model/journal.ts';
import { count, flag, flagOrNull, instant, instantOrNull, oneOf, text, textOrNull, texts } from './kinds.ts';
import { consumer, consumerFields, delivery, place, store, storeKind } from './shared.ts';

export const snooze = z.object({
  ...place,
  snoozedUntil: instantOrNull(
    'Until when reminders of the app are paused. Urgent ones are still sent. Null when they are sent again.',
  ),
});

const said = {
  by: text('Who is on it (`--by`).').optional(),
  why: text('The note (`--why`).').optional(),
};

export const ack = z.union([
  z
    .object({
      ...place,
      consumerKey: text('The acknowledgment holds until these credentials are replaced.'),
      undone: flag('`true`: the age reminders are sent again.').optional(),
      ...said,
    })
    .meta({ title: 'an app' }),
  z
    .object({
      daemon: z.literal(true),
      problems: texts('What keeps the daemon from its work. New problems are reported again.'),
      ...said,
    })
    .meta({ title: 'the daemon (`--daemon`)' }),
]);

export const consumers = z.object({
  apps: z.array(
    z.object({ ...place, consumers: z.array(consumer).describe('Systems and people that use the credentials.') }),
  ),
});

export const consumerChange = z.object({
  ...place,
  consumer: consumer.describe('The consumer that was added, changed or removed.'),
  consumers: z.array(consumer).describe('All consumers of the app after the change.'),
});

export const consumerTest = z.object({
  ...place,
  consumers: z
    .array(
      z.object({
        ...consumerFields,
        usable: flagOrNull('Whether credentials can be delivered to the target. Null for a person.'),
      }),
    )
    .describe('The consumers that were tested.'),
});

export const handedOver = z.object({
  ...place,
  consumer: text('The consumer that was confirmed.'),
  deliveries: z.array(delivery).describe('Deliveries of the new credentials.'),
  nextStep: text('What to do next, in words.'),
});

const action = oneOf<JournalAction>('What was done.', {
  'set-up': '',
  deploy: '',
  'restore-pre-image': '',
  'borrow-secret-access': '',
  'return-secret-access': '',
  'grant-permission-set': '',
  'create-user': '',
  'save-pair': '',
  stage: '',
  deliver: '',
  'hand-over': '',
  'add-consumer': '',
  'edit-consumer': '',
  'remove-consumer': '',
  'test-consumer': '',
  'no-consumers': '',
  rotate: '',
  'delete-pair': '',
  'forget-pair': '',
  'move-pairs': '',
  'begin-rotation': '',
  'finish-rotation': '',
  contain: '',
  'open-again': '',
  'end-session': '',
  'replace-by-deploy': '',
  'begin-decommission': '',
  'finish-decommission': '',
  'clean-file': '',
  report: '',
  prove: '',
  watch: '',
  unwatch: '',
  reveal: '',
  'accept-risk': '',
  'accept-drift': '',
  'accept-host': '',
  'accept-trail': '',
  'allow-host': '',
  'confirm-state': '',
  'back-up': '',
  restore: '',
  snooze: '',
  acknowledge: '',
});

const event = oneOf<JournalEvent>('What the entry records.', {
  intended: 'keyturn is about to do it',
  done: 'it is done',
  failed: 'it failed',
  recovered: 'a later look at the org found its outcome',
  noted: 'a fact that changes nothing in the org',
});

export const history = z.union([
  z
    .object({
      lines: z
        .array(
          z.object({
            chain: text('Name of the chain of entries.'),
            line: count('Number of the entry in its chain.'),
            at: instant('When it was recorded.'),
            actor: text('User and host.'),
            event,
            action,
            intent: text('Id that joins the entries of one action.'),
            orgId: text('Org id.'),
            org: text('Alias or username of the org.'),
            app: textOrNull('Developer name of the app. Null when the entry is about no app.'),
            detail: z
              .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
              .describe('More about the action: ids, consumer keys, fingerprints.'),
            hash: text('SHA-256 of the previous hash and this entry.'),
          }),
        )
        .describe('The entries of the audit trail, oldest first.'),
    })
    .meta({ title: 'the audit trail' }),
  z
    .object({
      lines: count('How many entries were verified.'),
      intact: z.literal(true),
      chain: text('Name of the chain of entries.'),
      head: z
        .object({ line: count('Number of the last entry.'), hash: text('Its hash.') })
        .nullable()
        .describe('The last entry. Null when there is none.'),
      sealed: z
        .object({
          line: count('The last entry that is sealed.'),
          at: instant('When it was sealed.'),
          seal: text('The newest seal, to keep elsewhere and to check with `--head` later.'),
          seals: count('How many seals were compared with the entries.'),
          checked: flag('Whether the secret store was open, so that forged seals would have been noticed.'),
        })
        .nullable()
        .describe('The seals. Null when the trail was never sealed.'),
      why: textOrNull('Why the seals were compared without the secret store. Null when it was open.'),
      anchor: z
        .object({
          line: count('The entry that the seal in `--head` covers.'),
          at: instant('When it was sealed.'),
          checked: flagOrNull('Whether the seal was made with the key in the secret store. Null when that is unknown.'),
        })
        .nullable()
        .describe('The seal in `--head`, which fits. Null without one.'),
      accepted: count('How many seals `--accept` removed. Null without it.').nullable(),
      restored: z
        .object({
          line: count('The entry of the restore.'),
          at: instant('When the backup was restored.'),
          sealedBefore: count(
            'The last sealed entry of the trail that it replaced, if the backup ends before.',
          ).nullable(),
        })
        .nullable()
        .describe('The newest restore of a backup. Null without one.'),
    })
    .meta({ title: '`history verify`' }),
]);

const revealed = {
  ...place,
  slot: oneOf<'primary' | 'staged' | 'previous'>('Which credentials these are.', {
    primary: 'the current ones',
    staged: '',
    previous: '',
  }),
  consumerKey: text('The consumer key.'),
};

export const reveal = z.union([
  z
    .object({
      ...revealed,
      path: text('The file that the credentials were written to.'),
      for: text('Who can decrypt the file (`--for`): a consumer, or a key in short.').optional(),
      keys: texts('The public keys that the file is encrypted to (`--for`).').optional(),
    })
    .meta({ title: 'written to a file (`--to-file` or `--for`)' }),
  z
    .object({ ...revealed, consumerSecret: text('The consumer secret.') })
    .meta({ title: 'printed (`--unsafe-stdout`)' }),
]);

export const secret = z.object({ name: text('Name of the secret.'), store });

export const storePassphrase = z.object({
  path: text('The file that the new passphrase opens.'),
  passphraseFiles: texts('Files from which keyturn reads the passphrase. They still have the old one.'),
  restart: textOrNull(
    'The command with which the daemon gets the new passphrase from its file. Null if it needs none.',
  ),
});

export const storeMove = z.object({
  from: storeKind('The store that was cleared.'),
  to: storeKind('The store that the secrets are in now.'),
  apps: z
    .array(z.object({ ...place, consumerKeys: texts('Consumer keys of the credentials that were moved.') }))
    .describe('Apps whose credentials were moved.'),
  channelSecrets: texts('Names of the channel secrets that were moved.'),
  sealKey: flag("Whether the key of the audit trail's seal was moved."),
  others: count(
    "How many secrets were moved that the state doesn't name, such as those of an app that is no longer watched. They may still be in use.",
  ),
  missing: z
    .array(z.object({ ...place, consumerKey: text('Consumer key of the credentials.') }))
    .describe('Apps whose credentials are in neither store. Nothing of these apps was moved.'),
  differing: texts(
    'Consumer keys whose secret in the old store differs from the one in the new store. They were left in the old store.',
  ),
  strangers: count(
    'Entries in the old store that keyturn does not know, or that a running or unfinished setup uses. They were left there.',
  ),
  kept: count(
    'Secrets that were copied and also left in the keychain, because another keyturn folder of the same user uses them or may need them.',
  ),
  default: storeKind('The store for new apps. Null when none is set.').nullable(),
});

export const practice = z.object({
  instanceUrl: text('Address of the practice org.'),
  orgId: text('Its org id.'),
  username: text('Username of its administrator.'),
  accessToken: text('An access token of that user. It works in the practice org only.'),
  controlUrl: text('Address of its control interface.'),
  pid: z.int().describe('Process id.'),
  certificatePath: text('Its certificate (`--tls`).').optional(),
});

export const practiceAct = z.object({
  act: text('What was done.'),
  result: z.record(z.string(), z.unknown()).describe('What the control interface of the practice org answered.'),
});

export const practiceReset = z.object({
  scenario: text('The scenario it starts over from.'),
  forgotten: z
    .object({
      apps: count('Apps that keyturn watched in the practice org.'),
      consumers: count('Their consumers.'),
      credentials: count('Sets of credentials in the secret store.'),
    })
    .nullable()
    .describe('What keyturn stored about the previous practice org. Null if that could not be read.'),
});
