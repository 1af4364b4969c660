import { z } from 'zod';
import type { StagedPair } from '../../core/model/app.ts';
import type { ConsumerStatus } from '../../core/model/consumer.ts';
import type { LeftOff } from '../../core/model/left-off.ts';
import type { DeliveryStatus, ProofAnswer } from '../../core/model/rotation.ts';
import { type Automation, driftKinds, type StoreReference } from '../../core/model/watched-app.ts';
import type { KnownPair } from '../../core/status/known-pairs.ts';
import { count, flag, instant, instantOrNull, oneOf, text, textOrNull, texts } from './kinds.ts';

/** Which app of which org. */
export const place = {
  org: text('Alias or username of the org, as keyturn signs in to it.'),
  app: text('Developer name of the app.'),
};

export const storeKind = (description: string) =>
  oneOf<StoreReference['kind']>(description, { keychain: '', file: '' });

export const store = z
  .object({
    kind: storeKind('The secret store.'),
    reference: text('Where to find the entry in that store.'),
  })
  .meta({ title: 'store entry' });

export const policy = z
  .object({
    maxAgeDays: count('Maximum age of the credentials in days.'),
    graceDays: count('Grace period in days.'),
    remindDays: z.array(z.int()).describe('Days before the due date on which keyturn reminds.'),
    automation: oneOf<Automation>('What the daemon does automatically.', {
      remind: 'it only reminds',
      stage: 'it stages new credentials',
      rotate: 'it stages and rotates',
    }),
  })
  .meta({ title: 'policy' });

export const answer = (description: string) =>
  oneOf<ProofAnswer>(description, {
    accepted: 'Salesforce issued a token',
    refused: 'Salesforce refused the credentials',
    inconclusive: 'neither is certain',
  });

export const lastProof = z
  .object({
    at: instant('When keyturn verified the credentials.'),
    answer: answer('The result.'),
  })
  .meta({ title: 'verification' });

/** Credentials as keyturn knows them without asking the org. */
export const credentials = z
  .object({
    consumerKey: text('The consumer key.'),
    fingerprint: textOrNull(
      'A keyed fingerprint of the consumer secret, to compare two secrets. Null when the secret is not in the secret store, or this command does not read it.',
    ),
    state: oneOf<KnownPair['state']>('Which credentials these are.', {
      primary: 'the current ones',
      staged: 'new ones, not promoted yet',
      previous: 'the ones in use before the last rotation',
    }),
    createdAt: instantOrNull('When they were created, if known.'),
    expiresAt: instantOrNull('When they expire, if known.'),
  })
  .meta({ title: 'credentials' });

export const delivery = z
  .object({
    target: text('Where the new credentials go: `file:<path>`, `exec:<program>` or `manual:<consumer>`.'),
    status: oneOf<DeliveryStatus>('How far the delivery is.', {
      pending: 'not tried yet',
      failed: 'tried, and will be tried again',
      delivered: 'delivered',
      waiting: 'a person must update this consumer by hand',
      confirmed: 'a person confirmed that the consumer has them',
    }),
    at: instantOrNull('When the status last changed. Null while pending.'),
  })
  .meta({ title: 'delivery' });

export const consumerFields = {
  name: text('What people call the consumer. Unique within the app.'),
  target: text('How it gets new credentials: `file:<path>`, `exec:<program>`, or `manual:<name>` for a person.'),
  contact: textOrNull('Who to contact about it.'),
  notes: textOrNull('Notes.'),
  keys: texts('Public keys of the person, to which `reveal --for` encrypts.'),
  state: oneOf<ConsumerStatus>('The state of the consumer.', {
    unknown: 'keyturn does not know whether it has the credentials it needs',
    notified: 'a person must update it by hand',
    delivered: 'the credentials were delivered to it',
    confirmed: 'a person confirmed that it has the credentials',
    failing: 'the latest delivery or test of its target failed, or its file does not have the current credentials',
  }),
  since: instantOrNull('Since when it has been in this state. Null when unknown.'),
  notifiedAt: instantOrNull('When keyturn last notified the contact in the latest run. Null if it did not.'),
  problem: textOrNull('What is wrong with the target, in words. Null unless the state is `failing`.'),
};

/** A system or person that uses the credentials. */
export const consumer = z.object(consumerFields).meta({ title: 'consumer' });

export const drift = z
  .object({
    kind: z.enum(driftKinds).describe('What changed outside keyturn.'),
    since: instant('When keyturn first saw the change.'),
    sentence: text(
      'The change and what it means, in words. It says when keyturn last saw the change if that was before this command.',
    ),
    cure: text('How to fix it.'),
  })
  .meta({ title: 'drift' });

/** Credentials in the staging slot as the org lists them. */
export const slotEntry = z
  .object({
    id: text('Salesforce id of the entry.'),
    consumerKey: textOrNull('The consumer key. Null when the org does not show it.'),
    state: oneOf<StagedPair['state']>("State in Salesforce's own word.", {
      Active: 'staged',
      Rotated: 'previous credentials',
      Expired: 'no longer accepted, but still in the slot',
      unknown: 'a state that keyturn does not know',
    }),
    createdBy: textOrNull('Who staged them, as Salesforce reports it: an id or a name.'),
    createdAt: instantOrNull('When they were staged.'),
    expiresAt: instantOrNull('When they expire.'),
  })
  .meta({ title: 'slot entry' });

/** What an emergency has turned off. */
export const leftOff = z.object({
  what: oneOf<LeftOff['what']>('What is off.', {
    flow: 'OAuth for the app',
    freeze: 'the execution user, who is frozen',
  }),
  certain: flag(
    'Whether Salesforce confirmed it. False if it may be on: an answer was lost, or the record of turning it on.',
  ),
});
