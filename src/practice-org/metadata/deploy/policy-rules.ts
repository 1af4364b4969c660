import type { FieldMap } from '../../model/component.ts';
import { ComponentProblem } from '../component/problem.ts';
import type { PutContext } from './put-context.ts';
import { textField } from './save-component.ts';

/**
 * Who the policy names must be there: the execution user by username, permission sets by API name or id, profiles by
 * name.
 *
 * @throws {ComponentProblem}
 */
export function checkOauthPolicies(context: PutContext, fields: FieldMap): void {
  const { org } = context.draft;
  const username = textField(fields, 'clientCredentialsFlowUser');
  if (username !== null) checkExecutionUser(context, username);
  for (const name of listed(fields, 'commaSeparatedPermissionSet')) {
    if (!isPermissionSet(context, name)) throw unresolved('commaSeparatedPermissionSet', 'PermissionSet', name);
  }
  for (const name of listed(fields, 'commaSeparatedProfile')) {
    if (!org.hasProfile(name)) throw unresolved('commaSeparatedProfile', 'Profile', name);
  }
}

function checkExecutionUser(context: PutContext, username: string): void {
  const { org } = context.draft;
  const user = org.userNamed(username);
  if (!user) throw new ComponentProblem(`No such user: ${username}`, 'INVALID_CROSS_REFERENCE_KEY');
  if (org.knob('apiOnlyEnforced') === 'deploy' && !user.apiOnly) {
    throw new ComponentProblem(
      `The client credentials flow user ${username} must have the API Only permission`,
      'FIELD_INTEGRITY_EXCEPTION',
    );
  }
}

function isPermissionSet(context: PutContext, name: string): boolean {
  if (context.draft.permissionSet(name)) return true;
  for (const set of context.draft.org.permissionSets()) {
    if (set.id === name || set.id.slice(0, 15) === name) return true;
  }
  return false;
}

function listed(fields: FieldMap, name: string): string[] {
  const names = (textField(fields, name) ?? '').split(',').map((part) => part.trim());
  return names.filter((part) => part !== '');
}

function unresolved(field: string, type: string, name: string): ComponentProblem {
  return new ComponentProblem(`In field: ${field} - no ${type} named ${name} found`, 'INVALID_CROSS_REFERENCE_KEY');
}
