import type { AddressUse, ComparedAddress, Incident, OtherSignIns, SignInSummary } from '../model/incident.ts';
import { hasPair } from '../model/rotation.ts';
import { removedNames } from '../model/rotation-deliveries.ts';
import { sealText } from '../model/seal.ts';
import { leftInSlot } from '../model/slot-by-record.ts';
import { consumerName, isSameTarget, targetText } from '../model/target.ts';
import { plainText } from '../plain/text.ts';
import { isoInstant, isoInstantOrNull } from '../plain/time.ts';
import { withPracticeFlag } from '../reasons/practice-commands.ts';
import { mayHaveLostCertificate, unknowable, whatNext } from './next-steps.ts';
import { reportSubject } from './report-subject.ts';
import { sessionSentence } from './sessions.ts';
import { freezeWords } from './shared-freeze.ts';

/** An incident as JSON. Instants are ISO 8601 in UTC; texts from the org are one line and limited in length. `schema` grows with breaking changes. */
export type IncidentDocument = ReturnType<typeof incidentDocument>;

/** @param signIns a summary of the login history; null when it couldn't be read */
export function incidentDocument(
  incident: Incident,
  signIns: SignInSummary | null,
  compared: readonly ComparedAddress[] | null = null,
) {
  const { end, evidence, plan, writtenAt, isPractice } = incident;
  const { rotation, watched } = end;
  const { emergency } = rotation;
  return {
    schema: 1,
    kind: 'incident',
    run: rotation.id,
    writtenAt: isoInstant(writtenAt),
    /** The newest seal of the audit trail; null when it was never sealed. */
    seal: incident.seal && sealText(incident.seal),
    isPractice,
    ...reportSubject(watched),
    confirmedAt: isoInstant(emergency?.confirmedAt ?? rotation.startedAt),
    finishedAt: isoInstantOrNull(rotation.finishedAt),
    outcome: rotation.outcome,
    ticket: rotation.why?.ticket ?? null,
    reason: rotation.why?.reason ?? null,
    waitsFor: rotation.stop?.code ?? null,
    clocks: { containedAfterMs: end.containedAfterMs, refusedAfterMs: end.refusedAfterMs },
    /** What was requested; null when nothing was to be contained. */
    containBy: emergency?.containBy ?? null,
    containment: containmentOf(incident),
    pair: pairsOf(incident),
    /** What a token request with the leaked credentials returned before any change; null when keyturn couldn't try. */
    leakedUse: leakedUseOf(incident),
    leak: {
      since: isoInstant(evidence.since),
      isSinceTold: evidence.isSinceTold,
      lookedUntil: isoInstant(evidence.until),
    },
    evidence: { ...evidenceOf(incident, signIns), comparedAddresses: comparedOf(incident, compared) },
    sessions: sessionsOf(incident),
    deliveries: rotation.deliveries.map((delivery) => {
      const { target, status, at, problem } = delivery;
      const contact = incident.contacts.find((one) => isSameTarget(one.target, target))?.contact ?? null;
      const who = { consumer: delivery.consumer ?? consumerName(target), contact };
      return shownTexts({ target: targetText(target), ...who, status, at: isoInstantOrNull(at), problem });
    }),
    mustBeUpdated: rotation.deliveries
      .filter((delivery) => !hasPair(delivery))
      .map(({ target, consumer }) => text(consumer ?? consumerName(target))),
    /** Removed while a run was open: nobody knows which credentials they have. */
    removed: removedNames(rotation).map(text),
    hasNoConsumers: rotation.hasNoConsumers,
    otherFlows: shownTexts(plan?.otherUse.flows ?? null),
    sameUserApps: shownTexts(plan?.sameUser ?? null),
    mayHaveLostCertificate: mayHaveLostCertificate(rotation),
    timeline: end.timeline.map(({ at, step, outcome, callId, detail }) =>
      shownTexts({ at: isoInstant(at), step, outcome, callId, detail }),
    ),
    unknown: unknowable(incident),
    nextSteps: nextStepsOf(incident),
  } as const;
}

/** Commands for a practice org carry its flag. */
function nextStepsOf(incident: Incident): readonly string[] {
  const { end, plan } = incident;
  const frozenFor = end.rotation.primaryProvedAt === null ? plan?.frozenFor : undefined;
  const steps = [
    ...(frozenFor?.isSure ? [`${freezeWords.stays(frozenFor)} ${freezeWords.finish(frozenFor)}`] : []),
    ...end.nextSteps.map((step) => plainText(step, 600)),
    ...whatNext(incident),
  ];
  return incident.isPractice ? steps.map(withPracticeFlag) : steps;
}

function leakedUseOf({ plan }: Incident) {
  return shownTexts(plan?.leakedUse ?? null);
}

