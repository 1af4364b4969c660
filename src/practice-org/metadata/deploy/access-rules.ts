import type { Caller } from '../caller.ts';
import { ComponentProblem } from '../component/problem.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { isAppType } from '../types/registry.ts';

/** Either permission opens the whole Metadata API. */
export function mayUseMetadata(caller: Caller): boolean {
  return caller.permissions.has('ModifyMetadata') || caller.permissions.has('ModifyAllData');
}

const VIEWERS = ['ExternalClientAppViewer', 'ExternalClientAppAdmin', 'ExternalClientAppDeveloper'];

/** Whether the caller sees components of the type at all. */
export function maySee(caller: Caller, type: MetadataType): boolean {
  return !isAppType(type) || VIEWERS.some((permission) => caller.permissions.has(permission));
}

/**
 * Developers own an app's settings, administrators of apps its policies.
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
