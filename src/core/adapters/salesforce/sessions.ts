import { outsideText } from '../../plain/outside-text.ts';
import type { LiveSession, Sessions } from '../../ports/ports.ts';
import type { OrgConnection } from './connection.ts';
import { requireSight } from './own-permissions.ts';
import { isUpstream, literal, query } from './soql.ts';
import { ownSessionRow, sessionRow } from './wire/traces.ts';

const mostSessions = 2_000;

export function createSessions(org: OrgConnection): Sessions {
  return {
    list: (userId) => listSessions(org, userId),
    ownAddress: (userId) => readOwnAddress(org, userId),
    end: (sessionId) => endSession(org, sessionId),
  };
}

async function listSessions(org: OrgConnection, userId: string): Promise<readonly LiveSession[]> {
  const soql =
    'SELECT Id, LoginHistoryId, SessionType, SourceIp, LastModifiedDate, IsCurrent FROM AuthSession ' +
    `WHERE UsersId = ${literal(userId)} ORDER BY LastModifiedDate DESC LIMIT ${mostSessions}`;
  const rows = await query(org, soql, {
    row: sessionRow,
    call: 'sessions',
    permission: 'ManageUsers',
    maxRows: mostSessions,
  });
  if (rows.length === 0) await requireSight(org, 'ManageUsers');
  return rows
    .filter(({ IsCurrent }) => IsCurrent !== true)
    .map(({ Id, LoginHistoryId, SessionType, SourceIp, LastModifiedDate }) => ({
      id: Id,
      loginHistoryId: LoginHistoryId,
      sessionType: outsideText(SessionType ?? '', 80),
      sourceIp: outsideText(SourceIp ?? 'unknown', 80),
      lastUsedAt: LastModifiedDate,
    }));
}

/** SOQL can't filter by `IsCurrent`. */
async function readOwnAddress(org: OrgConnection, userId: string): Promise<string | null> {
  const soql = `SELECT Id, SourceIp, IsCurrent FROM AuthSession WHERE UsersId = ${literal(userId)} ORDER BY LastModifiedDate DESC LIMIT ${mostSessions}`;
  const rows = await query(org, soql, { row: ownSessionRow, call: 'own-session', maxRows: mostSessions });
  const own = rows.find(({ IsCurrent }) => IsCurrent === true);
  return own?.SourceIp ? outsideText(own.SourceIp, 80) : null;
}

async function endSession(org: OrgConnection, sessionId: string): Promise<void> {
  try {
    await org.run((jsforce) => jsforce.requestDelete(`/sobjects/AuthSession/${encodeURIComponent(sessionId)}`), {
      call: 'end-session',
      kind: 'change',
      permission: 'ManageUsers',
    });
  } catch (error) {
    if (!isUpstream(error, /^(NOT_FOUND|HTTP_404|ENTITY_IS_DELETED)$/)) throw error;
  }
}
