import type { EmergencyRun, EmergencyWishes } from '../model/emergency-run.ts';
import { type Consent, endsNothing, isOurPrimary, mayBeDeployed, type Rotation } from '../model/rotation.ts';
import { undelivered } from '../model/rotation-deliveries.ts';
import { slotByRecord } from '../model/slot-by-record.ts';
import type { Target } from '../model/target.ts';
import { goOn, newRotation, replacedBy } from './new-rotation.ts';
import type { Start, StartFacts } from './start-request.ts';

const agreed: Consent = { confirmed: true, otherFlows: true, borrow: true };

/**
 * A new emergency, or the open one if it continues. It replaces any other open run. All credentials in the org may have
 * leaked, so those in the slot are deleted, too.
 * @param deliveries additional consumers; null for none
 */
export function startEmergency(
  wishes: EmergencyWishes,
  facts: StartFacts,
  deliveries: readonly Target[] | null,
): Start {
  const { open, seen, now, watched } = facts;
  const request = { kind: 'emergency', consent: agreed, graceDays: 0, deliveries, noConsumers: false } as const;
  if (open?.emergency && takesUp(open, wishes) && replacesStill(open, seen.primaryKey)) {
    const rotation = goOn(open, request, watched);
    return { rotation: { ...rotation, emergency: withWishes(open, open.emergency, wishes) }, replaced: null };
  }
  const emergency: EmergencyRun = {
    ...nothingDone,
    ...wishes,
    ...deletedBefore(open, seen.primaryKey),
    ...inSlotBefore(open, seen.primaryKey),
    containment: stillContained(open),
  };
  const rotation = { ...newRotation(request, facts, seen.primaryKey), emergency };
  return { rotation, replaced: open && replacedBy(open, now) };
}

/**
 * Whether the open emergency continues. Once it has written its report, another emergency means that the new credentials
 * leaked, even if a consumer still waits for them. The same holds for a containment that is requested after the report.
 */
export function takesUp(open: Rotation, { containBy }: Pick<EmergencyWishes, 'containBy'>): boolean {
  const isTold = open.emergency?.report != null;
  return open.emergency !== null && !isOver(open) && !(isTold && containBy !== null);
}

/**
 * Whether the open run still replaces the current credentials, or has made them so. If others promoted different ones in the
 * meantime, an emergency replaces those. What our own deploy made isn't from others.
 */
export function replacesStill(open: Rotation, primaryKey: string): boolean {
  return isOurPrimary(open, primaryKey) || mayBeDeployed(open);
}

/** Whether everything that needs no person is done and reported. */
function isOver(rotation: Rotation): boolean {
  const { emergency, primaryProvedAt } = rotation;
  const isReported = emergency?.report != null && !emergency.isReportBehind;
  return isReported && primaryProvedAt !== null && undelivered(rotation).length === 0;
}

/** Completed work stays. A choice can't change once its step has started. */
function withWishes({ rotatedAt }: Rotation, run: EmergencyRun, wishes: EmergencyWishes): EmergencyRun {
  const { leakedSince, keepsSessions, reportTo, containBy, replaceBy, certificate, knownAddresses } = wishes;
  const { freesOnly: _, ...before } = run;
  return {
    ...before,
    leakedSince: leakedSince ?? run.leakedSince,
    keepsSessions,
    ...agreedSlot(run, wishes),
    reportTo: reportTo ?? run.reportTo,
    containBy: run.containment === null ? (containBy ?? run.containBy) : run.containBy,
    // A deploy doesn't remove the leaked credentials from the slot, where a promotion leaves them.
    replaceBy: run.replaceIntendedAt === null && rotatedAt === null ? replaceBy : run.replaceBy,
    certificate: typeof run.certificate === 'object' ? run.certificate : certificate,
    ...(knownAddresses ? { knownAddresses } : {}),
  };
}

/** A later plan names what may be deleted from the slot anew. What was agreed to without a name stays. */
function agreedSlot(run: EmergencyRun, wishes: EmergencyWishes): Pick<EmergencyWishes, 'freesStranger' | 'freesOnly'> {
  const isAny = run.freesStranger && run.freesOnly === undefined;
  const { freesStranger, freesOnly } = isAny || !wishes.freesStranger ? run : wishes;
  return { freesStranger, ...(freesOnly === undefined ? {} : { freesOnly }) };
}

/** If the org doesn't show the slot, this is all that is known of it. */
function inSlotBefore(open: Rotation | null, primaryKey: string): Pick<EmergencyRun, 'inSlot'> {
  const inSlot = open && slotByRecord(open);
  return inSlot && inSlot.consumerKey !== primaryKey ? { inSlot } : {};
}

/** Credentials that an earlier run deleted, or was about to. In the end, keyturn verifies those not known to be refused, and forgets all. */
function deletedBefore(open: Rotation | null, primaryKey: string): Pick<EmergencyRun, 'freed' | 'freedRefused'> {
  if (open === null || endsNothing(open)) return { freed: [], freedRefused: [] };
  const { ends, deleteIntendedAt, endedAt, refusedAt, emergency } = open;
  const own = endedAt === null && deleteIntendedAt === null ? [] : [ends];
  const isGone = (key: string) => key !== primaryKey;
  return {
    freed: [...new Set([...(emergency?.freed ?? []), ...own])].filter(isGone),
    freedRefused: [...(emergency?.freedRefused ?? []), ...(refusedAt === null ? [] : own)].filter(isGone),
  };
}

/** A new emergency must undo the containment of the open one. */
export function stillContained(open: Rotation | null): EmergencyRun['containment'] {
  const containment = open?.emergency?.containment ?? null;
  return containment?.openedAt === null ? containment : null;
}

const nothingDone: Omit<EmergencyRun, keyof EmergencyWishes | 'containment' | 'freed' | 'freedRefused'> = {
  replaceIntendedAt: null,
  flagsResetAt: null,
  unprovedAt: null,
  sessions: null,
  sessionsSweptAt: null,
  report: null,
};
