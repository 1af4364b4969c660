import type { Incident } from '../model/incident.ts';
import { goingOn, nameOf, type Rotation } from '../model/rotation.ts';
import { leftInSlot } from '../model/slot-by-record.ts';
import { targetText } from '../model/target.ts';
import { withoutCode } from '../plain/markdown.ts';
import { consumerWord, linesOf, plainText, sentenceText } from '../plain/text.ts';
import { day } from '../plain/time.ts';
import { knownAddressStep } from './known-addresses.ts';
import { slotHiddenWords } from './no-staging.ts';
import { sessionSteps } from './sessions.ts';

/**
 * What people do now, the most urgent first.
 * @param username of the execution user; null if unknown
 */
export function nextStepsOf(rotation: Rotation, username: string | null): readonly string[] {
  const { app, deliveries, emergency, refusedAt, primaryProvedAt, finishedAt } = rotation;
  const names = deliveries.filter(({ status }) => status === 'waiting').map(nameOf);
  const waiting = names.map((name) => withoutCode(name));
  const failed = deliveries
    .filter(({ status }) => status === 'failed' || status === 'pending')
    .map(({ target }) => withoutCode(targetText(target)));
  return linesOf(
    refusedAt === null && finishedAt === null && `Continue with \`keyturn ${goingOn(rotation)}\`.`,
    waiting.length > 0 && [
      `Update ${waiting.join(', ')} by hand: \`keyturn reveal ${app}\` shows the new credentials. No access until then.`,
      `Then confirm${names.length > 1 ? ' each one' : ''}: \`keyturn handed-over ${app} ${consumerWord(names[0])}\`.`,
    ],
    failed.length > 0 && `Fix ${failed.join(', ')}, then run \`keyturn resume ${app}\`. No access there until then.`,
    refusedAt !== null && primaryProvedAt === null && `Verify the new credentials: \`keyturn check ${app}\`.`,
    mayHaveLostCertificate(rotation) &&
      `Check that the app still has its certificate, and upload it again if the deploy cleared it: Setup ▸ External Client App Manager ▸ ${app} ▸ OAuth settings.`,
    emergency?.seenAddresses !== undefined && knownAddressStep(emergency.seenAddresses),
    emergency && sessionSteps(emergency, username),
    emergency?.slotHiddenAt !== undefined && slotHiddenWords(leftInSlot(rotation)?.consumerKey ?? null),
    deliveries.length === 0 &&
      !rotation.hasNoConsumers &&
      `Everything that uses the credentials needs the new ones: \`keyturn reveal ${app}\` shows them.`,
  );
}

/** True when a deploy replaced the credentials of an app that may have a certificate: a deploy without it clears it. */
export function mayHaveLostCertificate({ emergency }: Pick<Rotation, 'emergency'>): boolean {
  return emergency?.replaceBy === 'deploy' && emergency.certificate === 'unknown';
}

/** How far back the login history goes, in ms. */
const loginHistoryMs = 180 * day;

/** What keyturn can't know. A gap in the evidence is not an all-clear. */
export function unknowable({ evidence, end }: Incident): readonly string[] {
  const { emergency } = end.rotation;
  return [
    "Which credentials a sign-in used. Salesforce records the app and the user, but not the key. Any sign-in in this report may be the integration's own.",
    evidence.until - evidence.since > loginHistoryMs
      ? 'What happened at the start: the login history goes back 6 months, but the time in question is longer.'
      : 'What happened more than 6 months ago: the login history goes back no further.',
    'What was read or changed through the API. Only event logs show that (Event Monitoring: RestApi, BulkApi, ApiTotalUsage), and Salesforce keeps the free ones for one day.',
    'Every change in Setup: the setup audit trail lists only some changes, from the last 180 days.',
    'Which app a session came from, if another app reused it. A session names no app, and Salesforce overwrites its sign-in.',
    ...evidence.unseen.map((what) => `Not checked: ${sentenceText(what)}.`),
    ...(emergency?.sessions?.problems ?? []).map((problem) => `${plainText(problem, 300)}.`),
  ];
}

/** What people do next after every leak. */
export function whatNext({ end, evidence, plan }: Incident): readonly string[] {
  const user = end.watched.executionUser ? withoutCode(end.watched.executionUser.username, 80) : 'the execution user';
  const sameUser = plan?.sameUser ?? [];
  return linesOf(
    'Send this report to the security team and to the owner of each consumer.',
    `If ${user} could read personal data, tell the data protection officer: a legal deadline may apply (72 hours in the EU).`,
    'Save the event log files of today and yesterday, which Salesforce keeps for one day only (Setup ▸ Event Log File Browser).',
    'Look for addresses that no consumer uses, for other kinds of sign-in, and for anything exported or created in that time.',
    'Find out how the credentials leaked. Rotate every other secret kept in the same place: repository, build log, ticket, laptop.',
    `Review what ${user} can do (permission sets, profile, sharing), and remove what the integration doesn't need.`,
    sameUser.length > 0 &&
      `Review the other apps that run as the same user: ${sameUser.map((app) => withoutCode(app, 60)).join(', ')}.`,
    !evidence.isSinceTold && 'Find out when the credentials leaked. The 30 days in this report are an assumption.',
    'Keep this report and the audit trail. `keyturn history verify` checks that the audit trail is intact.',
  );
}
