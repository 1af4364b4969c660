import { withoutCode } from '../plain/markdown.ts';
import { countOf, plainText } from '../plain/text.ts';
import type { IncidentDocument } from './incident-document.ts';
import type { Incident } from './report.ts';

/** The login history reaches back this far. In ms. */
const loginHistoryMs = 180 * 86_400_000;

/** What was done and how things stand, in plain words: what is known alone. */
export function summaryOf(document: IncidentDocument): readonly string[] {
  const { pair, clocks, leakedUse } = document;
  return [
    leakedPairSentence(document),
    ...(leakedUse && !leakedUse.getsToken
      ? [`Before anything was done it got no token from here: ${leakedUse.why}. Whether it did earlier shows below.`]
      : []),
    ...(pair.refusedAt !== null && clocks.refusedAfterMs !== null
      ? [`Refused ${elapsed(clocks.refusedAfterMs)} after the app’s name was typed.`]
      : []),
    ...containmentSentences(document),
    newPairSentence(document),
    ...pair.alsoDeleted.map(({ isRefused }) =>
      isRefused
        ? 'Another pair lay in the slot: it was deleted, and Salesforce was seen to refuse it.'
        : 'Another pair lay in the slot: it was deleted, and nobody has seen Salesforce refuse it.',
    ),
    ...unfinishedSentences(document),
  ];
}

function leakedPairSentence({ pair, containment, leakedUse }: IncidentDocument): string {
  const wasOn =
    leakedUse?.isSetUp !== true && (containment === null || (containment.openedAt !== null && !containment.wasSo));
  if (pair.refusedAt !== null)
    return `The leaked pair is dead: Salesforce was seen to refuse it${wasOn ? ' while the flow was on' : ''}.`;
  if (pair.deletedAt !== null) {
    return 'The leaked pair was taken out of the org. Nobody has seen Salesforce refuse it yet: it counts as alive until then.';
  }
  if (pair.newIsPrimarySince !== null) return 'The leaked pair is not primary any more, but it may still get tokens.';
  return 'The leaked pair has not been replaced: it may still get tokens unless the app is contained.';
}

function containmentSentences({ containBy, containment, clocks, leakedUse }: IncidentDocument): readonly string[] {
  if (containment === null && containBy !== null) return ['It was to be contained first, and that has not been done.'];
  if (containment === null && leakedUse?.isSetUp)
    return ['Nothing was contained first: as the app was set up, no pair got a token.'];
  if (containment === null) return ['Nothing was contained first: the leaked pair could be used until it was refused.'];
  const before = containment.by === 'flow' ? 'OAuth of the app was off' : 'The execution user was frozen';
  if (containment.wasSo) return [`${before} before keyturn came, and is left so: a person has to give access back.`];
  const how = containment.by === 'flow' ? 'OAuth of the app was turned off' : 'The execution user was frozen';
  const proved =
    clocks.containedAfterMs === null
      ? `${how}; nobody saw a token request be refused because of it.`
      : `${how} first: every token request was refused ${elapsed(clocks.containedAfterMs)} after the app’s name was typed.`;
  if (containment.openedAt !== null) return [proved];
  const still = containment.by === 'flow' ? 'OAuth of the app is still off' : 'The execution user is still frozen';
  return [proved, `${still}: the integration has no access until that is given back.`];
}

function newPairSentence({ pair, mustBeUpdated, hasNoConsumers }: IncidentDocument): string {
  if (pair.newKey === null) return 'There is no new pair yet.';
  const proof = pair.newProvedAt === null ? 'it has not been proved yet' : 'it was proved with a token';
  const whom = mustBeUpdated.length > 0 ? `; ${countOf(mustBeUpdated.length, 'consumer')} must still be given it` : '';
  return `A new pair was made and saved: ${proof}${hasNoConsumers ? '; nobody is said to use it' : whom}.`;
}

/** A report is written before the run ends: where the leaked pair is dead and nobody is waited for, that says nothing. */
function unfinishedSentences({ outcome, waitsFor, pair }: IncidentDocument): readonly string[] {
  if (outcome === 'done') return [];
  if (outcome !== null) return [`The run ended without reaching its goal (${outcome}).`];
  if (waitsFor !== null)
    return [`The run was not finished when this was written: it waits for a person (${waitsFor}).`];
  return pair.refusedAt === null ? ['The run was not finished when this was written.'] : [];
}

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
  return [
    'Tell the security team and the owner of each consumer, with this report.',
    `Tell the data protection officer where ${user} could read personal data: a legal deadline may be running (in the EU 72 hours).`,
    'Save what is kept for one day only: the event log files of today and yesterday (Setup ▸ Event Log File Browser).',
    'Look for addresses that no consumer uses, sign-ins by other ways, and what was exported or created in that time.',
    'Find out how the pair got out. Rotate every other secret that lay in the same place: repository, build log, ticket, laptop.',
    `Check what ${user} may do (permission sets, profile, sharing), and take away what the integration doesn’t need.`,
    ...(sameUser.length > 0
      ? [
          `Other apps run as the same user (${sameUser.map((app) => withoutCode(app, 60)).join(', ')}): look at them as well.`,
        ]
      : []),
    ...(evidence.isSinceTold ? [] : ['Find out since when the pair was out: 30 days are a guess, not a finding.']),
    'Keep this report and the audit trail: `keyturn history verify` shows whether its chain is whole.',
  ];
}

/** `2.4 s`, `3 min 5 s`. */
export function elapsed(ms: number): string {
  if (ms < 60_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
