import type { KeptRecord } from '../core/model/containment-record.ts';
import type { UnreadableRecord } from '../core/model/unreadable-record.ts';
import type { Why } from '../core/model/why.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import type { Copies } from '../core/ports/copies.ts';
import type { Clock, Deliveries, Incidents, Log, SecretStores, SignIns, State } from '../core/ports/ports.ts';
import type { KeyturnError } from '../core/reasons/errors.ts';
import type { SetupPorts } from '../core/setup/setup-io.ts';
import type { OwnFolder } from './own-folder.ts';

/** Another pace than that of this computer: its clock, and the longest wait for an answer of an org, in ms. */
export interface Pace {
  readonly clock: (usual: Clock) => Clock;
  readonly deadlineMs: number;
}

/** The parts of a command line that decide which adapters are used. */
export interface ComposeRequest {
  readonly isPractice: boolean;
  readonly isInteractive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly store?: string | undefined;
  readonly proveWith?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly pace?: Pace | undefined;
  /** The process must not end before what this returns was called. */
  readonly hold?: (() => () => void) | undefined;
  /** Nobody started this command, so it starts nothing new while the settings that decide about it can't be read. */
  readonly isUnattended?: boolean | undefined;
  /** The command must go on where others can write to a folder above what it needs, such as the passphrase file. */
  readonly toleratesModes?: boolean | undefined;
  /** Why the state can't be used, for a command that must work without it. */
  readonly stateFault?: KeyturnError | undefined;
  /** The command changes nothing, not even in keyturn's own state. */
  readonly isDryRun?: boolean | undefined;
  /** The command opens no secret store. */
  readonly opensNoStore?: boolean | undefined;
  /** What a person who looks for a problem wants to know; nothing if missing. */
  readonly log?: Log | undefined;
  /** What a person types in any folder to run this copy of keyturn; `keyturn` if missing. */
  readonly program?: string | undefined;
  /** Hosts outside Salesforce that a person allows with this command. */
  readonly allowHosts?: readonly string[] | undefined;
  /** Most requests to one org at the same time; the default if missing. */
  readonly requestsAtOnce?: number | undefined;
  /** Told that an org hasn't answered for a while, with the longest wait for an answer, in ms. */
  readonly slowAnswer?: ((deadlineMs: number) => void) | undefined;
  /** Why a person runs the command: kept with every entry of the audit trail. */
  readonly why?: Why | null | undefined;
}

/** Ports that open on first use, so a command loads only what it needs. */
export interface Composition {
  readonly isPractice: boolean;
  clock(): Promise<Clock>;
  /** Whether a state exists. Opens nothing. */
  hasState(): Promise<boolean>;
  state(): Promise<State>;
  signIns(): Promise<SignIns>;
  stores(): Promise<SecretStores>;
  setupPorts(): Promise<SetupPorts>;
  /**
   * Ports for staging, rotating and retiring credentials. The caller opens the store, because only it can ask for the
   * passphrase.
   */
  operatePorts(io: OperateIo): Promise<OperatePorts>;
  /** What came of sealing the audit trail with the store that `open` opens; null if that one doesn't have the key. */
  trailSeal(open: () => Promise<unknown>): Promise<import('../core/acts/seal-trail.ts').SealedTrail | null>;
  /** Before entries of a store are moved or replaced: sealing writes to the store, too. */
  trailSealed(): Promise<void>;
  readonly env: ComposeRequest['env'];
  deliveries(): Promise<Deliveries>;
  incidents(): Promise<Incidents>;
  /** Copies of credentials in delivered files. */
  copies(): Promise<Copies>;
  /** The current time. The practice org's clock may have moved since the last call. */
  freshClock(): Promise<Clock>;
  /** The folder of this environment, real or practice. */
  folder(): Promise<string>;
  /** The settings that apply. If `config.json5` has an error: the last good ones, and a notice. */
  settings(): Promise<import('../core/adapters/settings.ts').Settings>;
  /** What is wrong with `config.json5` now; null if nothing is. */
  settingsFault(): Promise<import('../core/model/settings-fault.ts').SettingsFault | null>;
  /** The settings file itself, to show, check and change it. */
  settingsFile(): Promise<import('../core/adapters/settings-file.ts').SettingsFile>;
  /** keyturn's folder, without creating it. */
  ownFolder(): Promise<OwnFolder>;
  /** What a check of this computer found. `repair` makes the home folder private to its owner. */
  machine(): Promise<import('../core/doctor/computer-lines.ts').ComputerFacts>;
  repair(): Promise<void>;
  /** The state as a file, to back it up and to repair it. */
  stateFile(): Promise<import('./state-file.ts').StateFile>;
  /** Backups in one encrypted file. Opens no state. */
  backupFiles(): Promise<import('../core/ports/backup-files.ts').BackupFiles>;
  /** Backs up the state now, in place of at the end. Returns why that failed, in words. */
  backUp(isUrgent: boolean): Promise<string | null>;
  /** The background service of this computer. */
  services(): Promise<import('../scheduler/service/services.ts').Services>;
  /** Records of the state that this command met and couldn't read. */
  readonly unreadable: readonly UnreadableRecord[];
  /** Records of containments that the state doesn't know of. Known once the state was opened, or couldn't be. */
  readonly containments: readonly KeptRecord[];
  /** Warnings to show when the command has ended. */
  readonly notices: readonly string[];
  /** Words the commands in a text that is read later and elsewhere: in a notice, a report or a card. */
  worded(text: string): string;
  close(): Promise<void>;
}

/** How the caller of a rotation talks to the person. */
export interface OperateIo extends Pick<OperatePorts, 'signal' | 'tell' | 'openStore'> {
  readonly apiVersion?: string | undefined;
}
