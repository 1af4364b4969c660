import type { StoreReference } from './watched-app.ts';

/** A place where secrets can be kept. */
export interface StoreOffer {
  readonly kind: StoreReference['kind'];
  /** null when it can be used. */
  readonly problem: { readonly problem: string; readonly cure: string } | null;
  /** Only for the file: whether its passphrase comes from a file or a systemd credential, so that nobody is asked. */
  readonly hasPassphrase: boolean;
  /** Only for the file: whether it has to be made first (a passphrase is chosen, not asked). */
  readonly isNew: boolean;
  /** Where it keeps pairs, for the person to read. */
  readonly place: string;
}
