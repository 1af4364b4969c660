import type { ComponentType } from '../../model/component.ts';
import { ComponentProblem, ComponentWarning } from '../component/problem.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { PERMISSION_SET } from '../types/org-types.ts';
import { isAppType } from '../types/registry.ts';
import { checkMayChange } from './access-rules.ts';
import type { PutContext } from './put-context.ts';

export interface DeleteResult {
  readonly id: string | null;
  /** Set if there was nothing to delete. */
  readonly warning: string | null;
}

/**
 * Deletes an app with all its parts, one part, or a permission set that nobody has. Settings and managed components can't be
 * deleted.
 *
 * @throws {ComponentProblem}
 */
export function deleteComponent(context: PutContext, type: MetadataType, fullName: string): DeleteResult {
  checkMayChange(context.caller, type);
  if (type === PERMISSION_SET) return deletePermissionSet(context, fullName);
  if (!isAppType(type)) {
    throw new ComponentProblem(
      `${type.xmlName} ${fullName} cannot be deleted in this organization`,
      'CANNOT_DELETE_ENTITY',
    );
  }
  const partType = type.xmlName as ComponentType;
  const found = context.draft.component(partType, fullName);
  if (!found) return nothingFound(context, type, fullName);
  if (found.app.namespace !== null) {
    throw new ComponentProblem(
      `Cannot delete managed object: entity=${partType}, component=${found.component.id}, state=installed`,
      'CANNOT_DELETE_MANAGED_OBJECT',
    );
  }
  if (partType === 'ExternalClientApplication') context.draft.dropApp(found.app);
  else {
    delete found.app.components[partType];
    if (partType === 'ExtlClntAppGlobalOauthSettings') found.app.consumers = [];
  }
  return { id: found.component.id, warning: null };
}

function deletePermissionSet(context: PutContext, name: string): DeleteResult {
  const set = context.draft.permissionSet(name);
  if (!set) return nothingFound(context, PERMISSION_SET, name);
  if (context.draft.org.isAssigned(set)) {
    throw new ComponentProblem('You can’t delete a permission set that’s assigned to users.', 'DELETE_FAILED');
  }
  context.draft.dropPermissionSet(set);
  return { id: set.id, warning: null };
}

function nothingFound({ ignoreWarnings }: PutContext, type: MetadataType, fullName: string): DeleteResult {
  const warning = `No ${type.xmlName} named: ${fullName} found`;
  if (!ignoreWarnings) throw new ComponentWarning(warning);
  return { id: null, warning };
}
