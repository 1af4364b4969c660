import { isSameHost } from '../../plain/org-host.ts';
import { outsideError, outsideText } from '../../plain/outside-text.ts';
import type { Clock, Log, LoginRequest, OpenOptions, SalesforceOrg, SignIn, SignIns } from '../../ports/ports.ts';
import { type KeyturnError, reason } from '../../reasons/errors.ts';
import { type Broker, BrokerFailed, BrokerTimedOut, brokerUrl, startBroker } from '../broker.ts';
import { childEnvironment } from '../child-environment.ts';
import type { Network } from '../network.ts';
import { chooseApiVersion } from '../salesforce/api-version.ts';
import type { Hold } from '../salesforce/connection.ts';
import { openSalesforceOrg } from '../salesforce/org.ts';
import { createRequestLimits, type RequestLimits } from '../salesforce/request-limits.ts';
import type { OrgSession } from '../salesforce/session.ts';
import { interruption } from '../salesforce/translate-error.ts';
import { type AllowedHosts, isNamed, trustOrigin } from '../salesforce/trusted-origin.ts';
import {
  addressEvent,
  type BrokerList,
  type BrokerLogin,
  type BrokerRenewal,
  brokerList,
  brokerLogin,
  brokerToken,
  fingerprintOf,
} from './broker-answers.ts';
import { proxyForBroker } from './broker-proxy.ts';
import { loginOrigin } from './login-address.ts';
import { openBrowser } from './open-browser.ts';
import { signInOf } from './sign-in-kind.ts';

const readDeadlineMs = 20_000;
/** Another process can hold the renewal lock for up to 35 s. */
const refreshDeadlineMs = 60_000;
const loginSeconds = 120;
/** The port that the CLI's OAuth client redirects the browser to. */
const callbackPort = 1717;

/** Stops the library from writing logs and telemetry. */
const brokerEnvironment = {
  SF_DISABLE_LOG_FILE: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_WEB_OAUTH_SERVER_TIMEOUT: String(loginSeconds * 1000),
};

export interface CliSignInsInit {
  readonly clock: Clock;
  readonly log: Log;
  /** Added to the environment of the broker. HOME decides whose sign-ins it reads. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder to run the CLI in. A project there may set a default org and a port. */
  readonly folder?: string;
  readonly openBrowser?: (url: string) => void;
  /** Default: the usual limits. */
  readonly limits?: RequestLimits;
  /** Used before anything is sent. A list of sign-ins needs no network. */
  readonly network: Network;
  readonly hosts: AllowedHosts;
  readonly hold?: Hold | undefined;
}

/** The sign-ins of the Salesforce CLI on this computer. `close` stops the helper process. */
export function createCliSignIns(init: CliSignInsInit): SignIns & { close(): void } {
  const program = brokerUrl('sign-in-broker', import.meta.url);
  const around = { ...process.env, ...init.environment };
  const env = {
    ...childEnvironment('signIns'),
    ...brokerEnvironment,
    ...init.environment,
    ...proxyForBroker(around),
  };
  const start = () => startBroker(program, { env, ...(init.folder === undefined ? {} : { folder: init.folder }) });
  const broker = start();
  const opening = { ...init, broker, limits: init.limits ?? createRequestLimits() };
  const readOnce = oneAtATime(() => readList(broker));
  return {
    list: async () => signInsOf(await readOnce(), init.clock.now()),
    defaultOrg: async () => (await readOnce()).defaultOrg,
    open: (name, options) => open(opening, { name, ...options }),
    login: async (request) => readBack(init, broker, await login(init, start(), request)),
    close: () => broker.stop(),
  };
}

/** Callers share an answer that is still on its way. */
function oneAtATime<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | null = null;
  return () => {
    asked ??= ask().finally(() => {
      asked = null;
    });
    return asked;
  };
}

async function readList(broker: Broker): Promise<BrokerList> {
  try {
    return brokerList.parse(await broker.call('list', {}, { deadlineMs: readDeadlineMs }));
  } catch (error) {
    throw unreadable(error, null);
  }
}

function signInsOf({ signIns, defaultOrg }: BrokerList, now: number): readonly SignIn[] {
  return signIns
    .map((each) => signInOf(each, defaultOrg, now))
    .sort((one, other) => Number(other.isDefault) - Number(one.isDefault) || (one.username < other.username ? -1 : 1));
}

interface Opening extends CliSignInsInit {
  readonly broker: Broker;
  readonly limits: RequestLimits;
}

async function open(
  { clock, log, broker, limits, network, hosts, hold }: Opening,
  { name, apiVersion: asked, signal }: { name: string } & OpenOptions,
): Promise<SalesforceOrg> {
  const session = await openSession({ broker, hosts }, name, signal);
  const origin = await trustOrigin(session.instanceUrl, session, hosts);
  await network.ready(name);
  const turns = limits.of(session.orgId);
  const apiVersion = await chooseApiVersion({ session, origin, turns, asked, clock, signal });
  const org = await openSalesforceOrg({ session, origin, turns, apiVersion, clock, log, signal, hold });
  return isNamed(new URL(origin), hosts.named) ? { ...org, allowedHost: new URL(origin).host } : org;
}

