import type { EmergencyRun } from '../../../src/core/model/emergency-run.ts';
import type { EmergencyEnd, Evidence, Incident } from '../../../src/core/model/incident.ts';
import type { JournalAction, JournalEvent, JournalLine } from '../../../src/core/model/journal.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { LiveSession, LoginEntry, SetupChange } from '../../../src/core/ports/ports.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { rotation } from '../watch/rotations.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

export const leakedKey = '3MVG9leakedkeykQ7a';
export const freshKey = '3MVG9freshkeyypX1c';

export function signIn(fields: Partial<LoginEntry> = {}): LoginEntry {
  return {
    id: '0Ya000000000001AAA',
    at: noon - 3_600_000,
    sourceIp: fromOutside('198.51.100.7'),
    application: fromOutside('Billing Sync'),
    loginType: fromOutside('Remote Access 2.0'),
    loginSubType: fromOutside('OauthClientCredentials'),
    status: fromOutside('Success'),
    ...fields,
  };
}

export function change(fields: Partial<SetupChange> = {}): SetupChange {
  return {
    id: '0Ym000000000001AAA',
    at: noon - 1_800_000,
    action: fromOutside('changedUser'),
    section: fromOutside('Manage Users'),
    display: fromOutside('Changed profile of int.billing'),
    ...fields,
  };
}

export function session(fields: Partial<LiveSession> = {}): LiveSession {
  return {
    id: '0Ak000000000001AAA',
    loginHistoryId: '0Ya000000000001AAA',
    sessionType: fromOutside('API'),
    sourceIp: fromOutside('198.51.100.7'),
    lastUsedAt: noon,
    ...fields,
  };
}

/** Action, event, intent, detail, and what differs otherwise. */
export type Told = readonly [string, JournalEvent, string, JournalLine['detail']?, Partial<JournalLine>?];

/** Lines of a journal, one second apart. */
export function journal(...told: readonly Told[]): readonly JournalLine[] {
  return told.map(([action, event, intent, detail, fields], index) => ({
    chain: 'c1',
    line: index + 1,
    at: noon + index * 1000,
    actor: 'root@laptop',
    hash: String(index),
    event,
    action: action as JournalAction,
    intent,
    orgId: '00D000000000001AAA',
    org: 'acme',
    app: 'Billing_Sync',
    detail: { rotation: 'run-1', ...detail },
    ...fields,
  }));
}

const emergency: EmergencyRun = {
  confirmedAt: noon,
  leakedSince: noon - day,
  containBy: 'flow',
  replaceBy: 'staging',
  keepsSessions: false,
  freesStranger: false,
  reportTo: null,
  freed: [],
  freedRefused: [],
  containment: {
    by: 'flow',
    wasSo: false,
    intendedAt: noon,
    containedAt: noon + 500,
    provedAt: noon + 900,
    openedAt: noon + 2000,
  },
  replaceIntendedAt: null,
  certificate: 'unknown',
  flagsResetAt: null,
  unprovedAt: null,
  sessions: {
    at: noon + 3000,
    ended: 4,
    undecided: 0,
    failed: 0,
    isUnlisted: false,
    problems: [],
    tokenLives: false,
    tokenFormat: 'opaque',
    tokenLifetimeMs: null,
  },
  sessionsSweptAt: null,
  report: null,
};

/** How an emergency that went well ended; what differs is given. */
export function incident(
  differs: {
    readonly run?: Partial<Rotation>;
    readonly emergency?: Partial<EmergencyRun>;
    readonly end?: Partial<EmergencyEnd>;
    readonly evidence?: Partial<Evidence>;
    readonly watched?: Partial<WatchedApp>;
  } & Partial<Omit<Incident, 'end' | 'evidence'>> = {},
): Incident {
  const { run, end, evidence, emergency: parts, watched, ...more } = differs;
  return {
    end: {
      rotation: rotation({
        kind: 'emergency',
        ends: leakedKey,
        stays: freshKey,
        savedAt: noon,
        stagedProvedAt: noon + 1000,
        rotatedAt: noon + 1500,
        endedAt: noon + 1800,
        refusedAt: noon + 2400,
        finishedAt: noon + 5000,
        outcome: 'done',
        deliveries: [
          { target: parseTarget('file:/etc/erp.env'), status: 'delivered', at: noon + 1200, problem: null },
          { target: parseTarget('manual:Nightly export'), status: 'waiting', at: noon + 1300, problem: null },
        ],
        ...run,
        emergency: { ...emergency, ...parts },
      }),
      watched: watchedApp({ consumerKey: freshKey, ...watched }),
      timeline: [
        {
          at: noon + 1000,
          step: 'new credentials staged',
          outcome: 'done',
          callId: 'call-1',
          detail: 'key 3MVG9…pX1c',
        },
      ],
      containedAfterMs: 900,
      refusedAfterMs: 2400,
      sessionsEnded: 4,
      report: null,
      nextSteps: ['Update Nightly export, then: keyturn handed-over Billing_Sync "Nightly export"'],
      ...end,
    },
    evidence: {
      since: noon - day,
      until: noon + 5000,
      isSinceTold: true,
      signIns: [signIn({ at: noon - 1000, sourceIp: fromOutside('203.0.113.66') }), signIn()],
      earlierAddresses: ['198.51.100.7'],
      ownAddress: '198.51.100.7',
      setupChanges: [change()],
      unseen: [],
      ...evidence,
    },
    plan: { sameUser: [], otherUse: { flows: [], unseen: [] } },
    contacts: [],
    proofTimes: [],
    writtenAt: noon + 5000,
    seal: null,
    isPractice: false,
    ...more,
  };
}
