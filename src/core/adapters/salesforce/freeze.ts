import type { FreezeState, Users } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import type { OrgConnection } from './connection.ts';
import { manageUsers } from './own-permissions.ts';
import { literal, query } from './soql.ts';
import { freezeRow } from './wire/traces.ts';

export function createFreezes(org: OrgConnection): Pick<Users, 'freezeState' | 'setFrozen'> {
  return {
    freezeState: (userId) => readFreezeState(org, userId),
    setFrozen: (state, isFrozen) => setFrozen(org, state, isFrozen),
  };
}

async function readFreezeState(org: OrgConnection, userId: string): Promise<FreezeState> {
  const soql = `SELECT Id, IsFrozen FROM UserLogin WHERE UserId = ${literal(userId)} LIMIT 1`;
  const [row] = await query(org, soql, {
    row: freezeRow,
    call: 'reading whether the user is frozen',
    permission: manageUsers,
  });
  const { username, isPractice } = org.session;
  if (!row) throw reason('PermissionMissing', { username, permissions: [manageUsers], isPractice });
  return { loginId: row.Id, isFrozen: row.IsFrozen };
}

async function setFrozen(org: OrgConnection, { loginId }: FreezeState, isFrozen: boolean): Promise<void> {
  const path = `/sobjects/UserLogin/${encodeURIComponent(loginId)}`;
  await org.run((jsforce) => jsforce.requestPatch(path, { IsFrozen: isFrozen }), {
    call: `${isFrozen ? 'freezing' : 'unfreezing'} the user`,
    kind: 'change',
    permission: manageUsers,
  });
}
