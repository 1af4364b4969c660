import { z } from 'zod';
import type { ContainBy, Containment, ReplaceBy } from '../../core/model/emergency-run.ts';
import type { RotationOutcome } from '../../core/model/rotation.ts';
import {
  count,
  countOrNull,
  flag,
  flagOrNull,
  instant,
  instantOrNull,
  knownText,
  oneOf,
  reasonCodes,
  text,
  textOrNull,
  texts,
} from './kinds.ts';
import { timelineOutcome } from './rotation.ts';
import { delivery } from './shared.ts';

const counts = {
  firstAt: instant('The first of them.'),
  lastAt: instant('The last of them.'),
  succeeded: count('How many succeeded.'),
  failed: count('How many failed.'),
};

const evidence = z.object({
  addresses: z
    .array(
      z.object({
        sourceIp: text('The IP address.'),
        ...counts,
        atOwnProofs: count('How many of them happened when keyturn itself asked for a token.'),
        byKeyturn: countOrNull("How many of those came from keyturn's own address. Null when that address is unknown."),
        isNew: flagOrNull('Whether the address was not used in the 30 days before. Null when unknown.'),
      }),
    )
    .nullable()
    .describe('Sign-ins through the app by address. Null when the login history could not be read.'),
  earlier: oneOf<'not read' | 'seen' | 'none'>('The sign-ins of the 30 days before.', {
    'not read': 'they could not be read',
    seen: 'there were some',
    none: 'there were none, so no address can be called new',
  }),
  otherSignIns: z
    .array(
      z.object({
        application: text('Label of the application.'),
        way: text('Type and subtype of the sign-in.'),
        ...counts,
        addresses: texts('The IP addresses.'),
      }),
    )
    .nullable()
    .describe('Other sign-ins of the execution user. Null when the login history could not be read.'),
  setupChanges: z
    .array(
      z.object({
        id: text('Id of the entry in the setup audit trail.'),
        at: instant('When it happened.'),
        action: text("Salesforce's name of the action."),
        section: text('The section of Setup.'),
        display: text("Salesforce's description."),
      }),
    )
    .nullable()
    .describe('What the execution user changed in Setup. Null when the setup audit trail could not be read.'),
  comparedAddresses: z
    .object({
      listed: count('How many addresses and networks the list has.'),
      addresses: z
        .array(
          z.object({
            sourceIp: text('The IP address.'),
            ...counts,
            isKnown: flag('Whether the list has it.'),
            isKeyturns: flag("Whether only keyturn's own token requests came from it."),
          }),
        )
        .nullable()
        .describe('All sign-ins of the execution user by address. Null when the login history could not be read.'),
    })
    .nullable()
    .describe('The seen addresses, compared with the list of known ones (`--known-addresses`). Null without a list.'),
  unseen: texts('What could not be read, in words.'),
});

const sessions = z.object({
  wereKept: flag('Whether sessions were left alone (`--keep-sessions`).'),
  told: text('What happened to the sessions, in words.'),
  ended: countOrNull('How many were ended. Null when none has been ended yet, or sessions were left alone.'),
  undecided: countOrNull('Sessions that may belong to another app and were left alone.'),
  failed: countOrNull('Sessions that could not be ended.'),
  isUnlisted: flagOrNull('The org listed no session of the app. That does not mean that there was none.'),
  problems: texts('What went wrong, in words.'),
  lastEndedAt: instantOrNull('When sessions were last ended.'),
  tokenFormat: oneOf<'opaque' | 'jwt'>("Format of the app's access tokens. Null when unknown.", {
    opaque: '',
    jwt: 'such a token works until it expires',
  }).nullable(),
  tokenLives: flagOrNull('Whether a token of the leaked credentials still worked afterwards. Null when unknown.'),
  mayTokensLive: flag('Whether a token of the leaked credentials may still work.'),
  tokensEndAt: instantOrNull('When the last such token expires, if known.'),
});

