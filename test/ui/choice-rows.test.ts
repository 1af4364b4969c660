import { expect, it } from 'vitest';
import { statusOf } from '../../src/core/status/status.ts';
import { textOfLine } from '../../src/ui/kit/line.ts';
import { choiceRows } from '../../src/ui/watch/choice-rows.ts';
import { spokenList } from '../../src/ui/watch/spoken-watch.ts';
import { columnsFor } from '../../src/ui/watch/watch-list-lines.ts';
import { emptyWatch } from '../../src/ui/watch/watch-view.ts';
import { noon, watchedApp } from '../core/watch/watched-apps.ts';

const choices = [
  { label: 'Remind only', note: 'you do everything yourself' },
  { label: 'Stage ahead and remind', note: 'prepares and verifies new credentials; you switch over' },
  { label: 'Nothing' },
];
const shown = (width: number, height: number) =>
  choiceRows(choices, 1, { width, height }).map((line) => textOfLine(line).trimEnd());

it('puts the notes of choices into one column, wrapped if there is room', () => {
  expect(shown(58, 10)).toEqual([
    '  Remind only             you do everything yourself',
    '▸ Stage ahead and remind  prepares and verifies new',
    '                          credentials; you switch over',
    '  Nothing',
  ]);
  expect(shown(58, 3)[1]).toBe('▸ Stage ahead and remind  prepares and verifies new crede…');
  for (const width of [40, 58, 78, 118])
    for (const row of shown(width, 9)) expect(row.length).toBeLessThanOrEqual(width);
});

it('tells apps of one name apart in a narrow window', () => {
  const rows = ['8880', '8881'].map((consumerId) =>
    statusOf(watchedApp({ label: 'Legacy Loader', consumerId, consumerKey: `3MVG9.${consumerId}` }), null, noon),
  );
  const { app } = columnsFor(rows, noon, 58);
  expect(app).toBeGreaterThanOrEqual('Legacy Loader …8880'.length);
});

it('says the key of each app of one name', () => {
  const rows = ['8880', '8881'].map((consumerId) =>
    statusOf(watchedApp({ label: 'Legacy Loader', consumerId, consumerKey: `3MVG9.${consumerId}` }), null, noon),
  );
  const said = spokenList({ ...emptyWatch(), rows, now: noon }).filter((line) => line.includes('Legacy Loader'));
  expect(said).toEqual([
    expect.stringMatching(/^1\. Legacy Loader \(\S*8880\) in /),
    expect.stringMatching(/^2\. Legacy Loader \(\S*8881\) in /),
  ]);
});
