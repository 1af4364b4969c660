import type { FreezeState, Users } from '../../ports/ports.ts';
import type { OrgConnection } from './connection.ts';
import { literal, query } from './soql.ts';
import { permissionMissing } from './translate-error.ts';
import { freezeRow } from './wire/traces.ts';

export function createFreezes(org: OrgConnection): Pick<Users, 'freezeState' | 'setFrozen'> {
  return {
    freezeState: (userId) => readFreezeState(org, userId),
    setFrozen: (state, isFrozen) => setFrozen(org, state, isFrozen),
  };
}

async function readFreezeState(org: OrgConnection, userId: string): Promise<FreezeState> {
  const soql = `SELECT Id, IsFrozen FROM UserLogin WHERE UserId = ${literal(userId)} LIMIT 1`;
  const [row] = await query(org, soql, { row: freezeRow, call: 'frozen', permission: 'ManageUsers' });
  if (!row) throw permissionMissing(org.session, 'ManageUsers');
  return { loginId: row.Id, isFrozen: row.IsFrozen };
}

async function setFrozen(org: OrgConnection, { loginId }: FreezeState, isFrozen: boolean): Promise<void> {
  const path = `/sobjects/UserLogin/${encodeURIComponent(loginId)}`;
  await org.run((jsforce) => jsforce.requestPatch(path, { IsFrozen: isFrozen }), {
    call: isFrozen ? 'freeze' : 'unfreeze',
    kind: 'change',
    permission: 'ManageUsers',
  });
}
