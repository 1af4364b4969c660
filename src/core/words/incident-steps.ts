import type { JournalLine } from '../model/journal.ts';
import type { ActFacts } from './act-facts.ts';
import { actWords, givenBack, interruptedWords } from './acts.ts';
import type { WhichPair } from './credential-names.ts';

/** A line of the journal in words, for the timeline of an incident. */
export function stepWords({ event, action }: JournalLine, detail: ActFacts, pair: WhichPair): string {
  const facts = { ...detail, pair };
  switch (event) {
    case 'noted':
      return notedWords(action, facts);
    case 'done':
    case 'failed':
      return actWords(action, event, facts);
    case 'recovered':
      return interruptedWords(actWords(action, 'doing', facts));
    case 'intended':
      return `${actWords(action, 'doing', facts)}: outcome unknown`;
  }
}

function notedWords(action: JournalLine['action'], facts: ActFacts): string {
  switch (action) {
    case 'begin-rotation':
    case 'finish-rotation':
    case 'prove':
      return actWords(action, 'done', facts);
    case 'hand-over':
      return actWords(action, facts.status === 'confirmed' ? 'done' : 'doing', facts);
    case 'contain': {
      const [others, failed] = containNotes[facts.by === 'freeze' ? 'freeze' : 'flow'];
      return facts.outcome === givenBack ? others : failed;
    }
    default:
      return actWords(action, 'doing', facts);
  }
}

const containNotes = {
  flow: ['somebody else turned OAuth back on for the app', "OAuth couldn't be turned off for the app"],
  freeze: ['somebody else unfroze the execution user', "the execution user couldn't be frozen"],
} as const;
