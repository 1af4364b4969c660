import { elapsed } from '../plain/duration.ts';
import { countOf, linesOf, shortKey } from '../plain/text.ts';
import type { IncidentDocument } from './incident-document.ts';
import { slotHiddenWords } from './no-staging.ts';

const off = { flow: 'OAuth was off for the app', freeze: 'The execution user was frozen' };
const stillOff = { flow: 'OAuth is still off for the app', freeze: 'The execution user is still frozen' };

/** What the summary says of the org as it is now. */
export const incidentWords = {
  refused: (wasOpen: boolean) =>
    `The leaked credentials no longer work: keyturn verified that Salesforce refuses them${wasOpen ? ' while access was open' : ''}.`,
  deleted:
    "keyturn deleted the leaked credentials, but hasn't verified yet that Salesforce refuses them. Until then, assume that they work.",
  notCurrent: 'The leaked credentials are no longer the current ones, but they may still work.',
  notReplaced: "The leaked credentials haven't been replaced. They may still work unless access to the app is blocked.",
  blockedBefore: (by: keyof typeof off) =>
    `${off[by]} before keyturn started, and stays that way. A person must restore access.`,
  stillBlocked: (by: keyof typeof off) => `${stillOff[by]}: the integration has no access until access is restored.`,
  noNew: 'There are no new credentials yet.',
  saved: (isVerified: boolean) =>
    `keyturn made and saved new credentials (${isVerified ? 'verified with a token' : 'not verified yet'}).`,
  needThem: (count: number) => `${countOf(count, 'consumer')} still ${count === 1 ? 'needs' : 'need'} them.`,
  hasNone: 'The app is marked as having no consumers.',
  alsoDeleted: (consumerKey: string, isRefused: boolean) =>
    `keyturn also deleted other credentials (${shortKey(consumerKey)})${isRefused ? ' and verified' : ", but hasn't verified yet"} that Salesforce refuses them.`,
} as const;

/** What was done and how things are now. Says only what is known. */
export function incidentSummary(document: IncidentDocument): readonly string[] {
  const { pair, clocks, leakedUse } = document;
  return linesOf(
    leakedPairSentence(document),
    leakedUse !== null &&
      !leakedUse.getsToken &&
      `Before this emergency changed anything, they got no token from this computer: ${leakedUse.why}. For earlier use, see the sign-ins below.`,
    pair.refusedAt !== null &&
      clocks.refusedAfterMs !== null &&
      `Salesforce refused them ${elapsed(clocks.refusedAfterMs)} after the confirmation.`,
    containmentSentences(document),
    newPairSentence(document),
    pair.alsoDeleted.map(({ consumerKey, isRefused }) => incidentWords.alsoDeleted(consumerKey, isRefused)),
    pair.unreadSlot && slotHiddenWords(pair.unreadSlot.consumerKey),
    unfinishedSentence(document),
  );
}

function leakedPairSentence({ pair, containment, leakedUse }: IncidentDocument): string {
  // Somebody else may have kept access closed: only a token shows that it was open.
  const wasOn =
    pair.newProvedAt !== null &&
    leakedUse?.isSetUp !== true &&
    (containment === null || (containment.openedAt !== null && !containment.wasSo));
  if (pair.refusedAt !== null) return incidentWords.refused(wasOn);
  if (pair.deletedAt !== null) return incidentWords.deleted;
  return pair.newIsPrimarySince !== null ? incidentWords.notCurrent : incidentWords.notReplaced;
}

function containmentSentences({ containBy, containment, clocks, leakedUse }: IncidentDocument): readonly string[] {
  if (containment === null && containBy !== null)
    return ["Access should have been blocked first, but that hasn't been done."];
  if (containment === null && leakedUse?.isSetUp)
    return ["Access was not blocked first: with the app's settings, no credentials got a token."];
  if (containment === null)
    return ['Access was not blocked first: the leaked credentials could be used until Salesforce refused them.'];
  if (containment.wasSo) return [incidentWords.blockedBefore(containment.by)];
  const how = containment.by === 'flow' ? 'keyturn turned off OAuth for the app' : 'keyturn froze the execution user';
  const proved =
    clocks.containedAfterMs === null
      ? `${how}, but didn't verify that token requests were refused because of it.`
      : `${how} first: every token request was refused ${elapsed(clocks.containedAfterMs)} after the confirmation.`;
  if (containment.openedAt !== null) return [proved];
  return [proved, incidentWords.stillBlocked(containment.by)];
}

function newPairSentence({ pair, mustBeUpdated, hasNoConsumers }: IncidentDocument): string {
  if (pair.newKey === null) return incidentWords.noNew;
  const left = mustBeUpdated.length;
  const users = hasNoConsumers ? incidentWords.hasNone : left > 0 && incidentWords.needThem(left);
  return linesOf(incidentWords.saved(pair.newProvedAt !== null), users).join(' ');
}

/** The report is written before the run ends, so an unfinished run is normal once the leaked credentials are refused. */
function unfinishedSentence({ outcome, waitsFor, pair }: IncidentDocument): string | false {
  if (outcome === 'done') return false;
  if (outcome !== null) return `The run ended without reaching its goal (${outcome}).`;
  if (waitsFor !== null) return `The run was not finished when this was written: it needs attention (${waitsFor}).`;
  return pair.refusedAt === null && 'The run was not finished when this was written.';
}
