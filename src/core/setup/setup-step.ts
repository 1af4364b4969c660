import type { Deploying } from '../acts/deploying.ts';
import type { Question, QuestionId } from '../model/question.ts';
import type { State } from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import type { Doing } from '../words/setup.ts';
import type { OrgTouch, SetupEvent, StepId } from './setup-events.ts';
import type { SetupFacts, WithOrg, WithPlan } from './setup-facts.ts';
import type { SetupOptions } from './setup-io.ts';

/** What a step can do besides using the ports. */
export interface StepIo {
  readonly ask: (question: Question) => Promise<string>;
  /** Whether a flag, an answers file or the draft answers the question. */
  readonly hasAnswer: (id: QuestionId) => boolean;
  /** Keeps an answer in the draft that several questions were needed for. */
  readonly keep: (id: QuestionId, answer: string) => Promise<void>;
  /** Locks the named thing against other processes until the setup ends. @throws AnotherAtWork */
  readonly hold: (state: State, name: string, what: string) => Promise<void>;
  /** Records the setup from its first change of the org until the app is watched. */
  readonly begin: (facts: WithPlan) => Promise<void>;
  readonly tell: (event: SetupEvent) => void;
  /** The latest touch that is not `changing`. */
  readonly settledTouch: () => OrgTouch;
  readonly signal: AbortSignal;
  readonly options: SetupOptions;
}

/** A step of the setup. Its functions name the facts that they need; earlier steps in `all-steps.ts` add them. */
export interface Step {
  readonly id: StepId;
  /** The step changes the org, so there is no way back to an earlier step. */
  readonly isPointOfNoReturn?: boolean;
  readonly isSkipped?: (options: SetupOptions) => boolean;
  run(facts: SetupFacts, io: StepIo): Promise<SetupFacts>;
  /** One line for the list of steps. */
  summary(facts: SetupFacts): string;
}

/** What a deploy needs from a step. */
export function deployingIn({ org, ports }: WithOrg, io: StepIo): Deploying {
  return { org: org.salesforce, ports, io };
}

/** The error that ends the setup in order: the person must do something first. `otherwise` is for runs without a person. */
export function paused({ options }: StepIo, todo: string, otherwise?: KeyturnError): KeyturnError {
  return options.noPrompt && otherwise ? otherwise : reason('SetupPaused', { isSaved: !options.dryRun, todo });
}

/** Reports the task while it runs. Screens show how long it takes. */
export async function doing<Value>(io: StepIo, act: Doing, work: Promise<Value>): Promise<Value> {
  io.tell({ kind: 'doing', doing: act });
  try {
    return await work;
  } finally {
    io.tell({ kind: 'doing', doing: null });
  }
}
