import type { JournalLine } from '../model/journal.ts';
import { nameOfTarget } from '../model/rotation.ts';
import { plainText } from '../plain/text.ts';

/** A pair as a person who reads of an emergency knows it. */
export type WhichPair = 'leaked pair' | 'new pair' | 'other pair' | 'pair';

type Detail = JournalLine['detail'];
type Words = string | ((pair: WhichPair, detail: Detail) => string);

/** How an act is called once it was done, and while nobody knows. */
interface ActWords {
  readonly done: Words;
  readonly doing: Words;
}

const isFreeze = ({ by }: Detail) => by === 'freeze';
const target = ({ target: named }: Detail) => plainText(String(named ?? 'a consumer'), 60);

const acts: Readonly<Record<string, ActWords>> = {
  contain: {
    done: (_, detail) => (isFreeze(detail) ? 'execution user frozen' : 'OAuth of the app turned off'),
    doing: (_, detail) => (isFreeze(detail) ? 'freezing the execution user' : 'turning OAuth of the app off'),
  },
  'open-again': {
    done: (_, detail) => (isFreeze(detail) ? 'execution user not frozen any more' : 'OAuth of the app on again'),
    doing: (_, detail) => (isFreeze(detail) ? 'unfreezing the execution user' : 'turning OAuth of the app on again'),
  },
  'borrow-secret-access': {
    done: 'secret access over REST borrowed, and given back',
    doing: 'borrowing secret access over REST',
  },
  stage: { done: 'new pair staged', doing: 'staging a new pair' },
  'replace-by-deploy': { done: 'leaked pair replaced by a deploy', doing: 'replacing the leaked pair by a deploy' },
  'save-pair': { done: 'new pair saved', doing: 'saving the new pair' },
  deliver: {
    done: (_, detail) => `handed over: ${target(detail)}`,
    doing: (_, detail) => `handing over: ${target(detail)}`,
  },
  rotate: { done: 'new pair is primary', doing: 'making the new pair primary' },
  'delete-pair': { done: (pair) => `${pair} deleted`, doing: (pair) => `deleting the ${pair}` },
  'forget-pair': {
    done: (pair) => `${pair} removed from the store`,
    doing: (pair) => `removing the ${pair} from the store`,
  },
  'end-session': { done: 'live session ended', doing: 'ending a live session' },
  report: { done: 'incident report written', doing: 'writing the incident report' },
};

const notes: Readonly<Record<string, (pair: WhichPair, detail: Detail) => string>> = {
  'begin-rotation': (_, { kind }) => `${plainText(String(kind), 20)} begun`,
  contain: (_, detail) => {
    if (detail.outcome === 'given back by others')
      return isFreeze(detail)
        ? 'the execution user had been unfrozen by others'
        : 'OAuth of the app had been turned on by others';
    return isFreeze(detail) ? 'the execution user could not be frozen' : 'OAuth of the app could not be turned off';
  },
  'finish-rotation': (_, { outcome }) => `finished: ${plainText(String(outcome), 20)}`,
  prove: (pair, { answer }) => {
    if (answer === 'accepted') return pair === 'new pair' ? 'new pair proved' : `${pair} still gets tokens`;
    if (answer === 'contained') return 'every token request refused';
    if (answer === 'not contained yet') return 'token requests not seen to be refused';
    if (answer === 'refused') return `${pair} refused by Salesforce`;
    return `proof of the ${pair} is inconclusive`;
  },
  'hand-over': (_, { target: named, status }) => {
    const consumer = plainText(nameOfTarget(String(named)), 60);
    return status === 'confirmed'
      ? `${consumer} has the new pair, a person said`
      : `${consumer} must be updated by a person`;
  },
};

/** What a line of the journal says, in the words of the screen. */
export function stepWords({ event, action }: JournalLine, detail: Detail, pair: WhichPair): string {
  const words = acts[action];
  if (event === 'noted' || words === undefined)
    return notes[action]?.(pair, detail) ?? said(words?.doing ?? action, pair, detail);
  switch (event) {
    case 'done':
      return said(words.done, pair, detail);
    case 'recovered':
      // It says that the doubt is over, not which way it went.
      return `${said(words.doing, pair, detail)}: interrupted, and looked up in the org`;
    case 'failed':
      return `${said(words.doing, pair, detail)} failed`;
    case 'intended':
      return `${said(words.doing, pair, detail)}: no outcome is known`;
  }
}

function said(words: Words, pair: WhichPair, detail: Detail): string {
  return typeof words === 'function' ? words(pair, detail) : words;
}
