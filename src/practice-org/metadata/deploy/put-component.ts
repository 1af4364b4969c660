import { isDeepStrictEqual } from 'node:util';
import { type FieldMap, groupsIn, textIn } from '../../model/component.ts';
import { ComponentProblem } from '../component/problem.ts';
import { readFields } from '../component/read-fields.ts';
import { storedFields } from '../component/stored-fields.ts';
import { EXTERNAL_CLIENT_APPLICATION } from '../types/external-client-application.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { PERMISSION_SET, SETTINGS, SETTINGS_MEMBER } from '../types/org-types.ts';
import { isAppType, rootElementOf } from '../types/registry.ts';
import type { XmlElement } from '../xml/read-xml.ts';
import { checkMayChange } from './access-rules.ts';
import { checkName, putApp, putPart } from './put-app.ts';
import type { PutContext, PutRequest, PutResult } from './put-context.ts';

/**
 * Checks a component against its type and saves it in the draft.
 *
 * @throws {ComponentProblem}
 */
export function putComponent(
  context: PutContext,
  type: MetadataType,
  named: { fullName: string; element: XmlElement },
) {
  checkMayChange(context.caller, type);
  const fields = readComponent(context, type, named.element);
  return put(context, type, { fullName: named.fullName, fields });
}

/** The values of an element, checked against its type. @throws {ComponentProblem} */
export function readComponent(context: PutContext, type: MetadataType, element: XmlElement): FieldMap {
  if (type.fields.length === 0) {
    throw new ComponentProblem(`Not available for deploy for this organization`, 'INVALID_TYPE', element);
  }
  const dropOutOfOrder = context.draft.org.knob('orderStrict') === true;
  const { fields } = type;
  return readFields(element, { typeName: rootElementOf(type), fields, version: context.version, dropOutOfOrder }, [
    'fullName',
  ]);
}

function put(context: PutContext, type: MetadataType, request: PutRequest): PutResult {
  if (type === EXTERNAL_CLIENT_APPLICATION) return putApp(context, request);
  if (type === PERMISSION_SET) return putPermissionSet(context, request);
  if (type === SETTINGS) return putSettings(context, request);
  if (isAppType(type)) return putPart(context, type, request);
  throw new ComponentProblem('Not available for deploy for this organization', 'INVALID_TYPE');
}

/** Settings are always merged: a missing element keeps its value. */
function putSettings(context: PutContext, request: PutRequest): PutResult {
  if (request.fullName !== SETTINGS_MEMBER) {
    throw new ComponentProblem(`Not available for deploy for this organization`, 'INVALID_TYPE');
  }
  const settings = context.draft.settings();
  const fields = storedFields(request.fields, {
    type: SETTINGS,
    before: settings,
    version: context.version,
    mode: 'merge',
  });
  const changed = Object.keys(fields).some((name) => settings[name] !== fields[name]);
  Object.assign(settings, fields);
  return { id: '', created: false, changed, warning: null };
}

/** Creates a permission set, or replaces its label and user permissions. @throws {ComponentProblem} */
function putPermissionSet({ draft, caller }: PutContext, { fullName, fields }: PutRequest): PutResult {
  const before = draft.permissionSet(fullName);
  if (!before) checkName(fullName);
  const granted = groupsIn(fields.userPermissions).filter(({ enabled }) => enabled === 'true');
  const set = {
    id: before?.id ?? draft.org.newId('0PS'),
    name: fullName,
    label: textIn(fields, 'label') ?? fullName,
    description: textIn(fields, 'description') ?? '',
    license: textIn(fields, 'license') ?? '',
    permissions: [...new Set(granted.flatMap((entry) => textIn(entry, 'name') ?? []))],
    appIds: [],
    signature: {
      createdAt: draft.change.at,
      createdById: caller.user.id,
      ...(before ? draft.org.signatureOf(before) : {}),
      modifiedAt: draft.change.at,
      modifiedById: caller.user.id,
    },
  };
  const same =
    before !== null &&
    before.label === set.label &&
    before.description === set.description &&
    isDeepStrictEqual(new Set(before.permissions), new Set(set.permissions));
  if (!same) draft.putPermissionSet(set);
  return { id: set.id, created: before === null, changed: !same, warning: null };
}
