import type { Question, QuestionId } from '../model/question.ts';
import type { KeyturnError, ReasonCode } from '../reasons/errors.ts';
import { steps } from './all-steps.ts';
import type { SetupFacts } from './setup-facts.ts';
import { type Asker, BackRequested } from './setup-io.ts';

/** An answer of a visit. `answer` is null if it must not be repeated without the person. */
interface Given {
  readonly id: QuestionId;
  readonly answer: string | null;
}

interface Visit {
  readonly before: SetupFacts;
  readonly given: Given[];
  /** The answers of an earlier visit, to repeat without asking. */
  readonly repeats: Given[];
  /** The person came back to this step. */
  readonly isReturn: boolean;
  hasAsked: boolean;
}

/** Where to continue, and with which answers. */
interface Turn {
  readonly index: number;
  readonly repeats: readonly Given[];
  readonly isReturn: boolean;
}

/**
 * The way through the setup. Going back leads to the question before the open one: the answers before that are repeated, and
 * what the person typed is filled in again.
 */
export interface Trail {
  /** Starts a visit of a step. */
  enter(index: number, before: SetupFacts): void;
  /** The facts before a step. */
  before(index: number): SetupFacts | undefined;
  ask(index: number, question: Question): Promise<string>;
  /** Whether the person came back to a step that has nothing left to ask. */
  isPassedOver(index: number): boolean;
  /** @returns the step with the question before the open one; there is no way back over a change of the org */
  goBack(from: number): number;
  /** Repeats a step that failed. Asks the question whose answer caused the error; a temporary error asks nothing. */
  tryAgain(index: number, error: KeyturnError): number;
}

/** The person can't go back to these: they only ask about the step's work. */
const passing: ReadonlySet<QuestionId> = new Set(['preflight', 'review']);
/** Secrets, and answers that open the browser. */
const neverRepeated: ReadonlySet<QuestionId> = new Set(['passphrase', 'login-address', 'login-my-domain']);
/** An earlier answer isn't preselected here: Enter must stay harmless. */
const neverPreselected: ReadonlySet<QuestionId> = new Set(['borrow', 'certificate', 'misplaced']);

/** Answers that hold only for the same answer to an earlier question. */
const dependents: Partial<Readonly<Record<QuestionId, readonly QuestionId[]>>> = {
  org: ['privileged-reason', 'interactive-reason', 'permission-set', 'user-change'],
  app: ['privileged-reason', 'interactive-reason', 'permission-set', 'user-change'],
  'execution-user': ['privileged-reason', 'interactive-reason', 'permission-set', 'user-change'],
  policy: ['automation', 'max-age', 'remind', 'grace'],
};

/** The question whose answer causes an error, if it isn't the last one. */
const causes: Partial<Readonly<Record<ReasonCode, QuestionId>>> = {
  UserUnfit: 'execution-user',
  UserUnknown: 'execution-user',
  IntegrationSeatMissing: 'execution-user',
  UsernameTaken: 'new-user-name',
  ObjectRefused: 'new-user-objects',
};

/** Forgets the answers that a different answer to this question makes meaningless. */
export function forgetDependents(id: QuestionId, forget: (id: QuestionId) => void): void {
  for (const dependent of dependents[id] ?? []) forget(dependent);
}

export function createTrail(asker: Asker): Trail {
  const visits: Visit[] = [];
  const memory = createMemory();
  let turn: Turn | null = null;
  let failedToAsk = false;
  const turnTo = (index: number, repeats: readonly Given[], isReturn: boolean) => {
    turn = { index, repeats, isReturn };
    return index;
  };
  const askPerson = async (place: string, question: Question) => {
    try {
      return await asker.ask(memory.filledIn(place, question));
    } catch (error) {
      if (!(error instanceof BackRequested)) failedToAsk = true;
      else if (error.typed !== null && question.kind === 'text') memory.keep(place, error.typed);
      throw error;
    }
  };
  return {
    enter: (index, before) => {
      visits.length = index;
      visits[index] = {
        before,
        given: [],
        repeats: turn?.index === index ? [...turn.repeats] : [],
        isReturn: turn?.isReturn === true,
        hasAsked: false,
      };
      turn = null;
      failedToAsk = false;
    },
    before: (index) => visits[index]?.before,
    isPassedOver: (index) => visits[index]?.isReturn === true && !visits[index].hasAsked,
    ask: async (index, question) => {
      const visit = visits[index] as Visit;
      const { given, repeats } = visit;
      const { id, kind } = question;
      if (passing.has(id)) {
        visit.hasAsked = true;
        return askPerson(id, question);
      }
      if (question.isAgain && given.at(-1)?.id === id) given.pop();
      const repeat = repeats.shift();
      if (repeat?.id === id && repeat.answer !== null) {
        given.push(repeat);
        return repeat.answer;
      }
      repeats.length = 0;
      visit.hasAsked = true;
      const place = placeOf(id, given);
      const answer = await askPerson(place, question);
      const isSecret = kind === 'passphrase';
      if (!isSecret) memory.answered(place, id, answer);
      given.push({ id, answer: isSecret || neverRepeated.has(id) ? null : answer });
      return answer;
    },
    goBack: (from) => {
      for (let index = from; index >= 0; index -= 1) {
        if (index < from && steps[index]?.isPointOfNoReturn) break;
        const given = visits[index]?.given ?? [];
        if (given.length > 0) return turnTo(index, given.slice(0, -1), true);
      }
      return turnTo(from, visits[from]?.given ?? [], false);
    },
    tryAgain: (index, error) => {
      const own = visits[index]?.given ?? [];
      if (error.retryable || failedToAsk) return turnTo(index, own, false);
      // The cause may be an answer of an earlier step.
      for (let at = index; at >= 0 && (at === index || !steps[at]?.isPointOfNoReturn); at -= 1) {
        const given = visits[at]?.given ?? [];
        const cause = given.findLastIndex(({ id }) => id === causes[error.code]);
        if (cause >= 0) return turnTo(at, given.slice(0, cause), false);
      }
      return turnTo(index, own.slice(0, -1), false);
    },
  };
}

/** A step may ask a question several times: `consumer-file 1` is the second. */
function placeOf(id: QuestionId, given: readonly Given[]): string {
  return `${id} ${given.filter((one) => one.id === id).length}`;
}

/** What the person typed or chose, by place. Never a secret. */
function createMemory() {
  const remembered = new Map<string, string>();
  return {
    keep: (place: string, text: string) => void remembered.set(place, text),
    answered: (place: string, id: QuestionId, answer: string) => {
      if (remembered.get(place) !== answer) {
        forgetDependents(id, (dependent) => remembered.delete(placeOf(dependent, [])));
      }
      remembered.set(place, answer);
    },
    filledIn: (place: string, question: Question): Question => {
      const answer = remembered.get(place);
      if (answer === undefined || neverPreselected.has(question.id)) return question;
      if (question.kind === 'text') return { ...question, default: answer };
      if (question.kind !== 'choose') return question;
      const chosen = question.choices.find(({ value }) => value === answer);
      return chosen && chosen.tone !== 'danger' ? { ...question, default: answer } : question;
    },
  };
}
