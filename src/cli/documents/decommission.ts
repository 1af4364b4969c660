import { z } from 'zod';
import type { FileCopy } from '../../core/model/decommission.ts';
import {
  count,
  countOrNull,
  flag,
  flagOrNull,
  instant,
  instantOrNull,
  oneOf,
  text,
  textOrNull,
  texts,
} from './kinds.ts';
import { place } from './shared.ts';

const file = z.object({
  path: text('Path of the file.'),
  state: oneOf<FileCopy['state']>('The credentials in it.', {
    ours: 'credentials of the app are still there',
    other: 'there are none of the app',
    removed: 'keyturn removed them',
    failed: "the file couldn't be read or changed",
  }),
  problem: textOrNull('Why the file could not be read or changed. Null without a problem.'),
});

const ticket = textOrNull('`--ticket` of the command. Null without one.');
const reason = textOrNull('`--reason` of the command. Null without one.');
const refusedAt = instantOrNull(
  'When Salesforce was last seen to refuse the current credentials, with OAuth off. Null when that was not seen.',
);
const deletedKey = textOrNull(
  'Consumer key of the staged or previous credentials that were deleted. Null without any.',
);
const forgottenKeys = texts('Consumer keys of the credentials that were removed from the secret store.');
const nextSteps = texts('What is left to a person, in words.');

/** `result` of `keyturn decommission`. */
export const decommission = z.object({
  ...place,
  outcome: oneOf<'done' | 'back'>('How it ended.', {
    done: 'keyturn no longer watches the app',
    back: 'the app is as it was (`--back`)',
  }),
  id: text('Id of the run in the audit trail.'),
  ticket,
  reason,
  consumerKey: text(
    'Consumer key of the current credentials. They stay in Salesforce, refused as long as OAuth is off.',
  ),
  refusedAt,
  deletedKey,
  forgottenKeys,
  sessionsEnded: countOrNull('How many live sessions were ended. Null when keyturn did not get that far.'),
  frozen: flag('Whether the execution user is frozen now because of this command.'),
  files: z.array(file).describe('Files that keyturn delivered to.'),
  report: textOrNull('Path of the Markdown report. The JSON report is beside it.'),
  nextSteps,
});

/** The JSON report. */
export const decommissionReport = z.object({
  schema: z.literal(1).describe('Grows with breaking changes.'),
  kind: z.literal('decommission'),
  run: text('Id of the run in the audit trail.'),
  ticket,
  reason,
  startedAt: instant('When it was confirmed.'),
  writtenAt: instant('When the report was written.'),
  isPractice: flag('The app is in the practice org.'),
  org: z.object({
    id: text('Org id.'),
    name: text('Name of the org.'),
    url: text('Its My Domain address.'),
    isSandbox: flag('Whether it is a sandbox.'),
  }),
  app: z.object({
    developerName: text('Developer name.'),
    label: text('Label.'),
    id: text('Id of the External Client App.'),
    consumerId: text('Id of the OAuth consumer.'),
    executionUser: textOrNull('Username of the execution user, if known.'),
  }),
  oauth: z.object({
    wasOff: flagOrNull('Whether OAuth was off for the app before.'),
    offAt: instantOrNull('When the org was seen to have it off.'),
  }),
  executionUser: z.object({
    frozenAt: instantOrNull('When the execution user was seen to be frozen. Null without `--freeze-user`.'),
    wasFrozen: flagOrNull('Whether the user was frozen before. Null without `--freeze-user`.'),
  }),
  credentials: z.object({
    consumerKey: text('Consumer key of the current credentials.'),
    refusedAt,
    untested: textOrNull('Why the current credentials could not be tested. Null when they were.'),
    deletedKey,
    forgottenKeys,
    forgottenAt: instantOrNull('When that was done. Null with `--keep-credentials`.'),
  }),
  sessions: z
    .object({
      ended: count('How many live sessions were ended.'),
      undecided: count('Sessions that may belong to another app. They were kept.'),
      failed: count('Sessions that could not be ended.'),
      unlisted: flag('The org listed no session of the app, but there may be some.'),
      earlierTokenWorks: flagOrNull('Whether a token from before still worked afterwards. Null when unknown.'),
      problems: texts('What could not be checked or done.'),
    })
    .nullable()
    .describe('Live sessions of the app.'),
  consumers: z
    .array(
      z.object({
        name: text('Its name.'),
        target: text('How it got credentials.'),
        contact: textOrNull('Who to contact about it. Null when unknown.'),
        confirmedGone: flag('Whether a person confirmed that it no longer uses the credentials (`--gone`).'),
      }),
    )
    .describe('Systems and people that had the credentials.'),
  files: z.array(file).describe('Files that keyturn delivered to.'),
  use: z
    .object({
      since: instant('Since when keyturn looked.'),
      signIns: z
        .array(
          z.object({
            sourceIp: text('The IP address.'),
            succeeded: count('How many sign-ins succeeded.'),
            lastAt: instant('The last of them.'),
          }),
        )
        .nullable()
        .describe("Sign-ins through the app, without keyturn's own. Null when the login history could not be read."),
      liveSessions: countOrNull('Live sessions of the app before the end. Null when they could not be read.'),
      otherFlows: texts('Other flows with the same consumer key.'),
      sameUserApps: z
        .array(z.string())
        .nullable()
        .describe('Other apps that run as the same user. Null when the org does not report them.'),
      unseen: texts('What could not be checked.'),
    })
    .describe('Who used the credentials before the end.'),
  nextSteps,
});
