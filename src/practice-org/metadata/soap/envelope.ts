import type { OrgModel } from '../../model/org.ts';
import { childOf, readXml, textOf, type XmlElement, XmlProblem } from '../xml/read-xml.ts';
import { escapeXml, METADATA_NAMESPACE } from '../xml/write-xml.ts';
import { CLIENT_FAULT, SoapFault } from './fault.ts';

const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';
const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

export interface SoapRequest {
  /** From the SOAP header; an Authorization header doesn't count here. */
  readonly sessionId: string | null;
  /** AllOrNoneHeader: if one record fails, none is saved. */
  readonly allOrNone: boolean;
  /** First element of the body. Its name is the operation, its children are the arguments. */
  readonly operation: XmlElement;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** @throws {SoapFault} for anything that isn't a SOAP 1.1 envelope with one operation */
export function readEnvelope(body: string): SoapRequest {
  const envelope = readDocument(body);
  if (envelope.name !== 'Envelope' || envelope.namespace !== SOAP_NAMESPACE) {
    throw new SoapFault(CLIENT_FAULT, 'Envelope expected');
  }
  const header = childOf(envelope, 'Header');
  const [operation] = childOf(envelope, 'Body')?.children ?? [];
  if (!operation) throw new SoapFault(CLIENT_FAULT, 'No operation available for request');
  const session = header && childOf(header, 'SessionHeader');
  const allOrNone = header && childOf(header, 'AllOrNoneHeader');
  return {
    sessionId: session ? textOf(session, 'sessionId') : null,
    allOrNone: allOrNone !== null && textOf(allOrNone, 'allOrNone') === 'true',
    operation,
  };
}

function readDocument(body: string): XmlElement {
  try {
    return readXml(body);
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    throw new SoapFault(CLIENT_FAULT, `The message is not well-formed XML: ${error.message}`);
  }
}

/** The version number in an address, for example 65. @throws {SoapFault} for a version that the org doesn't support */
export function apiVersion(org: OrgModel, text: string): number {
  const version = Number(/^(\d{1,3})(?:\.0)?$/.exec(text)?.[1]);
  if (org.speaks(version)) return version;
  throw new SoapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
}

/** `results` is XML: the elements inside `<operation>Response`. */
export function answer(operation: string, results: string, namespace = METADATA_NAMESPACE): HttpAnswer {
  const response = `${operation}Response`;
  return {
    status: 200,
    body: envelope(`xmlns="${namespace}" xmlns:xsi="${XSI_NAMESPACE}"`, `<${response}>${results}</${response}>`),
  };
}

export function faultAnswer(fault: SoapFault, namespace = METADATA_NAMESPACE): HttpAnswer {
  const client = fault.code === CLIENT_FAULT;
  const code = client ? fault.code : `sf:${fault.code}`;
  const text = client ? fault.message : `${fault.code}: ${fault.message}`;
  const inner = `<faultcode>${code}</faultcode><faultstring>${escapeXml(text)}</faultstring>`;
  return {
    status: 500,
    body: envelope(`xmlns:sf="${namespace}"`, `<soapenv:Fault>${inner}</soapenv:Fault>`),
  };
}

function envelope(namespaces: string, body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<soapenv:Envelope xmlns:soapenv="${SOAP_NAMESPACE}" ${namespaces}>` +
    `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
  );
}
