import type { Severity } from '../model/severity.ts';

/** Which notices a channel gets. */
export interface ChannelRoute {
  /** The name in the settings. */
  readonly name: string;
  /** `overdue`: only overdue secrets that nobody has acknowledged. */
  readonly when: 'always' | 'overdue';
  /** The lowest severity it gets. */
  readonly severity: Severity;
  /** What it sends with. Missing: keyturn doesn't use it for the contacts of consumers. */
  readonly type?: string;
  /** It also gets notices of the practice org. */
  readonly isForPractice?: true;
}

/** Replaces the org id for channel secrets in the secret store. A secret's name replaces the consumer key. */
export const channelSecrets = 'channel';

/** The lease for writing and deleting channel secrets. */
export const channelSecretsLease = 'channel secrets';

/** Whether this is a valid name for `secret:<name>`. */
export function isSecretName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name);
}

/** Why nobody could be told that a secret store doesn't open: there is no channel, or each needs a secret from a store. */
export type ChannelGap = 'none' | 'secrets-only';

const withoutSecret: ReadonlySet<string> = new Set(['desktop', 'command', 'log']);

/** A heartbeat gets no notices. */
export function channelGapOf(
  all: readonly (Pick<ChannelRoute, 'type'> & { readonly password?: string | undefined })[],
): ChannelGap | undefined {
  const channels = all.filter(({ type }) => type !== 'heartbeat');
  if (channels.length === 0) return 'none';
  const isFree = ({ type = '', password }: (typeof channels)[number]) =>
    withoutSecret.has(type) || (type === 'mail' && password === undefined);
  return channels.some(isFree) ? undefined : 'secrets-only';
}

/** Names of the secrets that a channel uses. */
export function secretsOfChannel(channel: object): readonly string[] {
  const { address, failAddress, signingKey, password }: Partial<Record<string, unknown>> = { ...channel };
  return [address, failAddress, signingKey, password].filter((name) => typeof name === 'string');
}
