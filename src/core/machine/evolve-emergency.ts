import type { EmergencyRun } from '../model/emergency-run.ts';
import type { Rotation } from '../model/rotation.ts';
import type { EmergencyEvent } from './events.ts';

/** An emergency after one more event. Other kinds of run don't have these events. */
export function evolveEmergency(rotation: Rotation, event: EmergencyEvent): Rotation {
  const { emergency } = rotation;
  if (emergency === null) return rotation;
  const next = (changes: Partial<EmergencyRun>): Rotation => ({ ...rotation, emergency: { ...emergency, ...changes } });
  switch (event.type) {
    case 'contain-intended': {
      const { by, wasSo, at } = event;
      return next({ containment: { by, wasSo, intendedAt: at, containedAt: null, provedAt: null, openedAt: null } });
    }
    case 'contained':
      return next({ containment: emergency.containment && { ...emergency.containment, containedAt: event.at } });
    case 'contain-proved':
      return next({ containment: emergency.containment && { ...emergency.containment, provedAt: event.at } });
    case 'contain-failed':
      return next({ containment: event.mayBeOff ? emergency.containment : null, containBy: null });
    case 'contain-undone':
      return next({ containment: emergency.containment && { ...emergency.containment, provedAt: null } });
    case 'opened-again': {
      const left = event.leftTo ? { leftTo: event.leftTo } : {};
      return next({ containment: emergency.containment && { ...emergency.containment, openedAt: event.at, ...left } });
    }
    case 'free-intended':
      return next({ freed: [...new Set([...emergency.freed, event.consumerKey])] });
    case 'freed-refused':
      return next({ freedRefused: [...new Set([...emergency.freedRefused, event.consumerKey])] });
    case 'unproved':
      return next({ unprovedAt: event.at });
    case 'replace-intended':
      return next({ replaceIntendedAt: event.at });
    case 'replaced': {
      // This path has no overlap: the deploy removes the previous credentials.
      const { consumerKey, at } = event;
      return { ...rotation, stays: consumerKey, rotatedAt: at, endedAt: at };
    }
    case 'slot-hidden':
      return next({ slotHiddenAt: event.at });
    case 'slot-shown': {
      const { slotHiddenAt: _, ...shown } = emergency;
      return { ...rotation, emergency: shown };
    }
    case 'flags-reset':
      return next({ flagsResetAt: event.at });
    case 'sessions-ended':
      return next({ sessions: event.sessions });
    case 'sessions-swept':
      return next({ sessions: event.sessions, sessionsSweptAt: event.sessions.at });
    case 'reported':
      return withReport(rotation, event);
  }
}

function withReport(rotation: Rotation, { path, seen }: Extract<EmergencyEvent, { type: 'reported' }>): Rotation {
  if (!rotation.emergency) return rotation;
  const { isReportBehind: _, ...emergency } = rotation.emergency;
  const seenAddresses = seen === undefined ? {} : { seenAddresses: seen };
  return { ...rotation, emergency: { ...emergency, report: path, ...seenAddresses } };
}

/** A report that was written before says that the new credentials weren't verified. */
export function afterReport({ emergency }: Rotation): Rotation['emergency'] {
  return emergency?.report == null ? emergency : { ...emergency, isReportBehind: true };
}
