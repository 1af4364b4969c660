import { isDeepStrictEqual } from 'node:util';
import type { FieldMap, FieldValue } from '../../model/component.ts';
import { checkName } from './put-app.ts';
import type { PutContext, PutRequest, PutResult } from './put-context.ts';
import { textField } from './save-component.ts';

/** Makes a permission set, or gives one its label and user permissions anew. @throws {ComponentProblem} */
export function putPermissionSet(context: PutContext, request: PutRequest): PutResult {
  const { draft } = context;
  const before = draft.permissionSet(request.fullName);
  if (!before) checkName(request.fullName);
  const facts = {
    id: before?.id ?? draft.org.newId('0PS'),
    name: request.fullName,
    label: textField(request.fields, 'label') ?? request.fullName,
    description: textField(request.fields, 'description') ?? '',
    license: textField(request.fields, 'license') ?? '',
    permissions: grantedIn(request.fields),
  };
  const same =
    before !== null &&
    before.label === facts.label &&
    before.description === facts.description &&
    isDeepStrictEqual(before.permissions, facts.permissions);
  if (!same) draft.putPermissionSet(facts);
  return { id: facts.id, created: before === null, changed: !same, warning: null };
}

function grantedIn(fields: FieldMap): Set<string> {
  const granted = new Set<string>();
  for (const entry of listOf(fields.userPermissions)) {
    if (typeof entry === 'string' || Array.isArray(entry) || entry.enabled !== 'true') continue;
    const name = textField(entry, 'name');
    if (name !== null) granted.add(name);
  }
  return granted;
}

function listOf(value: FieldValue | undefined): FieldValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
