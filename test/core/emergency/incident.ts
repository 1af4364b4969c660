import type { JournalAction, JournalEvent, JournalLine } from '../../../src/core/journal.ts';
import type { LiveSession, LoginEntry, SetupChange } from '../../../src/core/ports.ts';
import { noon } from '../watch/watched-apps.ts';

export const leakedKey = '3MVG9leakedkeykQ7a';
export const freshKey = '3MVG9freshkeyypX1c';

export function signIn(fields: Partial<LoginEntry> = {}): LoginEntry {
  return {
    id: '0Ya000000000001AAA',
    at: noon - 3_600_000,
    sourceIp: '198.51.100.7',
    application: 'Billing Sync',
    loginType: 'Remote Access 2.0',
    loginSubType: 'OauthClientCredentials',
    status: 'Success',
    ...fields,
  };
}

export function change(fields: Partial<SetupChange> = {}): SetupChange {
  return {
    id: '0Ym000000000001AAA',
    at: noon - 1_800_000,
    action: 'changedUser',
    section: 'Manage Users',
    display: 'Changed profile of int.billing',
    ...fields,
  };
}

export function session(fields: Partial<LiveSession> = {}): LiveSession {
  return {
    id: '0Ak000000000001AAA',
    loginHistoryId: '0Ya000000000001AAA',
    sessionType: 'API',
    sourceIp: '198.51.100.7',
    lastUsedAt: noon,
    ...fields,
  };
}

/** Action, event, intent, detail, and what differs otherwise. */
export type Told = readonly [string, JournalEvent, string, JournalLine['detail']?, Partial<JournalLine>?];

/** Lines of a journal, one second apart. */
export function journal(...told: readonly Told[]): readonly JournalLine[] {
  return told.map(([action, event, intent, detail, fields], index) => ({
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
