import { elapsed } from '../plain/duration.ts';
import { countOf, linesOf } from '../plain/text.ts';
import type { IncidentDocument } from './incident-document.ts';

/** What was done and how things stand, in plain words: what is known alone. */
export function incidentSummary(document: IncidentDocument): readonly string[] {
  const { pair, clocks, leakedUse } = document;
  return linesOf(
    leakedPairSentence(document),
    leakedUse !== null &&
      !leakedUse.getsToken &&
      `Before anything was done it got no token from here: ${leakedUse.why}. Whether it did earlier shows below.`,
    pair.refusedAt !== null &&
      clocks.refusedAfterMs !== null &&
      `Refused ${elapsed(clocks.refusedAfterMs)} after the app’s name was typed.`,
    containmentSentences(document),
    newPairSentence(document),
    pair.alsoDeleted.map(
      ({ isRefused }) =>
        `Another pair lay in the slot: it was deleted, and ${isRefused ? 'Salesforce was seen to' : 'nobody has seen Salesforce'} refuse it.`,
    ),
    unfinishedSentence(document),
  );
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
function unfinishedSentence({ outcome, waitsFor, pair }: IncidentDocument): string | false {
  if (outcome === 'done') return false;
  if (outcome !== null) return `The run ended without reaching its goal (${outcome}).`;
  if (waitsFor !== null) return `The run was not finished when this was written: it waits for a person (${waitsFor}).`;
  return pair.refusedAt === null && 'The run was not finished when this was written.';
}
