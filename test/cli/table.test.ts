import { describe, expect, it } from 'vitest';
import { table as tableOf } from '../../src/cli/table.ts';
import { unstyled } from '../../src/ui/paint.ts';

const table = (...given: Parameters<typeof tableOf>) => tableOf(...given).map(unstyled);

describe('a table on a terminal', () => {
  const head = ['app', 'state', 'key'];
  const rows = [['Mailer', 'fine', '3MVG9…']];

  it('shows every column where there is room, and in a pipe', () => {
    expect(table(head, rows)).toEqual(['  app     state  key', '  Mailer  fine   3MVG9…']);
    expect(table(head, rows, 23)).toEqual(table(head, rows));
  });

  it('leaves out the last columns that do not fit', () => {
    expect(table(head, rows, 22)).toEqual(['  app     state', '  Mailer  fine']);
    expect(table(head, rows, 9)).toEqual(['  app', '  Mailer']);
    expect(table(head, rows, 1)).toEqual(['  app', '  Mailer']);
  });
});
