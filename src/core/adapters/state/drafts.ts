import type { State } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import { jsonOf, numberOf, textOf } from './row.ts';

/** There is one unfinished setup at most. */
export function createDrafts(database: StateDatabase): State['drafts'] {
  return {
    load: async () =>
      database.read((db) => {
        const row = db.prepare('SELECT saved_at, answers FROM drafts WHERE id = 1').get();
        if (!row) return null;
        const answers = jsonOf(row, 'answers');
        const read = Object.keys(answers).map((name) => [name, textOf(answers, name)] as const);
        return { savedAt: numberOf(row, 'saved_at'), answers: Object.fromEntries(read) };
      }),
    save: async ({ savedAt, answers }) =>
      database.change((db) => {
        db.prepare('INSERT OR REPLACE INTO drafts (id, saved_at, answers) VALUES (1, ?, ?)').run(
          savedAt,
          JSON.stringify(answers),
        );
      }),
    clear: async () =>
      database.change((db) => {
        db.prepare('DELETE FROM drafts').run();
      }),
  };
}