function containmentOf({ end }: Incident) {
  const { emergency, primaryProvedAt } = end.rotation;
  const containment = emergency?.containment ?? null;
  return (
    containment && {
      by: containment.by,
      /** True when access was already blocked before keyturn started. It stays blocked. */
      wasSo: containment.wasSo,
      containedAt: isoInstantOrNull(containment.containedAt),
      provedAt: isoInstantOrNull(containment.provedAt),
      // Left frozen for another emergency, the user isn't unfrozen before that one ends. A token shows that it has ended.
      openedAt: isoInstantOrNull(containment.leftTo ? primaryProvedAt : containment.openedAt),
    }
  );
}

function pairsOf({ end }: Incident) {
  const { ends, stays, endedAt, refusedAt, stagedProvedAt, primaryProvedAt, rotatedAt, emergency } = end.rotation;
  return {
    leakedKey: text(ends),
    newKey: shownTexts(stays),
    replacedBy: emergency?.replaceBy ?? 'staging',
    newProvedAt: isoInstantOrNull(stagedProvedAt ?? primaryProvedAt),
    newIsPrimarySince: isoInstantOrNull(rotatedAt),
    deletedAt: isoInstantOrNull(endedAt),
    refusedAt: isoInstantOrNull(refusedAt),
    alsoDeleted: (emergency?.freed ?? []).map((key) => ({
      consumerKey: text(key),
      isRefused: emergency?.freedRefused.includes(key) ?? false,
    })),
    unreadSlot:
      emergency?.slotHiddenAt === undefined
        ? null
        : shownTexts({ consumerKey: leftInSlot(end.rotation)?.consumerKey ?? null }),
  };
}

function evidenceOf({ evidence }: Incident, summary: SignInSummary | null) {
  return {
    addresses: summary?.addresses.map(addressOf) ?? null,
    /** Sign-ins of the 30 days before. Without any, keyturn can't tell which addresses are new. */
    earlier:
      evidence.earlierAddresses === null
        ? ('not read' as const)
        : evidence.earlierAddresses.length > 0
          ? ('seen' as const)
          : ('none' as const),
    otherSignIns: summary?.others.map(otherOf) ?? null,
    setupChanges:
      evidence.setupChanges?.map(({ id, at, ...change }) => shownTexts({ id, at: isoInstant(at), ...change })) ?? null,
    unseen: shownTexts(evidence.unseen),
  };
}

function addressOf({ sourceIp, firstAt, lastAt, ...counts }: AddressUse) {
  return shownTexts({ sourceIp, firstAt: isoInstant(firstAt), lastAt: isoInstant(lastAt), ...counts });
}

/** Null without a list of known addresses. */
function comparedOf({ end }: Incident, compared: readonly ComparedAddress[] | null) {
  const list = end.rotation.emergency?.knownAddresses;
  if (list === undefined) return null;
  const addresses = compared?.map(({ sourceIp, firstAt, lastAt, ...counts }) =>
    shownTexts({ sourceIp, firstAt: isoInstant(firstAt), lastAt: isoInstant(lastAt), ...counts }),
  );
  return { listed: list.length, addresses: addresses ?? null };
}

function otherOf({ application, way, firstAt, lastAt, ...counts }: OtherSignIns) {
  return shownTexts({ application, way, firstAt: isoInstant(firstAt), lastAt: isoInstant(lastAt), ...counts });
}

function sessionsOf({ end }: Incident) {
  const { emergency, refusedAt } = end.rotation;
  const sessions = emergency?.sessions ?? null;
  const wereKept = emergency?.keepsSessions ?? false;
  const issuedUntil = refusedAt ?? emergency?.containment?.provedAt ?? null;
  const lifetimeMs = sessions?.tokenLifetimeMs ?? null;
  const mayLive =
    sessions === null ||
    sessions.tokenLives !== false ||
    sessions.isUnlisted ||
    sessions.undecided + sessions.failed > 0;
  return {
    wereKept,
    /** In words. */
    told: sessionSentence({ keepsSessions: wereKept, sessions }),
    ended: end.sessionsEnded,
    undecided: sessions?.undecided ?? null,
    failed: sessions?.failed ?? null,
    /** True when the org listed no sessions. There may still be some. */
    isUnlisted: sessions?.isUnlisted ?? null,
    problems: shownTexts(sessions?.problems ?? []),
    lastEndedAt: isoInstantOrNull(emergency?.sessionsSweptAt ?? sessions?.at ?? null),
    tokenFormat: sessions?.tokenFormat ?? null,
    /** Whether a token of the leaked credentials worked afterwards; null when keyturn couldn't check. */
    tokenLives: sessions?.tokenLives ?? null,
    mayTokensLive: mayLive,
    /** When a JWT token ends at the latest. An opaque token works for as long as it is used. */
    tokensEndAt: mayLive && lifetimeMs !== null && issuedUntil !== null ? isoInstant(issuedUntil + lifetimeMs) : null,
  };
}

function text(untrusted: string): string {
  return plainText(untrusted, 300);
}

/** The same value with every text in it made safe to show. */
function shownTexts<Value>(value: Value): Value {
  const shown = (each: unknown): unknown => {
    if (typeof each === 'string') return text(each);
    if (Array.isArray(each)) return each.map(shown);
    if (each === null || typeof each !== 'object') return each;
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, shown(inner)]));
  };
  return shown(value) as Value;
}
