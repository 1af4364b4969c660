import type { JournalEntry } from '../model/journal.ts';
import type { Why } from '../model/why.ts';
import type { State } from '../ports/ports.ts';

/** The same state, whose audit trail keeps the ticket and the reason with every entry. */
export function explaining<Given extends State>(state: Given, why: Why | null | undefined): Given {
  if (!why) return state;
  const { journal } = state;
  const facts: JournalEntry['detail'] = {
    ...(why.ticket ? { ticket: why.ticket } : {}),
    ...(why.reason ? { because: why.reason } : {}),
  };
  return {
    ...state,
    journal: {
      append: (entry) => journal.append({ ...entry, detail: { ...facts, ...entry.detail } }),
      list: (filter) => journal.list(filter),
      open: () => journal.open(),
      verify: () => journal.verify(),
    },
  };
}
