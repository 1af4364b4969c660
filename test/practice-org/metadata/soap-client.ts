import { zipSync } from 'fflate';
import type { MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import {
  childOf,
  childrenOf,
  readXml,
  textOf,
  type XmlElement,
} from '../../../src/practice-org/metadata/xml/read-xml.ts';
import { ADMIN_TOKEN, type MiniOrg } from './mini-org.ts';

export const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

export interface Called {
  readonly status: number;
  readonly body: string;
  /** The `result` elements of the response, or the fault. */
  readonly results: readonly XmlElement[];
  readonly fault: string | null;
}

export function soap(
  api: MetadataApi,
  call: string,
  options: { token?: string; version?: string; header?: string } = {},
): Called {
  const { token = ADMIN_TOKEN, version = '65.0', header = '' } = options;
  const { status, body } = api.soap(
    version,
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      `<soapenv:Header xmlns="${NAMESPACE}"><SessionHeader><sessionId>${token}</sessionId></SessionHeader>${header}</soapenv:Header>` +
      `<soapenv:Body xmlns="${NAMESPACE}">${call}</soapenv:Body></soapenv:Envelope>`,
  );
  const content = childOf(readXml(body), 'Body')?.children[0];
  const results = content ? childrenOf(content, 'result') : [];
  return { status, body, results, fault: content ? textOf(content, 'faultstring') : null };
}

export function file(root: string, elements: Record<string, string>): string {
  const inner = Object.entries(elements).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">\n${inner.join('\n')}\n</${root}>`;
}

export function manifest(types: Record<string, readonly string[]>, version = '65.0'): string {
  const inner = Object.entries(types).map(
    ([name, members]) => `<types>${members.map((m) => `<members>${m}</members>`).join('')}<name>${name}</name></types>`,
  );
  return `<?xml version="1.0"?><Package xmlns="${NAMESPACE}">${inner.join('')}<version>${version}</version></Package>`;
}

export function zipOf(files: Record<string, string>): Uint8Array {
  const encoder = new TextEncoder();
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)])));
}

export interface Row {
  readonly fullName: string | null;
  readonly problem: string | null;
  readonly problemType: string | null;
  readonly line: string | null;
  readonly created: boolean;
  readonly changed: boolean;
}

export interface Deployed {
  readonly id: string;
  readonly status: string | null;
  readonly failures: readonly Row[];
  readonly successes: readonly Row[];
  readonly result: XmlElement;
}

/** Deploys the files, lets the org's time pass, and reads the result. */
export function deploy(
  api: MetadataApi,
  org: MiniOrg,
  files: Record<string, string>,
  options: Record<string, boolean> = {},
): Deployed {
  const id = submit(api, files, options);
  org.time += 300;
  return deployed(api, id);
}

export function submit(
  api: MetadataApi,
  files: Record<string, string>,
  options: Record<string, boolean> = {},
  token = ADMIN_TOKEN,
): string {
  const zip = Buffer.from(zipOf(files)).toString('base64');
  const asked = Object.entries({ singlePackage: true, rollbackOnError: true, ...options });
  const inner = asked.map(([name, value]) => `<${name}>${value}</${name}>`).join('');
  const call = soap(api, `<deploy><ZipFile>${zip}</ZipFile><DeployOptions>${inner}</DeployOptions></deploy>`, {
    token,
  });
  return textOf(call.results[0] ?? readXml('<none/>'), 'id') ?? '';
}

export function deployed(api: MetadataApi, id: string): Deployed {
  const { results } = soap(
    api,
    `<checkDeployStatus><asyncProcessId>${id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`,
  );
  const result = results[0] ?? readXml('<none/>');
  const details = childOf(result, 'details') ?? readXml('<none/>');
  const rows = (name: string) =>
    childrenOf(details, name)
      .map(row)
      .filter((each) => each.fullName !== 'package.xml');
  return {
    id,
    status: textOf(result, 'status'),
    failures: [
      ...rows('componentFailures'),
      ...childrenOf(details, 'componentFailures')
        .map(row)
        .filter((each) => each.fullName === 'package.xml'),
    ],
    successes: rows('componentSuccesses'),
    result,
  };
}

function row(element: XmlElement): Row {
  return {
    fullName: textOf(element, 'fullName'),
    problem: textOf(element, 'problem'),
    problemType: textOf(element, 'problemType'),
    line: textOf(element, 'lineNumber'),
    created: textOf(element, 'created') === 'true',
    changed: textOf(element, 'changed') === 'true',
  };
}

/** An app's three files of the developer, as one deploys them for a new app. */
export function appFiles(name = 'Acme', over: Record<string, string> = {}): Record<string, string> {
  return {
    'package.xml': manifest({
      ExternalClientApplication: [name],
      ExtlClntAppOauthSettings: [`${name}_oauth`],
      ExtlClntAppGlobalOauthSettings: [`${name}_glbloauth`],
    }),
    [`externalClientApps/${name}.eca`]: file('ExternalClientApplication', { contactEmail: 'a@b.cd', label: name }),
    [`extlClntAppOauthSettings/${name}_oauth.ecaOauth`]: file('ExtlClntAppOauthSettings', {
      commaSeparatedOauthScopes: 'Api,Web',
      externalClientApplication: name,
    }),
    [`extlClntAppGlobalOauthSets/${name}_glbloauth.ecaGlblOauth`]: file('ExtlClntAppGlobalOauthSettings', {
      callbackUrl: 'https://localhost/cb',
      externalClientApplication: name,
      isClientCredentialsFlowEnabled: 'true',
    }),
    ...over,
  };
}

/** A package with the one policy file given. */
export function policyFiles(
  elements: Record<string, string>,
  name = 'Acme_oauth_defaultPolicy',
): Record<string, string> {
  return {
    'package.xml': manifest({ ExtlClntAppOauthConfigurablePolicies: [name] }),
    [`extlClntAppOauthPolicies/${name}.ecaOauthPlcy`]: file('ExtlClntAppOauthConfigurablePolicies', elements),
  };
}
