import { expect, it } from 'vitest';
import { refusals } from '../../src/core/words/offers.ts';
import { textOfLine } from '../../src/ui/kit/line.ts';
import { troubleLines } from '../../src/ui/watch/trouble-lines.ts';
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
