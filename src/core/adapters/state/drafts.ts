import { whyOf } from '../../model/why.ts';
import type { State } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import { type Fields, jsonIn, numberIn, textIn } from './row.ts';

/** There is at most one unfinished setup. */
export function createDrafts(database: StateDatabase): State['drafts'] {
  return {
    load: async () => database.find(readDraft, 'SELECT saved_at, answers FROM drafts WHERE id = 1'),
    save: ({ savedAt, answers, why }) =>
      database.run(
        'INSERT OR REPLACE INTO drafts VALUES (1, ?, ?)',
        savedAt,
        JSON.stringify({
          ...answers,
          ...(why?.ticket ? { ticket: why.ticket } : {}),
          ...(why?.reason ? { reason: why.reason } : {}),
        }),
      ),
    clear: () => database.run('DELETE FROM drafts'),
  };
}

export function readDraft(row: Fields) {
  const { ticket, reason, ...answers } = jsonIn(row, 'answers');
  const read = Object.keys(answers).map((name) => [name, textIn(answers, name)] as const);
  const why = whyOf({ ticket, reason });
  return { savedAt: numberIn(row, 'saved_at'), answers: Object.fromEntries(read), ...(why ? { why } : {}) };
}
