import type { Secret } from '../model/secret.ts';
import type { State } from './ports.ts';
import type { StoredPair } from './secret-store.ts';

/** What opens a backup: a passphrase, or the private key of one of these public keys (as `readPublicKeys` returns them). */
export type BackupLock =
  | { readonly kind: 'passphrase'; readonly passphrase: Secret }
  | { readonly kind: 'keys'; readonly keys: readonly string[] };

/** A passphrase, or a file with a private key. */
export type BackupKey =
  | { readonly kind: 'passphrase'; readonly passphrase: Secret }
  | { readonly kind: 'identity'; readonly path: string };

export interface WrittenBackup {
  readonly path: string;
  readonly bytes: number;
  /** Where the backup that it replaced is kept; null if there was none, or if the new one lacks nothing. */
  readonly kept: string | null;
  /** Whether the settings file is in it. */
  readonly hasSettings: boolean;
}

/** Backups in one encrypted file each: the state, the settings file, and secrets. */
export interface BackupFiles {
  /** @throws FileExists, FileNotWritten if a backup can't be written there */
  refuseTarget(path: string, mayReplace: boolean): Promise<void>;
  /** @throws FileNotWritten if these are more secrets than a restore reads */
  refuseTooMuch(path: string, secrets: readonly StoredPair[]): void;
  /**
   * Writes the state and the settings of this folder and these secrets into one new file, and reads it back.
   * @throws FileExists, FileNotWritten (also if it would replace one that has to be kept, and enough are), StateDamaged, FileUnreadable
   */
  write(
    path: string,
    wanted: {
      readonly secrets: readonly StoredPair[];
      readonly lock: BackupLock;
      readonly mayReplace: boolean;
      /** Keeps a backup that is replaced: it may have secrets that these lack. */
      readonly keepsEarlier: boolean;
    },
  ): Promise<WrittenBackup>;
  /** A passphrase from a file that a person names. @throws PassphraseFileUnsafe, FileUnreadable */
  passphraseIn(path: string): Promise<Secret>;
  /** What opens a backup. @throws FileUnreadable, BackupUnreadable */
  lockOf(path: string): Promise<BackupLock['kind']>;
  /**
   * Reads a whole backup, and checks all of it. Nothing of this folder changes. Close it in the end.
   * @throws FileUnreadable, BackupUnreadable, BackupLocked, BackupElsewhere, StateTooNew, IdentityUnusable
   */
  open(path: string, key: BackupKey): Promise<OpenedBackup>;
  /** What is in this folder where a restored backup would be. */
  look(backup: OpenedBackup): Promise<RestorePlace>;
  /**
   * Puts the settings and the state in their place, the state last. What is there is set aside.
   * @returns where it was set aside
   */
  place(backup: OpenedBackup): Promise<readonly string[]>;
}

/** A channel of the settings in a backup that runs a program, writes a file or sends to an address. */
export interface BackupChannel {
  readonly name: string;
  readonly type: string;
  /** The program, file or address; null if the settings don't say. */
  readonly to: string | null;
}

export interface BackupSettings {
  readonly channels: readonly BackupChannel[];
  /** Variables of this computer that the settings give to a program. */
  readonly environment: readonly { readonly program: string; readonly variables: readonly string[] }[];
  /** What is wrong with them; null if nothing is. */
  readonly problem: string | null;
}

export interface OpenedBackup {
  /** Epoch ms. */
  readonly madeAt: number;
  /** null if the backup has no settings file. */
  readonly settings: BackupSettings | null;
  readonly secrets: readonly StoredPair[];
  /** The state in it, which can be changed until it is in its place. */
  readonly state: State;
  close(): Promise<void>;
}

export interface RestorePlace {
  readonly folder: string;
  /** Whether the folder has a state, or backups of one. */
  readonly hasState: boolean;
  readonly settings: 'none' | 'same' | 'other';
}
