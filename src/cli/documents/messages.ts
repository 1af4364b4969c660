import { z } from 'zod';
import { severities } from '../../core/model/severity.ts';
import type { HandOver } from '../../core/ports/ports.ts';
import type { ExitCode } from '../../core/reasons/reason.ts';
import { noticeKind } from './daemon.ts';
import { instant, instantOrNull, knownText, oneOf, reasonCodes, text, textOrNull, texts } from './kinds.ts';
import { place } from './shared.ts';

/** Every exit code of a failure; doesn't compile while one is missing. */
const failures: Readonly<Record<ExitCode, true>> = { 1: true, 2: true, 3: true, 75: true, 130: true };
const exitCodes = Object.keys(failures).map(Number) as ExitCode[];

/** With `--json`, in place of a result. */
export const failure = z.object({
  status: z.literal(exitCodes).describe('The exit code.'),
  name: knownText('The reason code.', reasonCodes),
  message: text('What happened.'),
  safe: text('Whether integrations are affected, in one sentence.'),
  actions: texts('What to do.'),
  warnings: texts('What else you should know.'),
});

const notice = z.object({
  id: text('The same for the same thing, so that a receiver can drop a repeat.'),
  kind: noticeKind,
  orgId: text('Org id. Empty, like the other names of org and app, in a notice about the daemon.'),
  ...place,
  orgName: text('Name of the org.'),
  label: text('Label of the app. In a notice about the daemon, the name of the computer.'),
  consumerId: text('Id of the OAuth consumer.'),
  threshold: text('Which step of its ladder: `30d`, `due`, `overdue 3d`, …'),
  severity: z.enum(severities).describe('How serious it is. Most serious first.'),
  title: text('One line.'),
  text: text('What it means.'),
  actions: texts('What to do.'),
  since: instant('When it became true.'),
});

/** What the channels `webhook`, `command` and `log` get. */
export const notices = z.object({
  id: text('Id of the message. A repeated message has the same id.'),
  at: instant('When the message was made.'),
  lastGoodTickAt: instantOrNull('When the work of the daemon last ended without a problem. Null if it never did.'),
  notices: z.array(notice).describe('What the message is about.'),
  seal: textOrNull('The newest seal of the audit trail, for `history verify --head`. Null when it was never sealed.'),
});

const secretPair = {
  consumerKey: text('The consumer key.'),
  consumerSecret: text('The consumer secret.'),
};
const tokenUrl = text('Token endpoint of the org.');

/** On the standard input of a program that new credentials are delivered to. */
export const execDelivery = z.object({
  event: oneOf<HandOver['event']>('Why the credentials are delivered.', {
    staged: 'new credentials, not promoted yet',
    rotated: 'new credentials, promoted',
    'rotated-back': 'the previous credentials, in use again',
  }),
  ...place,
  ...secretPair,
  previousConsumerKey: text('Consumer key of the credentials that these replace.'),
  tokenUrl,
});

/** On the standard input of a program that verifies credentials. */
export const proveWith = z.object({ ...place, ...secretPair, tokenUrl });

/** What a `file:` target gets whose name ends in `.json`. */
export const fileDelivery = z.object({
  SALESFORCE_CONSUMER_KEY: secretPair.consumerKey,
  SALESFORCE_CONSUMER_SECRET: secretPair.consumerSecret,
});

export const revealJson = z.object(secretPair);

/** The value layout of a managed Salesforce secret in AWS Secrets Manager. */
export const revealAws = z.object({
  ...secretPair,
  baseUri: text('Address of the org.'),
  appId: text('Developer name of the app.'),
});
