import type { Secret } from './secret.ts';
import type { StoreReference } from './watched-app.ts';

/** A secret store that can be chosen. */
export interface StoreOffer {
  readonly kind: StoreReference['kind'];
  /** null if it can be used. */
  readonly problem: { readonly problem: string; readonly cure: string } | null;
  /** File only: whether the passphrase comes from a file or a systemd credential, so nobody is asked. */
  readonly hasPassphrase: boolean;
  /** File only: whether it must be created first, with a new passphrase. */
  readonly isNew: boolean;
  /** Description of where it keeps secrets. */
  readonly place: string;
}

/** What a passphrase must be, to be that of a new encrypted file. */
export interface PassphraseRule {
  /** Why a text can't be the passphrase; null if it can. */
  check(text: string): string | null;
  /** The same in one line, before anything is typed. */
  readonly words: string;
  /** One that keyturn made up and remembers. Only for practice; null otherwise. */
  readonly madeUp: Secret | null;
}
