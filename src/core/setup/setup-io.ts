import type { Question } from '../model/question.ts';
import type { Target } from '../model/target.ts';
import type { StoreReference } from '../model/watched-app.ts';
import type { Why } from '../model/why.ts';
import type { Clock, Deliveries, Log, Prover, SecretStores, SignIns, State } from '../ports/ports.ts';
import type { Project } from '../project/project.ts';
import type { SetupEvent } from './setup-events.ts';

/** Thrown by an asker if the person wants to go back to the previous question. */
export class BackRequested extends Error {
  override readonly name = 'BackRequested';

  /** The text in the field, to fill in when the question is asked again; null without one. Never a secret. */
  readonly typed: string | null;

  constructor(typed: string | null = null) {
    super();
    this.typed = typed;
  }
}

/** Gets answers from flags, a screen, or lines of text. */
export interface Asker {
  /** Whether there is a person to answer. */
  readonly isInteractive: boolean;
  /** @throws BackRequested, AnswerMissing, or the question's own `otherwise` */
  ask(question: Question): Promise<string>;
}

/** What the setup needs from outside. In practice mode, all of it belongs to the practice org. */
export interface SetupPorts {
  readonly signIns: SignIns;
  readonly stores: SecretStores;
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly prover: ProverSource;
  /** Tests targets. The setup delivers nothing. */
  readonly deliveries: Pick<Deliveries, 'inspect' | 'places' | 'cautions' | 'keyIn'>;
  readonly isPractice: boolean;
  /** The ports of the practice org; null if these already are. */
  readonly enterPractice: (() => Promise<SetupPorts>) | null;
  readonly files: {
    /** @throws FileUnreadable; at most 1 MB */
    readText(path: string): Promise<string>;
    /** Mode 0600. @returns the absolute path @throws FileExists */
    writeNew(path: string, text: string): Promise<string>;
    /** The Salesforce DX project in a folder or above it, or null. @throws ProjectUnreadable */
    openProject(folder: string): Promise<Project | null>;
    /** Where the command was started. */
    readonly workingFolder: string;
  };
}

/** The prover of `--prove-with`. Null: this computer calls the org's token endpoint. */
export type ProverSource = Prover | null;

export interface SetupIo {
  readonly asker: Asker;
  readonly tell: (event: SetupEvent) => void;
  readonly signal: AbortSignal;
}

/** What the caller decided before the first question. */
export interface SetupOptions {
  readonly dryRun: boolean;
  /** `--yes`: approves the plan, including turning on REST access to secrets temporarily. */
  readonly yes: boolean;
  readonly apiVersion?: string;
  /** `--prove-with`; for the command that continues the setup. */
  readonly proveWith?: string;
  readonly deliveries: readonly Target[];
  readonly noConsumers: boolean;
  /** The setting `stageAhead` in days, if somebody chose it. */
  readonly stageAheadDays?: number | null;
  /** The store of all other apps, which a setup without a person uses if no store is chosen; null if there is none. */
  readonly usualStore?: StoreReference['kind'] | null;
  /** Why a person runs the setup; kept in the draft and in the audit trail. */
  readonly why?: Why | null;
  /** `--project-dir`, or null. */
  readonly projectDir: string | null;
  /** `--allow-host`: hosts outside Salesforce that a person allows. */
  readonly allowHosts?: readonly string[];
  /** Path for the plan as an answers file, or null. */
  readonly saveAnswersTo: string | null;
  /** True if there is nobody to ask. Lists that only a person reads are then not loaded. */
  readonly noPrompt: boolean;
}
