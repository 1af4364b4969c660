import type { Deploying } from '../acts/deploying.ts';
import type { Question } from '../model/question.ts';
import type { State } from '../ports/ports.ts';
import type { Doing } from '../words/setup.ts';
import type { OrgTouch, SetupEvent, StepId } from './setup-events.ts';
import type { SetupFacts, WithOrg } from './setup-facts.ts';
import type { SetupOptions } from './setup-io.ts';

/** What a step may do besides using the ports. */
export interface StepIo {
  readonly ask: (question: Question) => Promise<string>;
  /** Keeps every other process from the named thing until the setup ends. @throws AnotherAtWork */
  readonly hold: (state: State, name: string, what: string) => Promise<void>;
  readonly tell: (event: SetupEvent) => void;
  /** What was last said of the org that is not in the middle of a change. */
  readonly settledTouch: () => OrgTouch;
  readonly signal: AbortSignal;
  readonly options: SetupOptions;
}

/** Its functions name the facts that they need; `all-steps.ts` puts the steps that add them before it. */
export interface Step {
  readonly id: StepId;
  /** After it the person can't go back to an earlier step: the org has been changed. */
  readonly isPointOfNoReturn?: boolean;
  readonly isSkipped?: (options: SetupOptions) => boolean;
  run(facts: SetupFacts, io: StepIo): Promise<SetupFacts>;
  /** One line for the list of steps. */
  summary(facts: SetupFacts): string;
}

/** What a deploy needs of a step. */
export function deployingIn({ org, ports }: WithOrg, io: StepIo): Deploying {
  return { org: org.salesforce, ports, io };
}

/** Names what is being done while it takes; the screen shows how long. */
export async function doing<Value>(io: StepIo, act: Doing, work: Promise<Value>): Promise<Value> {
  io.tell({ kind: 'doing', doing: act });
  try {
    return await work;
  } finally {
    io.tell({ kind: 'doing', doing: null });
  }
}
