import type { Caller } from '../caller.ts';
import { ComponentProblem } from '../component/problem.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { isAppType } from '../types/registry.ts';

/** Whether the caller may use the Metadata API. Either permission is enough. */
export function mayUseMetadata(caller: Caller): boolean {
  return caller.permissions.has('ModifyMetadata') || caller.permissions.has('ModifyAllData');
}

const VIEWERS = ['ExternalClientAppViewer', 'ExternalClientAppAdmin', 'ExternalClientAppDeveloper'];

/** Whether the caller may see components of the type. */
export function maySee(caller: Caller, type: MetadataType): boolean {
  return !isAppType(type) || VIEWERS.some((permission) => caller.permissions.has(permission));
}

/**
 * Changing settings needs a developer of apps; changing policies needs an administrator of apps.
 *
 * @throws {ComponentProblem}
 */
export function checkMayChange(caller: Caller, type: MetadataType): void {
  if (!isAppType(type)) return;
  const policies = type.xmlName.endsWith('Policies');
  const needed = policies ? ['ExternalClientAppAdmin', 'ExternalClientAppDeveloper'] : ['ExternalClientAppDeveloper'];
  if (needed.some((permission) => caller.permissions.has(permission))) return;
  throw new ComponentProblem('insufficient access rights on object id', 'INSUFFICIENT_ACCESS_OR_READONLY');
}
