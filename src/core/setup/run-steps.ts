import { mustBeConfirmed } from '../acts/confirmed-state.ts';
import { explaining } from '../acts/explaining.ts';
import { acquireUnmoved } from '../acts/unmoved-lease.ts';
import type { Question, QuestionId } from '../model/question.ts';
import type { Why } from '../model/why.ts';
import type { Lease, State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, type ReasonCode, reason } from '../reasons/errors.ts';
import { untouched, withoutAccess } from '../reasons/reason.ts';
import { resumeQuestion, troubleQuestion } from '../words/org-questions.ts';
import { checkFirst } from '../words/review-questions.ts';
import { setupIntro, stepDoingWords } from '../words/setup.ts';
import { interruptedDeploy, whileDeploying } from '../words/waiting.ts';
import { steps } from './all-steps.ts';
import { type Answers, givenFirst } from './askers.ts';
import { createSetupRecord } from './record.ts';
import { resultOf, type SetupResult } from './result.ts';
import type { OrgTouch } from './setup-events.ts';
import type { SetupFacts, WithPlan } from './setup-facts.ts';
import { type Asker, BackRequested, type SetupIo, type SetupOptions, type SetupPorts } from './setup-io.ts';
import type { Step, StepIo } from './setup-step.ts';
import { truthful } from './touching.ts';
import { createTrail, forgetDependents, type Trail } from './trail.ts';

export interface SetupRequest {
  readonly ports: SetupPorts;
  readonly io: SetupIo;
  readonly options: SetupOptions;
  /** Answers from flags or an answers file. */
  readonly answers: Answers;
}

/** Answers that a draft doesn't need or must not hold. */
const notDrafted: ReadonlySet<QuestionId> = new Set([
  'resume',
  'preflight',
  'borrow',
  'passphrase',
  'user-change',
  'consumers',
  'consumer-file',
  'consumer-program',
  'consumer-person',
  'misplaced',
  'review',
  'trouble',
]);

/**
 * Runs the guided setup from the first question until the app is watched. Without a person, it ends with the first error. With
 * one, an error becomes a question: try again, go back, or quit.
 * @throws StateUnconfirmed before it asks anything, KeyturnError
 */
export async function runSetup(request: SetupRequest): Promise<SetupResult> {
  if (!request.options.dryRun) mustBeConfirmed(request.ports.state);
  const held = new Map<string, Lease>();
  try {
    const drafted = await withDraft(request);
    return await request.ports.state.leases.guarding(
      () => [...held.values()],
      () => walk(request, drafted, held),
    );
  } finally {
    for (const lease of held.values()) await lease.release();
  }
}

async function walk(
  request: SetupRequest,
  { asker, hasAnswer, keep, moveTo, clear, why }: Drafted,
  held: Map<string, Lease>,
): Promise<SetupResult> {
  const { io, options } = request;
  const ports = explainedPorts(request.ports, why);
  const trail = createTrail(asker);
  const record = createSetupRecord({ ...request, why });
  let facts: SetupFacts = { ports };
  let index = 0;
  let touch: OrgTouch = { kind: 'untouched' };
  let settled: OrgTouch = touch;
  let deploy: string | null = null;
  const tell: SetupIo['tell'] = (event) => {
    if (event.kind === 'touch') {
      touch = event.touch;
      if (touch.kind !== 'changing') settled = touch;
    }
    if (event.kind === 'deploy-interrupted' && event.now !== 'canceling')
      deploy = interruptedDeploy[event.now](event.id);
    io.tell(event);
  };
  const said = (error: unknown) => (isKeyturnError(error) ? truthful(error, touch) : error);
  while (index < steps.length) {
    const step = steps[index] as Step;
    trail.enter(index, facts);
    if (step.isSkipped?.(options)) {
      index += 1;
      continue;
    }
    const stepIo: StepIo = {
      tell,
      settledTouch: () => settled,
      signal: io.signal,
      options,
      ask: (question) => trail.ask(index, question),
      hasAnswer,
      keep,
      begin: record.begin,
      hold: async (state, name, what) => {
        if (!held.has(name)) held.set(name, await acquireUnmoved(state.leases, name, what));
      },
    };
    io.tell({ kind: 'step', step: step.id, status: 'active' });
    try {
      io.signal.throwIfAborted();
      facts = await step.run(facts, stepIo);
      await moveTo(facts.ports.state);
      if (trail.isPassedOver(index)) throw new BackRequested();
      io.tell({ kind: 'step', step: step.id, status: 'done', summary: step.summary(facts) });
      index += 1;
    } catch (thrown) {
      const error = said(thrown);
      const next = await afterTrouble({ error, index, trail, asker, io, touch, deploy }).catch(
        async (last: unknown) => {
          throw await record.failed(last, touch).catch(said);
        },
      );
      for (const left of steps.slice(next, index + 1)) io.tell({ kind: 'step', step: left.id, status: 'open' });
      facts = trail.before(next) ?? facts;
      index = next;
    }
  }
  try {
    const leftOut = options.dryRun ? null : await record.done(facts as WithPlan);
    if (leftOut !== null) io.tell({ kind: 'warning', text: leftOut });
    await clear();
  } catch (error) {
    throw said(error);
  }
  // Every step has added its part of the facts.
  return resultOf(facts as WithPlan, options);
}

