import type { Incident } from '../model/incident.ts';
import { goingOn, type Rotation } from '../model/rotation.ts';
import { targetText } from '../model/target.ts';
import { withoutCode } from '../plain/markdown.ts';
import { consumerWord, linesOf, plainText } from '../plain/text.ts';
import { day } from '../plain/time.ts';
import { sessionSteps } from './sessions.ts';

/** What people do now, the most urgent first. */
export function nextStepsOf(rotation: Rotation): readonly string[] {
  const { app, deliveries, emergency, refusedAt, primaryProvedAt, finishedAt } = rotation;
  const names = deliveries.filter(({ status }) => status === 'waiting').map(({ target }) => target.name);
  const waiting = names.map((name) => withoutCode(name));
  const failed = deliveries
    .filter(({ status }) => status === 'failed' || status === 'pending')
    .map(({ target }) => withoutCode(targetText(target)));
  return linesOf(
    refusedAt === null && finishedAt === null && `Go on: \`keyturn ${goingOn(rotation)}\`.`,
    waiting.length > 0 && [
      `Give the new pair to ${waiting.join(', ')}: \`keyturn reveal ${app}\` shows it; they have no access until then.`,
      `Then say so for each: \`keyturn handed-over ${app} ${consumerWord(names[0])}\`.`,
    ],
    failed.length > 0 && `Mend ${failed.join(', ')}, then \`keyturn resume ${app}\`: no access there until then.`,
    refusedAt !== null && primaryProvedAt === null && `Prove the new pair: \`keyturn check ${app}\`.`,
    mayHaveLostCertificate(rotation) &&
      'Look whether the app still has its certificate, and upload it again where the deploy cleared it: Setup ▸ External Client App Manager ▸ the app ▸ OAuth settings.',
    emergency && sessionSteps(emergency),
    deliveries.length === 0 &&
      !rotation.hasNoConsumers &&
      `Whoever uses the pair needs the new one: \`keyturn reveal ${app}\`.`,
  );
}

/** A deploy clears a certificate that is not sent along, and nobody said whether the app has one. */
export function mayHaveLostCertificate({ emergency }: Pick<Rotation, 'emergency'>): boolean {
  return emergency?.replaceBy === 'deploy' && emergency.certificate === 'unknown';
}

/** The login history reaches back this far. In ms. */
const loginHistoryMs = 180 * day;

/** What nobody can know, so that its absence here proves nothing. */
export function unknowable({ evidence, end }: Incident): readonly string[] {
  const { emergency } = end.rotation;
  return [
    'Which pair a sign-in used: Salesforce records the app and the user, never the key. Any sign-in of this report may be the integration’s own.',
    evidence.until - evidence.since > loginHistoryMs
      ? 'The beginning: the login history reaches back 6 months, and the time in question is longer.'
      : 'Anything older than 6 months: the login history reaches no further back.',
    'What was read or changed through the API: that is in event logs alone (Event Monitoring: RestApi, BulkApi, ApiTotalUsage), and the free ones are kept for one day.',
    'All that was changed in Setup: the audit trail lists some changes only, of the last 180 days.',
    'Through which app a session came, where it was used again by another one: a session names no app, and its sign-in is overwritten.',
    ...evidence.unseen.map((what) => `Not looked at: ${plainText(what, 300)}.`),
    ...(emergency?.sessions?.problems ?? []).map((problem) => `${plainText(problem, 300)}.`),
  ];
}

/** What people do next, whatever happened. */
export function whatNext({ end, evidence, plan }: Incident): readonly string[] {
  const user = end.watched.executionUser ? withoutCode(end.watched.executionUser.username, 80) : 'the execution user';
  const sameUser = plan?.sameUser ?? [];
  return linesOf(
    'Tell the security team and the owner of each consumer, with this report.',
    `Tell the data protection officer where ${user} could read personal data: a legal deadline may be running (in the EU 72 hours).`,
    'Save what is kept for one day only: the event log files of today and yesterday (Setup ▸ Event Log File Browser).',
    'Look for addresses that no consumer uses, sign-ins by other ways, and what was exported or created in that time.',
    'Find out how the pair got out. Rotate every other secret that lay in the same place: repository, build log, ticket, laptop.',
    `Check what ${user} may do (permission sets, profile, sharing), and take away what the integration doesn’t need.`,
    sameUser.length > 0 &&
      `Other apps run as the same user (${sameUser.map((app) => withoutCode(app, 60)).join(', ')}): look at them as well.`,
    !evidence.isSinceTold && 'Find out since when the pair was out: 30 days are a guess, not a finding.',
    'Keep this report and the audit trail: `keyturn history verify` shows whether its chain is whole.',
  );
}
