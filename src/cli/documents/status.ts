import { z } from 'zod';
import { watchStates } from '../../core/model/app-status.ts';
import type { AgeSource } from '../../core/model/watched-app.ts';
import {
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
import { phase, run } from './rotation.ts';
import {
  consumer,
  credentials,
  delivery,
  drift,
  lastProof,
  leftOff,
  place,
  policy,
  slotEntry,
  store,
} from './shared.ts';

const daemon = z.object({
  running: flag('Whether the daemon is running.'),
  pid: z.int().nullable().describe('Its process id. Null when it is not running.'),
  lastTickAt: instantOrNull('When it last did its work.'),
  nextTickAt: instantOrNull(
    'When it does its work next. In the past while its work is late or fails. Null when it is not running.',
  ),
  failing: flag('Whether it is running, but its last check failed.'),
  lastGoodTickAt: instantOrNull('When it last did its work without a failure.'),
  lastFailure: z
    .object({ at: instant('When the check failed.'), problem: text('Why, in words.') })
    .nullable()
    .describe('The last check that failed, even if a later one was good. Null when none failed.'),
});

const appStatus = z.object({
  ...place,
  consumerKey: text(
    'Consumer key of the credentials that keyturn watches. They are the current ones, unless `drift` or `attention` says that others changed them.',
  ),
  ageDays: z.int().nullable().describe('Age of the current credentials in days. Null when the issue date is unknown.'),
  issuedAt: instantOrNull('When the current credentials were issued. Null when unknown.'),
  dueAt: instant(
    'When they reach their maximum age. When the issue date is unknown, the age counts from the day keyturn started watching the app.',
  ),
  state: z
    .enum(watchStates)
    .describe(
      'The state of the app. Most urgent first. Without an unfinished run, `blocked` can also mean that a consumer may not have the current credentials.',
    ),
  staged: credentials
    .nullable()
    .describe('The staged credentials in the org, by the latest look. Others may have staged them: see `drift`.'),
  previous: credentials.nullable().describe('The previous credentials in the org, by the latest look.'),
  executionUser: textOrNull('Username of the execution user, if known.'),
  lastProof: lastProof.nullable().describe('The last time keyturn verified the current credentials.'),
  verificationPausedAt: instantOrNull(
    'Since when the daemon requests no tokens, because the execution user was frozen right after one. Null while it requests them.',
  ),
  reminders: texts('When keyturn reminds before the due date, such as `30d`.'),
  attention: textOrNull(
    'What to do for the app, in words. Null when there is nothing. Not all of it makes `--exit-code` end with 4: an unknown issue date does not.',
  ),
  accessBack: flag(
    'Whether an unfinished emergency has restored access, or never blocked it, and waits only for consumers without the new credentials. Then `state` is `blocked`, too.',
  ),
  works: textOrNull('What works at this point of the unfinished run, in words. Null without an unfinished run.'),
  ageSource: oneOf<AgeSource>('How the issue date is known.', {
    rotated: 'keyturn issued the credentials',
    told: 'from `--issued`',
    unknown: 'not known',
  }),
  rotation: run.nullable().describe('The last run. Null when there was none.'),
  deliveries: z.array(delivery).describe('Deliveries of the last run.'),
  consumers: z.array(consumer).describe('Systems and people that use the credentials.'),
  lastCheckAt: instantOrNull('When keyturn last checked the app in the org.'),
  drift: z
    .array(drift)
    .describe(
      'What changed outside keyturn, as keyturn last saw it: at the last check, or before if that check could not look. Without what keyturn has seen to be over since then.',
    ),
  snoozedUntil: instantOrNull(
    'Until when reminders of the app are paused, also if that is over. Urgent ones are sent.',
  ),
  acknowledged: z
    .object({
      at: instant('When somebody acknowledged the age reminders.'),
      by: text('Who works on it.'),
      why: text('Note for the audit trail. May be empty.'),
    })
    .nullable()
    .describe('No age reminders are sent for the current credentials. Null when they are.'),
});

export const status = z.union([
  z
    .object({
      apps: z.array(appStatus).describe('The watched apps, most urgent first.'),
      daemon: daemon.describe('The daemon.'),
      setups: z
        .array(
          z.object({
            ...place,
            executionUser: text('Username of the execution user that the setup was for.'),
            since: instant('When the setup began to change the org.'),
            command: text('The command that continues it.'),
          }),
        )
        .describe('Setups that stopped after their first change, before the app was watched. Empty for one app.'),
      decommissioned: z
        .array(
          z.object({
            ...place,
            at: instant('When keyturn stopped watching it.'),
            report: textOrNull('Path of the report. Null when unknown.'),
          }),
        )
        .optional()
        .describe('Apps that were decommissioned, the latest first (`--all`).'),
      leftOff: z
        .array(z.object({ ...place, ...leftOff.shape }))
        .optional()
        .describe('What abandoned emergencies leave off in orgs (`--all`). keyturn never turns it on again.'),
    })
    .meta({ title: 'the watched apps' }),
  z.object({ calendar: text('An iCalendar file as one text.') }).meta({ title: 'a calendar (`--ics`)' }),
]);

const openEmergency = z.object({
  confirmedAt: instant('When the emergency was confirmed.'),
  phase: phase('How far it is.'),
  reason: knownText('Reason code of what stops it. Null when nothing does.', reasonCodes).nullable(),
  safe: text('Whether integrations work, in words.'),
  nextStep: text('What to do, in words.'),
});

export const check = z.object({
  apps: z.array(
    z.object({
      ...place,
      consumerId: text('Id of the OAuth consumer.'),
      primary: z
        .object({ consumerKey: text('Their consumer key.') })
        .nullable()
        .describe('The current credentials in the org. Null when the app or its OAuth consumer is gone.'),
      slot: z
        .array(
          slotEntry.extend({
            createdByName: textOrNull(
              'Username of the user who staged them. Null when `createdBy` is no id, or when the org does not show the name.',
            ),
          }),
        )
        .nullable()
        .describe('What the staging slot holds. Null when the org does not show it.'),
      flow: z
        .object({
          app: flagOrNull("On in the app's settings."),
          policy: flagOrNull("On in the app's policies."),
          oauth: flagOrNull('OAuth is on for the app.'),
        })
        .describe('Whether the client credentials flow is on. Null where the org does not show it.'),
      executionUser: textOrNull('Username of the execution user. Null when none is set or the org does not show it.'),
      secretAccessOverRest: flagOrNull('Whether REST access to secrets is on. Null when the org does not show it.'),
      lastProof: lastProof
        .extend({ detail: text('The result in words.') })
        .nullable()
        .describe(
          'The last time keyturn verified the current credentials. Null when they are not in the secret store.',
        ),
      drift: z.array(drift).describe('What changed outside keyturn.'),
      consumers: z.array(consumer).describe('Systems and people that use the credentials.'),
      emergency: openEmergency.nullable().describe('An emergency of this app that is not finished.'),
      unwritten: texts(
        'Names of consumers whose file has no credentials yet. The next rotation delivers them, or `keyturn resume <app>` at once.',
      ),
      unseen: texts('What could not be checked, in words.'),
    }),
  ),
});

export const watch = z.object({
  ...place,
  consumerId: text('Id of the OAuth consumer.'),
  consumerKey: text('Consumer key of the current credentials.'),
  executionUser: textOrNull('Username of the execution user, if known.'),
  store: store
    .nullable()
    .describe('Where the credentials are stored. Null when the org did not let keyturn read them.'),
  policy,
  lastProof: lastProof.nullable().describe('The last time keyturn verified the credentials.'),
  dueAt: instant('When the credentials reach their maximum age.'),
  drift: z.array(drift).describe('What others did to the app before keyturn watched it: staged credentials.'),
  consumers: z.array(consumer).describe('Systems and people that use the credentials.'),
});

export const unwatch = z.object({
  ...place,
  store: store.nullable().describe('Where the credentials remain stored. Null when none were stored.'),
  leftOff: leftOff
    .nullable()
    .describe('What an abandoned emergency leaves off in the org. keyturn never turns it on again. Null for nothing.'),
});

export { daemon as daemonRunning };