const reviewIndex = steps.findIndex(({ id }) => id === 'review');
const needsNewPlan: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'CheckOnlyFailed',
  'DeployAnswerLost',
  'DeployCanceled',
  'DeployFailed',
  'DeployNotTaken',
  'DeployStillRunning',
  'PlanOutdated',
  'ProofRefused',
  'ProofWrongUser',
]);

interface Trouble {
  readonly error: unknown;
  readonly index: number;
  readonly trail: Trail;
  readonly asker: Asker;
  readonly io: SetupIo;
  readonly touch: OrgTouch;
  /** What became of a deploy that the person interrupted, in words; null without one. */
  readonly deploy: string | null;
}

/** The step to continue with. Rethrows if there is nobody to ask or the person quits. */
async function afterTrouble({ error, index, trail, asker, io, touch, deploy }: Trouble): Promise<number> {
  if (io.signal.aborted) {
    if (deploy === null && isKeyturnError(error) && error.exitCode === 130) throw error;
    const told = interrupted(index, deploy, error);
    const isAsBefore = isKeyturnError(error) && withoutAccess(error.safe) === untouched;
    throw truthful(isAsBefore ? told.withSafe(error.safe) : told, touch);
  }
  if (error instanceof BackRequested) return trail.goBack(index);
  if (!asker.isInteractive || !isKeyturnError(error) || error.code === 'SetupPaused') throw error;
  io.tell({ kind: 'step', step: (steps[index] as Step).id, status: 'failed' });
  const answer = await asker.ask(troubleQuestion(error)).catch((again: unknown) => {
    if (again instanceof BackRequested) return 'back';
    throw again;
  });
  if (answer === 'leave') throw error;
  // The deploy failed or was undone, so the plan must be made again from the org's state.
  if (needsNewPlan.has(error.code) && index > reviewIndex) return reviewIndex;
  return answer === 'back' ? trail.goBack(index) : trail.tryAgain(index, error);
}

function interrupted(index: number, deploy: string | null, cause: unknown): KeyturnError {
  const doing = deploy === null ? stepDoingWords((steps[index] as Step).id) : whileDeploying(deploy);
  return reason('Interrupted', { doing }, { cause });
}

interface Drafted extends Pick<StepIo, 'hasAnswer' | 'keep'> {
  readonly asker: Asker;
  /** Moves the draft to the state that the setup works with. Answers about the practice org stay in its own state. */
  readonly moveTo: (state: State) => Promise<void>;
  readonly clear: () => Promise<void>;
  /** From the flags, or else from the draft. */
  readonly why: Why | null;
}

/** In the practice org, too, the audit trail says why. */
function explainedPorts(ports: SetupPorts, why: Why | null): SetupPorts {
  const { enterPractice } = ports;
  return {
    ...ports,
    state: explaining(ports.state, why),
    enterPractice: enterPractice && (async () => explainedPorts(await enterPractice(), why)),
  };
}

/** Offers to continue an unfinished setup, and saves the answers of this one. */
async function withDraft({ ports, io, options, answers }: SetupRequest): Promise<Drafted> {
  const has = (given: Answers) => (id: QuestionId) => given[id] !== undefined;
  const nothing = async () => undefined;
  if (!io.asker.isInteractive) {
    return {
      asker: io.asker,
      hasAnswer: has(answers),
      keep: nothing,
      moveTo: nothing,
      clear: nothing,
      why: options.why ?? null,
    };
  }
  let { drafts } = ports.state;
  const draft = Object.keys(answers).length === 0 ? await drafts.load() : null;
  const person = introduced(io.asker);
  const resumes = draft !== null && (await person.ask(resumeQuestion(draft.answers))) === 'resume';
  const given: Answers = resumes ? draft.answers : answers;
  const why = options.why ?? (resumes ? (draft.why ?? null) : null);
  const draftNow = () => ({ savedAt: ports.clock.now(), answers: { ...kept }, ...(why ? { why } : {}) });
  const kept: Partial<Record<QuestionId, string>> = {};
  const asker = givenFirst(person, given);
  const keep = async (id: QuestionId, answer: string) => {
    if (options.dryRun) return;
    if (kept[id] !== answer) forgetDependents(id, (dependent) => delete kept[dependent]);
    kept[id] = answer;
    await drafts.save(draftNow());
  };
  const ask = async (question: Question) => {
    const answer = await asker.ask(question);
    const isDrafted = !notDrafted.has(question.id) && answer !== checkFirst;
    if (isDrafted || (question.id === 'consumers' && given.consumers === answer)) await keep(question.id, answer);
    return answer;
  };
  const moveTo = async ({ drafts: there }: State) => {
    if (there === drafts) return;
    if (!options.dryRun) {
      await there.save(draftNow());
      await drafts.clear();
    }
    drafts = there;
  };
  return { asker: { isInteractive: true, ask }, hasAnswer: has(given), keep, moveTo, clear: () => drafts.clear(), why };
}

/** The first question begins with what keyturn will do. */
function introduced(asker: Asker): Asker {
  let intro: string | null = setupIntro;
  return {
    ...asker,
    ask: (question) => {
      // A problem needs the room.
      if (question.id === 'trouble') return asker.ask(question);
      const first = intro === null ? question : { ...question, intro };
      intro = null;
      return asker.ask(first);
    },
  };
}
