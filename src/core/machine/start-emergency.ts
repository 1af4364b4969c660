import type { EmergencyRun, EmergencyWishes } from '../model/emergency-run.ts';
import { type Consent, isOurPrimary, type Rotation, undelivered } from '../model/rotation.ts';
import type { Target } from '../model/target.ts';
import { goOn, newRotation, replacedBy } from './new-rotation.ts';
import type { Start, StartFacts } from './start-request.ts';

const agreed: Consent = { confirmed: true, otherFlows: true, borrow: true };

/**
 * The emergency that begins or goes on. It takes the place of whatever else was under way: every pair that is there may
 * have leaked, so what lies in the slot goes as well.
 * @param deliveries consumers besides those that the app has; null for none
 */
export function startEmergency(
  wishes: EmergencyWishes,
  facts: StartFacts,
  deliveries: readonly Target[] | null,
): Start {
  const { open, seen, now, watched } = facts;
  const request = { kind: 'emergency', consent: agreed, graceDays: 0, deliveries, noConsumers: false } as const;
  // Where others have made yet another pair primary meanwhile, that one is what has to go.
  if (open?.emergency && takesUp(open, wishes) && isOurPrimary(open, seen.primaryKey)) {
    const rotation = goOn(open, request, watched);
    return { rotation: { ...rotation, emergency: withWishes(open.emergency, wishes) }, replaced: null };
  }
  const emergency: EmergencyRun = {
    ...nothingDone,
    ...wishes,
    ...deletedBefore(open, seen.primaryKey),
    containment: stillContained(open),
  };
  const rotation = { ...newRotation(request, facts, seen.primaryKey), emergency };
  return { rotation, replaced: open && replacedBy(open, now) };
}

/**
 * Whether an emergency goes on with the open one. What leaks when that one has told its end, though somebody may still have to
 * be given the new pair, is the new pair; and whoever wants everything stopped after it doesn't mean the dead one.
 */
export function takesUp(open: Rotation, { containBy }: Pick<EmergencyWishes, 'containBy'>): boolean {
  const isTold = open.emergency?.report != null;
  return open.emergency !== null && !isOver(open) && !(isTold && containBy !== null);
}

/** Whether all that can be done without people was done and told. */
function isOver(rotation: Rotation): boolean {
  const { emergency, primaryProvedAt } = rotation;
  return emergency?.report != null && primaryProvedAt !== null && undelivered(rotation).length === 0;
}

/** What was done stays done; what was asked for first and is begun holds. */
function withWishes(run: EmergencyRun, wishes: EmergencyWishes): EmergencyRun {
  const { leakedSince, keepsSessions, freesStranger, reportTo, containBy, replaceBy, certificate } = wishes;
  return {
    ...run,
    leakedSince: leakedSince ?? run.leakedSince,
    keepsSessions,
    freesStranger: run.freesStranger || freesStranger,
    reportTo: reportTo ?? run.reportTo,
    containBy: run.containment === null ? (containBy ?? run.containBy) : run.containBy,
    replaceBy: run.replaceIntendedAt === null ? replaceBy : run.replaceBy,
    certificate: typeof run.certificate === 'object' ? run.certificate : certificate,
  };
}

/** Pairs of a run before that were deleted: those not known to be refused yet are proved, and all of them forgotten at the end. */
function deletedBefore(open: Rotation | null, primaryKey: string): Pick<EmergencyRun, 'freed' | 'freedRefused'> {
  if (open === null) return { freed: [], freedRefused: [] };
  const { ends, endedAt, refusedAt, emergency } = open;
  const own = endedAt === null ? [] : [ends];
  const isGone = (key: string) => key !== primaryKey;
  return {
    freed: [...new Set([...(emergency?.freed ?? []), ...own])].filter(isGone),
    freedRefused: [...(emergency?.freedRefused ?? []), ...(refusedAt === null ? [] : own)].filter(isGone),
  };
}

/** What an emergency of before has turned off is for this one to turn on again. */
function stillContained(open: Rotation | null): EmergencyRun['containment'] {
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
