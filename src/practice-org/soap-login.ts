import { bodyText, type PracticeRequest } from './http/message.ts';
import {
  answer,
  apiVersion,
  faultAnswer,
  type HttpAnswer,
  readEnvelope,
  type SoapRequest,
} from './metadata/soap/envelope.ts';
import { CLIENT_FAULT, illegalSession, SoapFault } from './metadata/soap/fault.ts';
import { textOf } from './metadata/xml/read-xml.ts';
import { compactXml } from './metadata/xml/write-xml.ts';
import type { OrgModel } from './model/org.ts';
import type { Session } from './model/session.ts';
import { nameOf, type User } from './model/user.ts';
import { signInRefusal } from './oauth/token-rules.ts';

/**
 * Of the SOAP data APIs, the practice org has only login, user info and logout: `u` is the partner API, `c` the enterprise
 * API.
 */
const services = {
  u: { namespace: 'urn:partner.soap.sforce.com', loginType: 'Partner Product' },
  c: { namespace: 'urn:enterprise.soap.sforce.com', loginType: 'Other Apex API' },
} as const;

/** API version 65.0 removed `login()`. */
const newestWithLogin = 64;
const sessionSeconds = 7200;

interface SoapCall extends SoapRequest {
  readonly org: OrgModel;
  readonly origin: string;
  readonly service: keyof typeof services;
  readonly version: number;
}

const operations: Readonly<Record<string, (call: SoapCall) => string>> = {
  login,
  getUserInfo: (call) => `<result>${compactXml(userInfo(call.org, sessionOf(call).user))}</result>`,
  logout: (call) => {
    const { session } = sessionOf(call);
    session.isEnded = true;
    call.org.changed();
    return '';
  },
};

function isService(name: string): name is keyof typeof services {
  return Object.hasOwn(services, name);
}

/** `POST /services/Soap/u/:version` and `/services/Soap/c/:version`. Other services, such as that of Apex, have no operation here. */
export function answerSoap(org: OrgModel, request: PracticeRequest): HttpAnswer {
  const [, service = '', path = ''] = /^\/services\/Soap\/(\w+)\/([^/]+)/.exec(request.path) ?? [];
  const { namespace } = isService(service) ? services[service] : { namespace: 'http://soap.sforce.com/2006/08/apex' };
  try {
    const version = apiVersion(org, path);
    const envelope = readEnvelope(bodyText(request));
    const { name } = envelope.operation;
    const run = isService(service) && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!run || !isService(service))
      throw new SoapFault(CLIENT_FAULT, `No operation available for request {${namespace}}${name}`);
    const call = { ...envelope, org, origin: request.origin, service, version };
    return answer(name, run(call), namespace);
  } catch (error) {
    if (!(error instanceof SoapFault)) throw error;
    return faultAnswer(error, namespace.replace(/^urn:(\w+)\.soap/, 'urn:fault.$1.soap'));
  }
}

/** Accepts any password except an empty one, because nothing in a practice org is real. */
function login(call: SoapCall): string {
  const { org, operation, service, version, origin } = call;
  if (version > newestWithLogin) {
    throw new SoapFault('UNSUPPORTED_API_VERSION', 'SOAP API login() is not supported in this API version');
  }
  const user = org.userNamed(textOf(operation, 'username') ?? '');
  if (!user || signInRefusal(org, user) || !textOf(operation, 'password')) {
    throw new SoapFault('INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.');
  }
  const session = openSoapSession(org, user, services[service].loginType);
  const address = (kind: string) => `${origin}/services/Soap/${kind}/${version}.0/${org.orgId.slice(0, 15)}`;
  const result = {
    metadataServerUrl: address('m'),
    passwordExpired: false,
    sandbox: org.data.isSandbox,
    serverUrl: address(service),
    sessionId: session.token,
    userId: user.id,
    userInfo: userInfo(org, user),
  };
  return `<result>${compactXml(result)}</result>`;
}

function openSoapSession(org: OrgModel, user: User, loginType: string): Session {
  const place = { sourceIp: '127.0.0.1', userId: user.id };
  const row = org.addLogin({ ...place, application: 'N/A', loginType, loginSubType: '', status: 'Success' });
  org.noteSignIn(user, { isUi: false });
  return org.addSession({
    ...place,
    kind: 'soap',
    client: 'SOAP',
    refreshToken: null,
    consumerId: null,
    scopes: [],
    isJwt: false,
    loginHistoryId: row.id,
    timeoutMs: sessionSeconds * 1000,
  });
}

/** @throws SoapFault without a live session that SOAP accepts */
function sessionOf({ org, sessionId }: SoapCall): { readonly session: Session; readonly user: User } {
  const session = sessionId === null ? null : org.sessionOf(sessionId);
  const user = session && !session.isJwt ? org.userById(session.userId) : null;
  if (!session || !user) throw illegalSession();
  return { session, user };
}

function userInfo(org: OrgModel, user: User) {
  return {
    currencySymbol: '$',
    organizationId: org.orgId,
    organizationMultiCurrency: false,
    organizationName: org.data.name,
    profileId: user.profileId,
    sessionSecondsValid: sessionSeconds,
    userEmail: user.email,
    userFullName: nameOf(user),
    userId: user.id,
    userLanguage: 'en_US',
    userLocale: 'en_US',
    userName: user.username,
    userTimeZone: 'GMT',
    userType: user.userType,
  };
}
