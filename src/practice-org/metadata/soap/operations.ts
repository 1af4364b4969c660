import { manifestOf } from '../component/package-xml.ts';
import { ComponentProblem } from '../component/problem.ts';
import { optionsOfSoap } from '../deploy/deploy-options.ts';
import { deployResult, soapDate } from '../deploy/deploy-result.ts';
import { componentsOf, fileProperties } from '../retrieve/component-views.ts';
import { ALL_TYPES, typeNamed } from '../types/registry.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../xml/read-xml.ts';
import { compactXml } from '../xml/write-xml.ts';
import type { Operation, SoapCall } from './call.ts';
import { CLIENT_FAULT, invalidId, SoapFault, unknownType } from './fault.ts';
import { deleteMetadata, readMetadata, writeMetadata } from './records.ts';

const MOST_QUERIES = 3;

/** The operations of the practice org, by the name of their element. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['cancelDeploy', cancel],
  ['checkDeployStatus', checkDeployStatus],
  ['checkRetrieveStatus', checkRetrieveStatus],
  ['createMetadata', writeMetadata('create')],
  ['deleteMetadata', deleteMetadata],
  ['deploy', deploy],
  ['deployRecentValidation', deployRecentValidation],
  ['describeMetadata', describeMetadata],
  ['listMetadata', listMetadata],
  ['readMetadata', readMetadata],
  ['retrieve', retrieve],
  ['updateMetadata', writeMetadata('update')],
  ['upsertMetadata', writeMetadata('upsert')],
]);

/** deploy: takes the zip and returns the id of the deploy. */
function deploy(call: SoapCall): string {
  const zip = childOf(call.operation, 'ZipFile')?.text ?? '';
  if (!/^[A-Za-z0-9+/=\s]+$/.test(zip)) throw new SoapFault('INVALID_FIELD', 'ZipFile: not base64');
  const record = call.deploys.submit({
    zip: Buffer.from(zip, 'base64'),
    options: optionsOfSoap(call.operation),
    version: call.version,
    caller: call.caller,
  });
  return compactXml({ result: { done: false, id: record.id, state: 'Queued' } });
}

function checkDeployStatus(call: SoapCall): string {
  const record = call.deploys.find(textOf(call.operation, 'asyncProcessId') ?? '');
  if (!record) throw invalidId();
  const details = textOf(call.operation, 'includeDetails') === 'true';
  return compactXml({ result: deployResult(call.org, record, { details, version: call.version, date: soapDate }) });
}

/** cancelDeploy: the WSDL names the id `String`; clients send `id`. */
function cancel(call: SoapCall): string {
  const id = textOf(call.operation, 'String') ?? textOf(call.operation, 'id') ?? '';
  const record = call.deploys.cancel(id, call.caller);
  return compactXml({ result: { done: record.status === 'Canceled', id: record.id } });
}

function deployRecentValidation(call: SoapCall): string {
  const id = textOf(call.operation, 'validationId') ?? '';
  return compactXml({ result: call.deploys.repeat(id, call.caller).id });
}

/** retrieve: the WSDL names the argument `retrieveRequest`; some clients send `request`. */
function retrieve(call: SoapCall): string {
  const request = childOf(call.operation, 'retrieveRequest') ?? childOf(call.operation, 'request');
  if (!request) throw new SoapFault('INVALID_FIELD', 'retrieveRequest is missing');
  const unpackaged = childOf(request, 'unpackaged');
  const packageNames = childrenOf(request, 'packageNames').map(({ text }) => text);
  if (!unpackaged && packageNames.length === 0) {
    throw new SoapFault('INVALID_FIELD', 'packageNames or unpackaged is missing');
  }
  const manifest = unpackaged ? readUnpackaged(unpackaged) : { types: [], version: null };
  const asked = Number.parseInt(textOf(request, 'apiVersion') ?? '', 10);
  const job = call.retrieves.start({
    caller: call.caller,
    manifest,
    packageNames,
    version: manifest.version ?? (Number.isFinite(asked) ? asked : call.version),
    singlePackage: textOf(request, 'singlePackage') === 'true',
  });
  return compactXml({ result: { done: false, id: job.id, state: 'Queued' } });
}

function readUnpackaged(unpackaged: XmlElement) {
  try {
    return manifestOf(unpackaged);
  } catch (error) {
    if (!(error instanceof ComponentProblem)) throw error;
    throw new SoapFault(CLIENT_FAULT, error.message);
  }
}

/** checkRetrieveStatus: returns the zip once, unless the caller doesn't want it yet. */
function checkRetrieveStatus(call: SoapCall): string {
  const job = call.retrieves.find(textOf(call.operation, 'asyncProcessId') ?? '');
  if (!job) throw invalidId();
  if (call.org.now() < job.readyAt) {
    return compactXml({ result: { done: false, id: job.id, status: 'InProgress', success: false } });
  }
  const { content } = job;
  if (!content) throw new SoapFault('INVALID_LOCATOR', 'Retrieve result has been deleted.');
  const includeZip = textOf(call.operation, 'includeZip') !== 'false';
  if (includeZip) job.content = null;
  return compactXml({
    result: {
      done: true,
      fileProperties: content.fileProperties,
      id: job.id,
      messages: content.messages,
      status: 'Succeeded',
      success: true,
      zipFile: includeZip ? Buffer.from(content.zip).toString('base64') : null,
    },
  });
}

/** describeMetadata: the types of the requested version. Production requires tests and allows no partial saves. */
function describeMetadata(call: SoapCall): string {
  const version = asOf(call);
  const metadataObjects = ALL_TYPES.filter((type) => version >= type.since).map((type) => ({
    directoryName: type.folder,
    inFolder: false,
    metaFile: false,
    suffix: type.suffix,
    xmlName: type.xmlName,
  }));
  const { isSandbox } = call.org.data;
  return compactXml({
    result: {
      metadataObjects,
      organizationNamespace: '',
      partialSaveAllowed: isSandbox,
      testRequired: !isSandbox,
    },
  });
}

/** listMetadata: file properties of the components of up to three types; empty if there are none. */
function listMetadata(call: SoapCall): string {
  const version = asOf(call);
  const queries = childrenOf(call.operation, 'queries');
  if (queries.length > MOST_QUERIES) {
    throw new SoapFault('LIMIT_EXCEEDED', `the maximum number of queries is ${MOST_QUERIES}`);
  }
  const result = queries.flatMap((query) => {
    const name = textOf(query, 'type') ?? '';
    const type = typeNamed(name, version);
    if (!type) throw unknownType(name);
    return componentsOf(call.org, call.caller, type).map((view) => fileProperties(call.org, view));
  });
  return compactXml({ result });
}

/** API version of the answer: from the call, else from its address. */
function asOf(call: SoapCall): number {
  const asked = Number.parseFloat(textOf(call.operation, 'asOfVersion') ?? '');
  return Number.isFinite(asked) && asked >= 1 ? Math.floor(asked) : call.version;
}