const fields = {
  run: text('Id of the run.'),
  writtenAt: instant('When the report was written.'),
  seal: textOrNull('The newest seal of the audit trail, for `history verify --head`. Null when it was never sealed.'),
  isPractice: flag('Whether this happened in the practice org.'),
  org: z.object({
    id: text('Org id.'),
    name: text('Name of the org.'),
    url: text('Address of the org.'),
    isSandbox: flag('Whether the org is a sandbox.'),
  }),
  app: z.object({
    developerName: text('Developer name of the app.'),
    label: text('Its label.'),
    id: text('Its id.'),
    consumerId: text('Id of its OAuth consumer.'),
    executionUser: textOrNull('Username of the execution user, if known.'),
  }),
  confirmedAt: instant('When the emergency was confirmed.'),
  finishedAt: instantOrNull('When it finished. Null while it is unfinished.'),
  outcome: oneOf<RotationOutcome>('How it ended. Null while it is unfinished.', {
    done: '',
    discarded: '',
    lost: 'the new credentials disappeared from the org',
    replaced: 'another run took over',
    refused: 'Salesforce refused to switch back, and nothing has changed',
  }).nullable(),
  ticket: textOrNull('`--ticket` of the emergency. Null without one.'),
  reason: textOrNull('`--reason` of the emergency. Null without one.'),
  waitsFor: knownText('Reason code of what stops it. Null when nothing does.', reasonCodes).nullable(),
  clocks: z.object({
    containedAfterMs: countOrNull(
      'Milliseconds from the confirmation until Salesforce refused every token request. Null when this was not seen.',
    ),
    refusedAfterMs: countOrNull(
      'Milliseconds from the confirmation until Salesforce refused the leaked credentials. Null when this was not seen.',
    ),
  }),
  containBy: oneOf<ContainBy>('How the app was to be contained (`--contain`). Null without it.', {
    flow: 'turn off OAuth for the app',
    freeze: 'freeze the execution user',
    'flow-or-freeze': 'the second where the first is not possible',
  }).nullable(),
  containment: z
    .object({
      by: oneOf<Containment['by']>('How it was contained.', { flow: '', freeze: '' }),
      wasSo: flag('It was so before the emergency, and stays so.'),
      containedAt: instantOrNull('When Salesforce accepted the change.'),
      provedAt: instantOrNull('When Salesforce was seen to refuse a token request.'),
      openedAt: instantOrNull('When it was undone.'),
    })
    .nullable()
    .describe('The containment. Null without one.'),
  pair: z
    .object({
      leakedKey: text('Consumer key of the leaked credentials.'),
      newKey: textOrNull('Consumer key of the new credentials. Null until they exist.'),
      replacedBy: oneOf<ReplaceBy>('How they were replaced.', { staging: '', deploy: 'by a deploy, with an outage' }),
      newProvedAt: instantOrNull('When the new credentials worked.'),
      newIsPrimarySince: instantOrNull('When the new credentials were promoted.'),
      deletedAt: instantOrNull('When the leaked credentials were deleted.'),
      refusedAt: instantOrNull('When Salesforce was seen to refuse the leaked credentials.'),
      alsoDeleted: z
        .array(
          z.object({
            consumerKey: text('Their consumer key.'),
            isRefused: flag('Whether Salesforce was seen to refuse them.'),
          }),
        )
        .describe('Other credentials that were deleted to free the staging slot.'),
      unreadSlot: z
        .object({
          consumerKey: textOrNull(
            "Consumer key of the credentials in it by keyturn's record. Null when it knows of none.",
          ),
        })
        .nullable()
        .describe(
          'The staging slot, which Salesforce did not show after a deploy: credentials in it may still work. Null otherwise.',
        ),
    })
    .describe('The leaked and the new credentials.'),
  leakedUse: z
    .object({
      getsToken: flag('Whether the leaked credentials got a token.'),
      why: textOrNull('Why they got none, in words.'),
      isSetUp: flag('The app is set up so that no credentials of it get a token.'),
    })
    .nullable()
    .describe('Whether the leaked credentials worked before the emergency. Null when unknown.'),
  leak: z.object({
    since: instant('Since when the credentials may have leaked.'),
    isSinceTold: flag('Whether a person said so (`--since`). Otherwise it is a guess.'),
    lookedUntil: instant('Until when keyturn looked for evidence.'),
  }),
  evidence,
  sessions,
  deliveries: z.array(
    delivery.extend({
      consumer: text('What people call the consumer.'),
      contact: textOrNull('Who to contact about it.'),
      problem: textOrNull('Why the delivery failed, in words.'),
    }),
  ),
  mustBeUpdated: texts('Consumers that do not have the new credentials yet.'),
  removed: texts('Consumers that were removed while a run was open. Nobody confirmed which credentials they have.'),
  hasNoConsumers: flag('Whether a person said that nobody uses the credentials.'),
  otherFlows: z.array(z.string()).nullable().describe('Other OAuth flows of the app, in words. Null when unknown.'),
  sameUserApps: z
    .array(z.string())
    .nullable()
    .describe('Developer names of other apps with the same execution user. Null when unknown.'),
  mayHaveLostCertificate: flag("The deploy may have cleared the app's certificate."),
  timeline: z
    .array(
      z.object({
        at: instant('When it happened.'),
        step: text('What was done, in words.'),
        outcome: timelineOutcome,
        callId: text('Id of the action in the audit trail, and ids of the org.'),
        detail: text('More about it, in words.'),
      }),
    )
    .describe('What was done, oldest first.'),
  unknown: texts('What nobody can know, in words.'),
  nextSteps: texts('What to do next, in words.'),
};

export const incident = z
  .object({
    schema: z.literal(1).describe('Version of this format. It changes when a reader would break.'),
    kind: z.literal('incident'),
    ...fields,
  })
  .meta({ title: 'incident' });

/** The report on several apps. */
export const incidents = z.object({
  schema: z.literal(1).describe('Version of this format. It changes when a reader would break.'),
  kind: z.literal('incidents'),
  run: text('Id of the combined run.'),
  incidents: z.array(incident).describe('One report for each app. Those that need most attention come first.'),
});
