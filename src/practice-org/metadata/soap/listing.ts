import { componentsOf } from '../retrieve/component-views.ts';
import { fileProperties } from '../retrieve/file-properties.ts';
import { ALL_TYPES, typeNamed } from '../types/registry.ts';
import { childrenOf, textOf } from '../xml/read-xml.ts';
import { compactXml } from '../xml/write-xml.ts';
import type { SoapCall } from './call.ts';
import { SoapFault, unknownType } from './fault.ts';

const MOST_QUERIES = 3;

/** describeMetadata: the types of the asked version. Production needs tests and takes nothing partial. */
export function describeMetadata(call: SoapCall): string {
  const version = asOf(call);
  const metadataObjects = ALL_TYPES.filter((type) => version >= type.since).map((type) => ({
    directoryName: type.folder,
    inFolder: false,
    metaFile: false,
    suffix: type.suffix,
    xmlName: type.xmlName,
  }));
  const { namespace, sandbox } = call.org;
  return compactXml({
    result: {
      metadataObjects,
      organizationNamespace: namespace,
      partialSaveAllowed: sandbox,
      testRequired: !sandbox,
    },
  });
}

/** listMetadata: file properties of the components of up to three types; nothing at all where there are none. */
export function listMetadata(call: SoapCall): string {
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

/** Version of the answer: what the call says, or the one of its address. */
function asOf(call: SoapCall): number {
  const asked = Number.parseFloat(textOf(call.operation, 'asOfVersion') ?? '');
  return Number.isFinite(asked) && asked >= 1 ? Math.floor(asked) : call.version;
}
