import type { CleanText } from '../plain/outside-text.ts';
import type { KeyturnError } from '../reasons/errors.ts';

/** What runs the daemon in the background of this computer. */
export type ServiceKind = 'systemd' | 'systemd-system' | 'launchd' | 'task-scheduler';

/** A call of a system program. Its arguments never contain a secret. */
export interface ServiceCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** A failure doesn't matter, because what the command undoes may not exist. */
  readonly mayFail?: boolean;
  /** It waits until the daemon has finished its current step. */
  readonly isSlow?: boolean;
}

export interface ServiceCommandEnd {
  readonly isOk: boolean;
  readonly stdout: string;
  /** Why it failed, as text; null if it succeeded. */
  readonly problem: CleanText | null;
}

/** Access to this computer for installing a service: files and system programs. */
export interface ServiceHost {
  readonly platform: NodeJS.Platform;
  readonly user: { readonly name: string; readonly uid: number; readonly home: string };
  /** Ends within its deadline, whatever the program does. Never throws. */
  run(command: ServiceCommand): Promise<ServiceCommandEnd>;
  /** null if the file doesn't exist. @throws FileUnreadable */
  read(path: string): Promise<string | null>;
  /** Replaces the whole file and creates its folders. @throws FileUnwritable */
  write(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  canRun(path: string): Promise<boolean>;
  canRead(path: string): Promise<boolean>;
  /** Why a passphrase file isn't safe to use; null if it is. */
  passphraseProblem(path: string): Promise<KeyturnError | null>;
}

/** What to run, and what it needs. Paths are absolute. No secrets. */
export interface ServicePlan {
  readonly node: string;
  readonly script: string;
  /** keyturn's data folder. */
  readonly home: string;
  readonly store: 'keychain' | 'file' | null;
  readonly passphraseFile: string | null;
  /** Folders that a system unit may write to; null for no restriction, because its programs may write anywhere. */
  readonly writable: readonly string[] | null;
  /** Only for a system unit: the user it runs as. */
  readonly runAs: string | null;
}

/** Current status of a service; null for what the system doesn't report. */
export interface ServiceActivity {
  readonly active: boolean | null;
  readonly enabled: boolean | null;
  /** Whether it also runs while its user isn't signed in. */
  readonly linger: boolean | null;
  /** The state as the system names it. */
  readonly word: string | null;
}

/** An installed service of keyturn. */
export interface InstalledService extends ServiceActivity {
  readonly kind: ServiceKind;
  readonly path: string;
  /** Node or the program, if they are no longer where the service expects them. */
  readonly missing: readonly string[];
  readonly passphraseFile: KeyturnError | 'fine' | 'none';
  readonly passphrasePath: string | null;
  /** Delivery targets that it may not write to, because they were added after the installation. */
  readonly shutOut: readonly string[];
  /** Commands to start it and to see its output. */
  readonly start: string;
  readonly log: string;
}
