import type { WatchedApp } from '../../model/watched-app.ts';
import { hostKind, isSameHost } from '../../plain/org-host.ts';
import { reason } from '../../reasons/errors.ts';
import { addressProblems } from '../../words/sign-ins.ts';

declare const trusted: unique symbol;

/** The origin of an org that may get tokens and secrets. Only this file makes one, and the transport sends to no other. */
export type TrustedOrigin = string & { readonly [trusted]: true };

/** What a person and the watched apps allow besides Salesforce's own hosts. */
export interface AllowedHosts {
  /** From `--allow-host`. */
  readonly named: readonly string[];
  /** The watched apps of this org, or of this sign-in. */
  watchedAt(org: SignedInOrg): Promise<readonly Pick<WatchedApp, 'app' | 'instanceUrl'>[]>;
}

interface SignedInOrg {
  readonly orgId: string;
  /** The alias or username that was asked for. */
  readonly name: string;
  readonly username: string;
}

/**
 * Decides before the first request whether an address may get tokens and secrets: over https, to Salesforce, to a host that a
 * person allowed, or to the host at which the org's apps are watched. This computer is trusted as long as no app of the org is
 * watched elsewhere.
 * @throws HostNotEncrypted, HostNotAllowed, SignInBroken
 */
export async function trustOrigin(address: string, org: SignedInOrg, allowed: AllowedHosts): Promise<TrustedOrigin> {
  const url = URL.parse(address);
  if (url === null || url.hostname === '') throw broken(org, addressProblems.noAddress);
  if (url.username !== '' || url.password !== '') throw broken(org, addressProblems.credentials);
  const { host, protocol } = url;
  const kind = hostKind(url);
  if (kind !== 'this-computer' && protocol !== 'https:')
    throw reason('HostNotEncrypted', { host, org: org.name, isSalesforce: kind === 'salesforce' });
  if (kind === 'salesforce' || isNamed(url, allowed.named)) return originOf(url);
  const homes = await allowed.watchedAt(org);
  if (homes.some(({ instanceUrl }) => isSameHost(instanceUrl, address))) return originOf(url);
  if (kind === 'this-computer' && homes.length === 0) return originOf(url);
  const [home = null] = homes;
  throw reason('HostNotAllowed', { host, org: org.name, watched: home });
}

/** For the practice org. @throws Error for any other host */
export function trustThisComputer(address: string): TrustedOrigin {
  const url = new URL(address);
  if (hostKind(url) !== 'this-computer') throw new Error('the practice org runs on this computer');
  return originOf(url);
}

/** Whether a person named the host, with or without its port. */
export function isNamed({ host, hostname }: Pick<URL, 'host' | 'hostname'>, named: readonly string[]): boolean {
  return named.some((name) => name.toLowerCase() === host || name.toLowerCase() === hostname);
}

function originOf(url: URL): TrustedOrigin {
  return url.origin as TrustedOrigin;
}

function broken({ name }: SignedInOrg, problem: string) {
  return reason('SignInBroken', { org: name, problem });
}
