import type { KeyturnError } from '../reasons/errors.ts';

/** What can run the daemon in the background of this computer. */
export type ServiceKind = 'systemd' | 'systemd-system' | 'launchd' | 'task-scheduler';

/** A call of one of the system's own programs. No secret is ever among its arguments. */
export interface ServiceCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Its failure is no failure of the whole: what it undoes may not be there. */
  readonly mayFail?: boolean;
  /** It waits until the daemon has finished its step. */
  readonly isSlow?: boolean;
}

export interface ServiceCommandEnd {
  readonly isOk: boolean;
  readonly stdout: string;
  /** Why it failed, in words; null when it did not. */
  readonly problem: string | null;
}

/** Everything that is done to this computer for a service: a few files, and the system's own programs. */
export interface ServiceHost {
  readonly platform: NodeJS.Platform;
  readonly user: { readonly name: string; readonly uid: number; readonly home: string };
  /** Ends within its deadline, whatever the program does; never throws. */
  run(command: ServiceCommand): Promise<ServiceCommandEnd>;
  /** null when there is no such file. @throws FileUnreadable */
  read(path: string): Promise<string | null>;
  /** Replaces the file as a whole; its folders are made. @throws FileUnwritable */
  write(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  canRun(path: string): Promise<boolean>;
  canRead(path: string): Promise<boolean>;
  /** Why a passphrase file is not fit to be used; null when it is. */
  passphraseProblem(path: string): Promise<KeyturnError | null>;
}

/** What is to be run and what it needs. Paths are absolute; nothing here is a secret. */
export interface ServicePlan {
  readonly node: string;
  readonly script: string;
  /** The folder in which keyturn keeps everything. */
  readonly home: string;
  readonly store: 'keychain' | 'file' | null;
  readonly passphraseFile: string | null;
  /** Folders in which a system unit may write; null when nothing is closed, as programs that it runs write where they like. */
  readonly writable: readonly string[] | null;
  /** Of a system unit: as whom it runs. */
  readonly runAs: string | null;
}

/** What a service is like now; null where the system doesn't tell. */
export interface ServiceActivity {
  readonly active: boolean | null;
  readonly enabled: boolean | null;
  /** Whether it also runs while its user is not signed in. */
  readonly linger: boolean | null;
  /** The state in the system's own word. */
  readonly word: string | null;
}

/** A service of ours that is installed on this computer. */
export interface InstalledService extends ServiceActivity {
  readonly kind: ServiceKind;
  readonly path: string;
  /** Node or the program, when they are no longer where the service looks for them. */
  readonly missing: readonly string[];
  readonly passphraseFile: KeyturnError | 'fine' | 'none';
  /** Deliveries that it may not write to, because they were named after it was installed. */
  readonly shutOut: readonly string[];
  /** How a person starts it, and sees what it said. */
  readonly start: string;
  readonly log: string;
}
