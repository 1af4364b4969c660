import { manifestOf } from '../component/package-xml.ts';
import { ComponentProblem } from '../component/problem.ts';
import { childOf, textOf, type XmlElement } from '../xml/read-xml.ts';
import { compactXml } from '../xml/write-xml.ts';
import type { SoapCall } from './call.ts';
import { CLIENT_FAULT, invalidId, SoapFault } from './fault.ts';

/** retrieve: the service description calls its argument `retrieveRequest`, some clients `request`. */
export function retrieve(call: SoapCall): string {
  const request = childOf(call.operation, 'retrieveRequest') ?? childOf(call.operation, 'request');
  const unpackaged = request && childOf(request, 'unpackaged');
  if (!unpackaged) throw new SoapFault('INVALID_FIELD', 'unpackaged: only what is in no package can be retrieved here');
  const manifest = readUnpackaged(unpackaged);
  const asked = Number.parseInt(textOf(request, 'apiVersion') ?? '', 10);
  const job = call.retrieves.start({
    caller: call.caller,
    manifest,
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

/** checkRetrieveStatus: the zip comes once, unless the caller says that it doesn't want it yet. */
export function checkRetrieveStatus(call: SoapCall): string {
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
