import type { Question } from '../model/question.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Log, Prover, SecretStores, SignIns, State } from '../ports/ports.ts';
import type { Project } from '../project/project.ts';
import type { SetupEvent } from './setup-events.ts';

/** Thrown by an asker when the person wants the question before this one. */
export class BackRequested extends Error {
  override readonly name = 'BackRequested';
}

/** Answers questions: from flags, from a screen, or from lines of text. */
export interface Asker {
  /** Whether a person sits in front of it. */
  readonly isInteractive: boolean;
  /** @throws BackRequested, AnswerMissing, or the question's own `otherwise` */
  ask(question: Question): Promise<string>;
}

/** What the setup needs of the world. In practice mode all of it is the practice org's own. */
export interface SetupPorts {
  readonly signIns: SignIns;
  readonly stores: SecretStores;
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly prover: ProverSource;
  readonly isPractice: boolean;
  /** The same ports for the practice org; null when they are that already. */
  readonly enterPractice: (() => Promise<SetupPorts>) | null;
  readonly files: {
    /** @throws FileUnreadable; at most 1 MB */
    readText(path: string): Promise<string>;
    /** Mode 0600. @throws FileExists */
    writeNew(path: string, text: string): Promise<void>;
    /** The Salesforce DX project in a folder or above it, or null. @throws ProjectUnreadable */
    openProject(folder: string): Promise<Project | null>;
    /** Where the command was started. */
    readonly workingFolder: string;
  };
}

/** A prover other than the org's own token endpoint seen from here, when `--prove-with` names one. */
export type ProverSource = Prover | null;

export interface SetupIo {
  readonly asker: Asker;
  readonly tell: (event: SetupEvent) => void;
  readonly signal: AbortSignal;
}

/** What the caller decided before the first question. */
export interface SetupOptions {
  readonly dryRun: boolean;
  /** `--yes`: agree to the plan, borrowing included. */
  readonly yes: boolean;
  readonly apiVersion?: string;
  readonly deliveries: readonly Target[];
  readonly noConsumers: boolean;
  /** `--project-dir`; null when it wasn't given. */
  readonly projectDir: string | null;
  /** Where the plan is written as an answers file once it is agreed to; null for nowhere. */
  readonly saveAnswersTo: string | null;
  /** True when nobody can be asked; lists that only a person would read are not fetched then. */
  readonly noPrompt: boolean;
}
