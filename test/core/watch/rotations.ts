import type { EmergencyRun } from '../../../src/core/model/emergency-run.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { noon } from './watched-apps.ts';

/** A run of the app of `watchedApp`, just begun. */
export function rotation(fields: Partial<Rotation> = {}): Rotation {
  return {
    id: 'run-1',
    kind: 'rotate',
    orgId: '00D000000000001AAA',
    org: 'acme',
    app: 'Billing_Sync',
    consumerId: '888000000000001AAA',
    startedAt: noon,
    replaces: null,
    consent: { confirmed: false, otherFlows: false, borrow: true },
    graceDays: 7,
    hasNoConsumers: false,
    deliveries: [],
    ends: '3MVG9key',
    stays: null,
    order: 'hand-over-first',
    personId: '005000000000009AAA',
    stageIntendedAt: null,
    staged: null,
    savedAt: null,
    stagedProvedAt: null,
    stagedRefusedAt: null,
    rotateIntendedAt: null,
    rotatedAt: null,
    primaryProvedAt: null,
    calledAt: null,
    overlapEndsAt: null,
    deleteIntendedAt: null,
    endedAt: null,
    refusedAt: null,
    proofs: [],
    retry: null,
    stop: null,
    finishedAt: null,
    emergency: null,
    outcome: null,
    ...fields,
  };
}

/** A new pair lies beside the primary one, saved and proved. */
export const stagedRun = (fields: Partial<Rotation> = {}) =>
  rotation({ kind: 'stage', stays: '3MVG9new', savedAt: noon, stagedProvedAt: noon, ...fields });

/** The new pair is primary, the old one lives on. */
export const graceRun = (fields: Partial<Rotation> = {}) =>
  rotation({
    ends: '3MVG9old',
    stays: '3MVG9key',
    savedAt: noon,
    stagedProvedAt: noon,
    rotatedAt: noon,
    primaryProvedAt: noon,
    overlapEndsAt: noon + 30 * 86_400_000,
    ...fields,
  });

/** Waits until a person has updated a consumer. */
export const waitingRun = (fields: Partial<Rotation> = {}) =>
  stagedRun({
    kind: 'rotate',
    deliveries: [{ target: parseTarget('manual:Mailroom'), status: 'waiting', at: noon, problem: null }],
    stop: { code: 'HandOverPending', at: noon },
    ...fields,
  });

/** What an emergency is when it has just been confirmed. */
export function emergencyRun(fields: Partial<EmergencyRun> = {}): EmergencyRun {
  return {
    confirmedAt: noon,
    leakedSince: null,
    containBy: null,
    replaceBy: 'staging',
    keepsSessions: false,
    freesStranger: false,
    reportTo: null,
    certificate: 'unknown',
    freed: [],
    freedRefused: [],
    containment: null,
    replaceIntendedAt: null,
    flagsResetAt: null,
    unprovedAt: null,
    sessions: null,
    sessionsSweptAt: null,
    report: null,
    ...fields,
  };
}
