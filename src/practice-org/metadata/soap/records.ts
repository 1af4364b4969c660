import { ComponentProblem } from '../component/problem.ts';
import { addDefaultPolicies } from '../deploy/default-policies.ts';
import { deleteComponent } from '../deploy/delete-component.ts';
import { OrgDraft } from '../deploy/draft.ts';
import { putComponent } from '../deploy/put-component.ts';
import type { PutContext } from '../deploy/put-context.ts';
import { componentsOf } from '../retrieve/component-views.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { rootElementOf, typeOfRecord } from '../types/registry.ts';
import { childrenOf, textOf, type XmlElement } from '../xml/read-xml.ts';
import { compactXml, escapeXml, type XmlFields } from '../xml/write-xml.ts';
import type { SoapCall } from './call.ts';
import { CLIENT_FAULT, SoapFault, unknownType } from './fault.ts';

/** Most records in one call. */
const MOST_RECORDS = 10;

/** readMetadata: a record for each name, nil if it doesn't exist. */
export function readMetadata(call: SoapCall): string {
  const type = namedType(call);
  const views = new Map(componentsOf(call.org, call.caller, type).map((view) => [view.fullName, view]));
  const records = fullNames(call).map((name) => {
    const view = views.get(name);
    if (!view) return '<records xsi:nil="true"/>';
    const body = compactXml({ fullName: name, ...view.fields(call.version) });
    return `<records xsi:type="${rootElementOf(type)}">${body}</records>`;
  });
  return `<result>${records.join('')}</result>`;
}

type Write = 'create' | 'update' | 'upsert';

/** createMetadata, updateMetadata and upsertMetadata. They differ in what must exist before. */
export function writeMetadata(write: Write): (call: SoapCall) => string {
  return (call) => {
    const records = childrenOf(call.operation, 'metadata');
    limitRecords(records.length);
    const types = records.map((record) => recordType(call, record));
    if (new Set(types).size > 1) throw new SoapFault('INVALID_TYPE', 'All records of a call must be of one type');
    const acts = records.map((record, index): Act => {
      const fullName = textOf(record, 'fullName') ?? '';
      const type = types[index] ?? recordType(call, record);
      return { fullName, perform: (context) => writeOne(context, write, { type, fullName, record }) };
    });
    return saveAll(call, acts);
  };
}

/** deleteMetadata: deleting an app deletes all its parts. */
export function deleteMetadata(call: SoapCall): string {
  const type = namedType(call);
  const acts = fullNames(call).map((fullName): Act => {
    const perform = (context: PutContext) => {
      deleteComponent(context, type, fullName);
      return {};
    };
    return { fullName, perform };
  });
  return saveAll(call, acts);
}

interface Act {
  /** The name in the call. A failed result has it, too. */
  readonly fullName: string;
  readonly perform: (context: PutContext) => { created?: boolean };
}

/** Saves each record separately, unless the caller wants all or none. Malformed records fail the whole call first. */
function saveAll(call: SoapCall, acts: readonly Act[]): string {
  const change = { at: call.org.now(), byUserId: call.caller.user.id };
  const shared = new OrgDraft(call.org, change);
  const results: XmlFields[] = [];
  const isLocked = call.deploys.isLocking(call.caller, call.version);
  for (const given of acts) {
    const act = isLocked ? { ...given, perform: refuseLocked } : given;
    const draft = call.allOrNone ? shared : new OrgDraft(call.org, change);
    const context = { draft, caller: call.caller, version: call.version, ignoreWarnings: false };
    results.push(save(context, act));
    if (!call.allOrNone && results.at(-1)?.success === true) draft.commit();
  }
  if (call.allOrNone && results.every((result) => result.success === true)) shared.commit();
  return compactXml({ result: results });
}

function refuseLocked(): never {
  throw new ComponentProblem('unable to obtain exclusive access to this record', 'UNABLE_TO_LOCK_ROW');
}

function save(context: PutContext, { fullName, perform }: Act): XmlFields {
  try {
    const { created } = perform(context);
    for (const app of context.draft.touchedApps()) addDefaultPolicies(context, app);
    return { ...(created === undefined ? {} : { created }), fullName, success: true };
  } catch (error) {
    if (!(error instanceof ComponentProblem)) throw error;
    if (/^Element .* invalid at this location in type /.test(error.message)) {
      throw new SoapFault(CLIENT_FAULT, error.message);
    }
    return { errors: { message: error.message, statusCode: error.statusCode }, fullName, success: false };
  }
}

function writeOne(
  context: PutContext,
  write: Write,
  what: { type: MetadataType; fullName: string; record: XmlElement },
) {
  const { type, fullName, record } = what;
  const { org } = context.draft;
  const there = componentsOf(org, context.caller, type).some((view) => view.fullName === fullName);
  if (fullName === '') throw new ComponentProblem('Required field is missing: fullName', 'REQUIRED_FIELD_MISSING');
  if (write === 'create' && there) {
    throw new ComponentProblem(`This ${type.xmlName} name is in use: ${fullName}`, 'DUPLICATE_DEVELOPER_NAME');
  }
  if (write === 'update' && !there) {
    const message = `In field: fullName - no ${type.xmlName} named ${fullName} found`;
    throw new ComponentProblem(message, 'INVALID_CROSS_REFERENCE_KEY');
  }
  const { created } = putComponent(context, type, { fullName, element: record });
  return write === 'upsert' ? { created } : {};
}

function recordType(call: SoapCall, record: XmlElement): MetadataType {
  const declared = record.attributes.get('type') ?? '';
  const name = declared.slice(declared.indexOf(':') + 1);
  const type = typeOfRecord(name, call.version);
  if (!type) throw unknownType(escapeXml(name));
  return type;
}

function namedType(call: SoapCall): MetadataType {
  const name = textOf(call.operation, 'type') ?? '';
  const type = typeOfRecord(name, call.version);
  if (!type) throw unknownType(name);
  return type;
}

function fullNames(call: SoapCall): string[] {
  const names = childrenOf(call.operation, 'fullNames').map((element) => element.text);
  limitRecords(names.length);
  return names;
}

function limitRecords(count: number): void {
  if (count > MOST_RECORDS)
    throw new SoapFault(
      'LIMIT_EXCEEDED',
      `record limit reached. cannot submit more than ${MOST_RECORDS} records in this operation`,
    );
}
