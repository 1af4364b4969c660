import type { FieldMap, FieldValue } from '../../model/component.ts';
import type { FieldSpec } from '../types/field-spec.ts';
import { fieldsAt } from '../types/metadata-type.ts';
import type { XmlElement } from '../xml/read-xml.ts';
import { METADATA_NAMESPACE } from '../xml/write-xml.ts';
import { ComponentProblem } from './problem.ts';
import { checkText } from './read-text.ts';

export interface ReadOptions {
  /** Name of the type in error messages. */
  readonly typeName: string;
  readonly fields: readonly FieldSpec[];
  readonly version: number;
  /** Silently drop an element that comes before one it must follow. */
  readonly dropOutOfOrder: boolean;
}

/**
 * Reads the elements of a component and checks each against its type, in the order of the file. Values stay text. Elements
 * named in `beside` belong to the envelope (`fullName`) and are skipped.
 *
 * @throws {ComponentProblem} at the first element the type doesn't allow there
 */
export function readFields(element: XmlElement, options: ReadOptions, beside: readonly string[] = []): FieldMap {
  const specs = new Map(fieldsAt(options.fields, options.version).map((field) => [field.name, field]));
  const read = new Map<string, FieldValue[]>();
  let last = '';
  for (const child of element.children) {
    if (beside.includes(child.name)) continue;
    const spec = specs.get(child.name);
    const earlier = read.get(child.name) ?? [];
    const foreign = child.namespace !== METADATA_NAMESPACE && child.namespace !== '';
    if (!spec || foreign || earlier.length >= spec.max) throw misplaced(child, options.typeName);
    if (options.dropOutOfOrder && child.name < last) continue;
    last = child.name;
    const value = readValue(child, spec, options);
    if (value !== null) read.set(child.name, [...earlier, value]);
  }
  requireFields(element, specs, read);
  return collapse(specs, read);
}

function misplaced(child: XmlElement, typeName: string): ComponentProblem {
  const named = child.namespace === '' ? child.name : `{${child.namespace}}${child.name}`;
  return new ComponentProblem(`Element ${named} invalid at this location in type ${typeName}`, 'INVALID_FIELD', child);
}

/** A nil or empty element counts as missing. */
function readValue(child: XmlElement, spec: FieldSpec, options: ReadOptions): FieldValue | null {
  if (spec.kind.is === 'group') {
    const inside = { ...options, typeName: spec.kind.typeName, fields: spec.kind.fields };
    return readFields(child, inside);
  }
  const [stranger] = child.children;
  if (stranger) throw misplaced(stranger, spec.name);
  if (child.attributes.get('nil') === 'true' || child.text === '') return null;
  return checkText(child, spec);
}

function requireFields(element: XmlElement, specs: Map<string, FieldSpec>, read: Map<string, FieldValue[]>): void {
  for (const spec of specs.values()) {
    if (!spec.required || read.has(spec.name)) continue;
    const message =
      spec.name === 'externalClientApplication'
        ? 'Enter the name of the parent external client app.'
        : `Required field is missing: ${spec.name}`;
    throw new ComponentProblem(message, 'REQUIRED_FIELD_MISSING', element);
  }
}

function collapse(specs: Map<string, FieldSpec>, read: Map<string, FieldValue[]>): FieldMap {
  const fields: FieldMap = {};
  for (const spec of specs.values()) {
    const values = read.get(spec.name);
    const [first] = values ?? [];
    if (values && first !== undefined) fields[spec.name] = spec.max > 1 ? values : first;
  }
  return fields;
}
