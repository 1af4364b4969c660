import type { Severity } from '../model/severity.ts';

/** Which notices go out through a channel. */
export interface ChannelRoute {
  /** The name in the settings. */
  readonly name: string;
  /** `overdue`: only what is overdue while nobody said that they are on it. */
  readonly when: 'always' | 'overdue';
  /** The least that is told there. */
  readonly severity: Severity;
  /** It hears of the practice org, too. */
  readonly isForPractice?: true;
}

/** In place of an org: where the secret store keeps the secrets of channels, each under its name in place of a consumer key. */
export const channelSecrets = 'channel';

/** Held by whoever puts such a secret somewhere, or takes it away. */
export const channelSecretsLease = 'channel secrets';

/** A name that `secret:<name>` may have. */
export function isSecretName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name);
}
