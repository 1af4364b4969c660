import { recordId } from '../../model/ids.ts';
import type { OrgModel } from '../../model/org.ts';
import { roleNames } from '../../model/user.ts';
import { field, objectType } from './object-type.ts';
import { systemFields } from './system-fields.ts';

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** The roles of an org. All report to the first. */
export function rolesOf({ orgId }: OrgModel): RoleRow[] {
  const idOf = (index: number) => recordId('00E', orgId.slice(3, 5), 100 + index);
  return roleNames.map((name, index) => ({ id: idOf(index), name, parentId: index === 0 ? null : idOf(0) }));
}

export const userRole = objectType<RoleRow>({
  name: 'UserRole',
  label: 'Role',
  keyPrefix: '00E',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('Name', 'string', ({ name }) => name),
    field('DeveloperName', 'string', ({ name }) => name),
    field('ParentRoleId', 'reference', ({ parentId }) => parentId, { refersTo: 'UserRole' }),
    ...systemFields<RoleRow>((_row, { org }) => org.scenarioSignature),
  ],
  rows: ({ org }) => rolesOf(org),
});
