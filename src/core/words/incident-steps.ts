import type { JournalLine } from '../model/journal.ts';
import { type ActFacts, actWords, type WhichPair } from './acts.ts';

/** What a line of the journal says in the timeline of an incident. */
export function stepWords({ event, action }: JournalLine, detail: ActFacts, pair: WhichPair): string {
  const facts = { ...detail, pair };
  switch (event) {
    case 'noted':
      return notedWords(action, facts);
    case 'done':
    case 'failed':
      return actWords(action, event, facts);
    case 'recovered':
      // It says that the doubt is over, not which way it went.
      return `${actWords(action, 'doing', facts)}: interrupted, and looked up in the org`;
    case 'intended':
      return `${actWords(action, 'doing', facts)}: no outcome is known`;
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
      return facts.outcome === 'given back by others' ? others : failed;
    }
    default:
      return actWords(action, 'doing', facts);
  }
}

const containNotes = {
  flow: ['OAuth of the app had been turned on by others', 'OAuth of the app could not be turned off'],
  freeze: ['the execution user had been unfrozen by others', 'the execution user could not be frozen'],
} as const;
