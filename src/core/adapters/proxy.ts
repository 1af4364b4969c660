import { BlockList, isIP } from 'node:net';
import type { Agent as AgentOf, Dispatcher } from 'undici';
import { isLoopback } from '../plain/loopback.ts';
import { reason } from '../reasons/errors.ts';
import { proxyProblems } from '../words/network.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ProxySettings {
  /** With the username and password, if it has them. */
  readonly address: string;
  /** The host names of `NO_PROXY`, as undici reads them. */
  readonly besides: readonly string[];
  /** Whether a host is an address of this computer, or an IP address that `NO_PROXY` has, alone or in a network. */
  isDirect(hostname: string): boolean;
}

const names = ['https_proxy', 'HTTPS_PROXY'] as const;

/**
 * The proxy of the environment; null without one. As with curl, lower-case variables take precedence, and `host:port` means
 * `http://host:port`.
 * @throws ProxyUnusable, which doesn't repeat the value
 */
export function proxySettings(env: Environment): ProxySettings | null {
  const variable = names.find((name) => env[name]?.trim());
  if (!variable) return null;
  const address = usableAddress(env[variable]?.trim() ?? '', variable);
  return { address: address.href, ...exceptions(env.no_proxy || env.NO_PROXY || '') };
}

/** `https://gateway.acme.example:8080`, without username and password. @throws ProxyUnusable */
export function shownProxy(env: Environment): string | null {
  const found = proxySettings(env);
  if (found === null) return null;
  const { protocol, host } = new URL(found.address);
  return `${protocol}//${host}`;
}

function usableAddress(value: string, variable: string): URL {
  const refuse = (problem: keyof typeof proxyProblems) =>
    reason('ProxyUnusable', { variable, problem: proxyProblems[problem] });
  if (/[\s\x00-\x1f\x7f]/.test(value)) throw refuse('spaces');
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
  if (hasScheme && !/^https?:/i.test(value)) throw refuse('scheme');
  const url = URL.parse(hasScheme ? value : `http://${value}`);
  if (url === null) throw refuse('noAddress');
  if (url.hostname === '') throw refuse('noHost');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') throw refuse('more');
  if (![url.username, url.password].every(isDecodable)) throw refuse('percent');
  return url;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** undici knows host names with a dot or star in front, ports and `*`. IP addresses and networks are compared here. */
function exceptions(value: string): Omit<ProxySettings, 'address'> {
  const direct = new BlockList();
  const besides: string[] = [];
  for (const entry of value.split(/[\s,]+/).filter(Boolean)) {
    const [, network = '', bits] = /^\[?([^\]/]+)\]?(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const family = familyOf(network);
    if (family === null) besides.push(entry.replace(/^https?:\/\//i, '').replace(/\/.*$/, ''));
    else if (bits === undefined) direct.addAddress(network, family);
    else if (Number(bits) <= (family === 'ipv6' ? 128 : 32)) direct.addSubnet(network, Number(bits), family);
  }
  const isDirect = (hostname: string): boolean => {
    const name = hostname.replace(/^\[(.*)\]$/, '$1');
    const family = familyOf(name);
    return isLoopback(name) || (family !== null && direct.check(name, family));
  };
  return { besides, isDirect };
}

function familyOf(text: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(text);
  return version === 0 ? null : version === 6 ? 'ipv6' : 'ipv4';
}

/**
 * Sends this process's requests through the proxy of the environment.
 * @returns a function that undoes it
 * @throws ProxyUnusable
 */
export async function obeyProxy(env: Environment): Promise<() => void> {
  const dispatcher = await proxyDispatcher(env);
  if (dispatcher === null) return () => undefined;
  const { getGlobalDispatcher, setGlobalDispatcher } = await import('undici');
  const before = getGlobalDispatcher();
  setGlobalDispatcher(dispatcher);
  return () => setGlobalDispatcher(before);
}

/**
 * Null without a proxy.
 * @param options.connect opens connections that go past the proxy. Default: undici's own
 * @throws ProxyUnusable
 */
export async function proxyDispatcher(
  env: Environment,
  options: Pick<AgentOf.Options, 'connect'> = {},
): Promise<Dispatcher | null> {
  const found = proxySettings(env);
  if (found === null) return null;
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const noProxy = found.besides.join(',');
  // Plain http goes to this computer only.
  const usual = { ...options, allowH2: false };
  const proxied = new EnvHttpProxyAgent({ ...usual, httpProxy: '', httpsProxy: found.address, noProxy });
  const direct = new Agent(usual);
  return proxied.compose((dispatch) => (request, handler) => {
    const { hostname } = new URL(String(request.origin));
    return found.isDirect(hostname) ? direct.dispatch(request, handler) : dispatch(request, handler);
  });
}

/** The status with which a proxy refused to connect; null if the error has another cause. */
export function proxyStatusOf(error: unknown): number | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const status = /^Proxy response \((\d{3})\)/.exec(at.message)?.[1];
    if (status) return Number(status);
  }
  return null;
}
