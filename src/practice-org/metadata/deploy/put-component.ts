import type { FieldMap } from '../../model/component.ts';
import { ComponentProblem } from '../component/problem.ts';
import { readFields } from '../component/read-fields.ts';
import { storedFields } from '../component/stored-fields.ts';
import { EXTERNAL_CLIENT_APPLICATION } from '../types/external-client-application.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { PERMISSION_SET, SETTINGS, SETTINGS_MEMBER } from '../types/org-types.ts';
import { APP_TYPES, rootElementOf } from '../types/registry.ts';
import type { XmlElement } from '../xml/read-xml.ts';
import { checkMayChange } from './access-rules.ts';
import { putApp } from './put-app.ts';
import type { PutContext, PutRequest, PutResult } from './put-context.ts';
import { putPart } from './put-part.ts';
import { putPermissionSet } from './put-permission-set.ts';

/**
 * Checks an element against its type and puts it into the draft.
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
  if ((APP_TYPES as readonly MetadataType[]).includes(type)) return putPart(context, type, request);
  throw new ComponentProblem('Not available for deploy for this organization', 'INVALID_TYPE');
}

/** Settings are merged whatever the org does elsewhere: an element left out stays as it is. */
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
