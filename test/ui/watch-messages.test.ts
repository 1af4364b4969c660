import { expect, it } from 'vitest';
import { refusals } from '../../src/core/words/offers.ts';
import { textOfLine } from '../../src/ui/kit/line.ts';
import { shortened, troubleLines } from '../../src/ui/watch/trouble-lines.ts';
import { emptyWatch } from '../../src/ui/watch/watch-view.ts';

it('shows a message above the list if its command would be cut off in the last row', () => {
  const message = refusals.noPreviousKnown('Billing_Sync');
  const linesAt = (columns: number) =>
    troubleLines({ ...emptyWatch(), message }, { columns, rows: 15 }).map(textOfLine);
  const narrow = linesAt(60);
  expect(narrow.join(' ').replaceAll(/\s+/g, ' ')).toContain('keyturn retire Billing_Sync');
  for (const line of narrow) expect(line.length).toBeLessThanOrEqual(60);
  expect(linesAt(120)).toEqual([]);
});

it('cuts a text before a command that has no room', () => {
  const text = 'keyturn changes nothing until you run `keyturn doctor --confirm`: this state may have another copy.';
  for (const most of [1, 2, 3])
    for (let width = 20; width <= 110; width += 1) {
      const shown = shortened(text, width, most);
      expect(shown.split('`').length % 2).toBe(1);
      expect(shown.length).toBeLessThanOrEqual(most * (width + 1));
      if (shown !== text) expect(shown).toMatch(/ …$/);
    }
  expect(shortened(text, 60, 1)).toBe('keyturn changes nothing until you run …');
});