async function openSession(
  { broker, hosts }: Pick<Opening, 'broker' | 'hosts'>,
  name: string,
  signal: AbortSignal | undefined,
): Promise<OrgSession> {
  const reading = { deadlineMs: readDeadlineMs, signal };
  const read = async () => brokerToken.parse(await broker.call('token', { name }, reading));
  const first = await read().catch(async (error: unknown) => Promise.reject(await notOpened(broker, name, error)));
  let token = first.accessToken;
  const { username, orgId, instanceUrl, loginUrl } = first;
  return {
    username,
    name,
    orgId,
    instanceUrl: instanceUrl.replace(/\/+$/, ''),
    isPractice: false,
    clientId: first.clientId,
    accessToken: async () => token,
    refresh: async () => {
      if (loginUrl !== null && !isSameHost(loginUrl, instanceUrl))
        await trustOrigin(loginUrl, { orgId, name, username }, hosts);
      try {
        const call = { deadlineMs: refreshDeadlineMs, signal, mustFinish: true };
        const renewal: BrokerRenewal = { name: username, instanceUrl, loginUrl };
        token = brokerToken.parse(await broker.call('refresh', renewal, call)).accessToken;
        return token;
      } catch (error) {
        if (signal?.aborted) throw interruption(error);
        throw reason('SessionExpired', { org: name, ...refusalIn(error) }, { cause: withoutTokens(error) });
      }
    },
  };
}

async function notOpened(broker: Broker, name: string, error: unknown): Promise<KeyturnError> {
  if (error instanceof DOMException && error.name === 'AbortError') return interruption(error);
  if (!(error instanceof BrokerFailed)) return unreadable(error, name);
  const { signIns, aliasProblem } = await readList(broker);
  if (signIns.some(({ username, aliases }) => username === name || aliases.includes(name)))
    return unreadable(error, name);
  if (aliasProblem !== null) {
    const known = signIns.map(({ username }) => username);
    return reason('AliasesUnreadable', { name: outsideText(name, 100), problem: aliasProblem, known });
  }
  const known = signIns.flatMap(({ username, aliases }) => (aliases.length > 0 ? aliases : [username]));
  return reason('OrgUnknown', { org: outsideText(name, 100), known }, { cause: withoutTokens(error) });
}

/** Runs in a separate helper, which is stopped after the sign-in to free the port. */
async function login(init: CliSignInsInit, broker: Broker, request: LoginRequest): Promise<BrokerLogin> {
  const origin = loginOrigin(request.loginUrl, init.hosts.named);
  const stop = () => broker.stop();
  request.signal?.throwIfAborted();
  await init.network.ready();
  request.signal?.addEventListener('abort', stop, { once: true });
  try {
    const deadlineMs = (loginSeconds + 30) * 1000;
    const onEvent = (event: unknown) => showAddress(init, request, event);
    return brokerLogin.parse(await broker.call('login', { loginUrl: origin }, { deadlineMs, onEvent }));
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    throw loginProblem(error, origin);
  } finally {
    request.signal?.removeEventListener('abort', stop);
    stop();
  }
}

/**
 * A keyring program without a keyring accepts a sign-in and keeps nothing, and the process that wrote it doesn't notice. So
 * another process reads it back.
 */
async function readBack(init: CliSignInsInit, broker: Broker, login: BrokerLogin): Promise<SignIn> {
  const { username, tokenFingerprint } = login;
  const token = await broker
    .call('token', { name: username }, { deadlineMs: readDeadlineMs })
    .then((answer) => brokerToken.parse(answer).accessToken)
    .catch(() => null);
  const isSaved = token !== null && fingerprintOf(token) === tokenFingerprint;
  const signIns = isSaved ? signInsOf(await readList(broker), init.clock.now()) : [];
  const found = signIns.find((each) => each.username === username && each.broken === null);
  if (!found) throw reason('SignInNotSaved', { username: outsideText(username, 200) });
  return found;
}

function showAddress(init: CliSignInsInit, request: LoginRequest, event: unknown): void {
  const { address } = addressEvent.parse(event);
  request.onAddress(address);
  if (request.openBrowser) (init.openBrowser ?? openBrowser)(address);
}

function loginProblem(error: unknown, origin: string): unknown {
  if (error instanceof BrokerTimedOut) return reason('SignInTimedOut', { seconds: loginSeconds }, { cause: error });
  if (!(error instanceof BrokerFailed)) return error;
  const cause = withoutTokens(error);
  if (/authTimeout/i.test(error.kind)) return reason('SignInTimedOut', { seconds: loginSeconds }, { cause });
  if (/portInUse|EADDRINUSE/i.test(`${error.kind} ${error.code}`)) {
    const port = Number(/port (\d+)/.exec(error.message)?.[1] ?? callbackPort);
    return reason('LoginPortTaken', { port }, { cause });
  }
  // The keyring of the CLI's library failed. The person is already signed in at this point.
  if (/credential|keychain|password/i.test(error.kind)) return reason('SignInNotSaved', { username: 'you' }, { cause });
  return reason('SignInBroken', { org: new URL(origin).host, problem: outsideText(error.message, 200) }, { cause });
}

/** What the org said, if it refused the renewal. */
function refusalIn(error: unknown): { readonly problem?: string } {
  return error instanceof BrokerFailed ? { problem: outsideText(error.message, 200) } : {};
}

function unreadable(error: unknown, org: string | null): KeyturnError {
  return reason('SignInBroken', { org, problem: outsideError(error) }, { cause: withoutTokens(error) });
}

function withoutTokens(error: unknown): Error {
  return new Error(outsideError(error, 500));
}
