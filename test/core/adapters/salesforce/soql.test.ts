import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  containing,
  count,
  inList,
  literal,
  query,
  withoutUnknownColumns,
} from '../../../../src/core/adapters/salesforce/soql.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { connectionTo, pageOf, records, type SmallServer, startSmallServer } from './small-server.ts';

describe('text in a query', () => {
  it.each([
    ["O'Brien", "'O\\'Brien'"],
    ['back\\slash', "'back\\\\slash'"],
    ["\\' OR Id != '", "'\\\\\\' OR Id != \\''"],
    ['line\nbreak', "'line break'"],
    ['100%_sure', "'100%_sure'"],
  ])('%j becomes the literal %s', (text, soql) => {
    expect(literal(text)).toBe(soql);
  });

  it.each([
    ['100%', "'%100\\%%'"],
    ['a_b', "'%a\\_b%'"],
    ["O'B", "'%O\\'B%'"],
  ])('%j becomes the pattern %s', (text, soql) => {
    expect(containing(text)).toBe(soql);
  });

  it('becomes a list', () => {
    expect(inList(["a'", 'b'])).toBe("('a\\'', 'b')");
  });
});

let server: SmallServer;
afterEach(() => server?.close());

const row = z.object({ Id: z.string() });

it('reads page after page', async () => {
  server = await startSmallServer(({ path }) => {
    if (path.endsWith('/query/01g-2')) return { body: records([{ Id: '3' }], 3) };
    return { body: pageOf([{ Id: '1' }, { Id: '2' }], '/services/data/v68.0/query/01g-2', 3) };
  });
  const rows = await query(connectionTo(server.url), 'SELECT Id FROM User', { row, call: 'users' });
  expect(rows.map(({ Id }) => Id)).toEqual(['1', '2', '3']);
});

it('takes fewer rows than there were at the first page, because rows are deleted meanwhile', async () => {
  server = await startSmallServer(({ path }) => {
    if (path.endsWith('/query/01g-2')) return { body: records([], 3) };
    return { body: pageOf([{ Id: '1' }, { Id: '2' }], '/services/data/v68.0/query/01g-2', 3) };
  });
  await expect(query(connectionTo(server.url), 'SELECT Id FROM User', { row, call: 'users' })).resolves.toHaveLength(2);
});

it('takes more rows than the answer says: not every object counts exactly', async () => {
  server = await startSmallServer(() => ({ body: records([{ Id: '1' }, { Id: '2' }], 1) }));
  const reading = query(connectionTo(server.url), 'SELECT Id FROM User', { row, call: 'users' });
  await expect(reading).resolves.toHaveLength(2);
});

describe('an answer that contradicts itself about its rows is refused', () => {
  const next = '/services/data/v68.0/query/01g-2';
  it.each<[string, unknown]>([
    ['fewer rows than it says', records([], 5)],
    ['complete, with a next page', { ...records([]), nextRecordsUrl: next }],
    ['incomplete, without a next page', { ...records([{ Id: '1' }]), done: false }],
    ['incomplete, with an empty next page', { ...records([{ Id: '1' }]), done: false, nextRecordsUrl: '' }],
    ['neither complete nor incomplete', { totalSize: 0, records: [] }],
    ['a next page elsewhere', pageOf([{ Id: '1' }], 'http://evil.example/4')],
    ['no rows, but a next page', { totalSize: 5, records: [], nextRecordsUrl: next }],
  ])('%s', async (_, body) => {
    server = await startSmallServer(() => ({ body }));
    const reading = query(connectionTo(server.url), 'SELECT Id FROM User', { row, call: 'users' });
    await expect(reading).rejects.toMatchObject({ code: 'OrgAnswerUnreadable', exitCode: 75 });
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['a number with rows', records([{ Id: '1' }])],
    ['a number with a next page', pageOf([], next)],
    ['a number that is incomplete', { ...records([], 5), done: false }],
  ])('%s', async (_, body) => {
    server = await startSmallServer(() => ({ body }));
    const counting = count(connectionTo(server.url), 'SELECT COUNT() FROM User', { call: 'user-count' });
    await expect(counting).rejects.toMatchObject({ code: 'OrgAnswerUnreadable' });
  });
});

it('reads no more than 6 MB in all pages', async () => {
  let page = 0;
  const long = Array.from({ length: 1_000 }, () => ({ Id: 'x'.repeat(1_500) }));
  server = await startSmallServer(() => ({
    body: pageOf(long, `/services/data/v68.0/query/01g-${++page}`),
  }));
  const reading = query(connectionTo(server.url), 'SELECT Id FROM User', { row, call: 'users' });
  await expect(reading).rejects.toMatchObject({
    code: 'OrgAnswerUnreadable',
    message: expect.stringMatching(/larger/),
  });
  expect(page).toBe(5);
});

describe('pages without an end', () => {
  const next = (name: string) => `/services/data/v68.0/query/${name}`;
  const rowsOf = (count: number, nextPage: string) =>
    pageOf(
      Array.from({ length: count }, () => ({ Id: '1' })),
      next(nextPage),
    );
  it.each<[string, number, (page: number) => unknown]>([
    ['no rows and a next one', 1, () => rowsOf(0, '01g-1')],
    ['the same next one', 2, () => rowsOf(200, '01g-1')],
    ['a next one that came before', 3, (page) => rowsOf(200, `01g-${page % 2}`)],
    ['one row each', 4, (page) => rowsOf(1, `01g-${page}`)],
  ])('%s: refused after %i', async (_, most, answer) => {
    let page = 0;
    server = await startSmallServer(() => ({ body: answer(page++) }));
    const work = query(connectionTo(server.url), 'SELECT Id FROM User', { row, call: 'users' });
    await expect(work).rejects.toMatchObject({ code: 'OrgAnswerUnreadable', exitCode: 75 });
    expect(server.received).toHaveLength(most);
  });

  it('full ones are read up to the limit', async () => {
    let page = 0;
    server = await startSmallServer(() => ({ body: rowsOf(200, `01g-${page++}`) }));
    const rows = await query(connectionTo(server.url), 'SELECT Id FROM User', { row, call: 'users', maxRows: 2_000 });
    expect([rows.length, server.received.length]).toEqual([2_000, 10]);
  });

  it('slow ones are refused after two minutes', async () => {
    let page = 0;
    const clock = new FakeClock();
    server = await startSmallServer(() => {
      clock.advance(20_000);
      return { body: rowsOf(200, `01g-${page++}`) };
    });
    const org = connectionTo(server.url, undefined, clock);
    await expect(query(org, 'SELECT Id FROM User', { row, call: 'users' })).rejects.toMatchObject({
      code: 'OrgAnswerUnreadable',
    });
    expect(server.received).toHaveLength(7);
  });
});

it('counts without rows', async () => {
  server = await startSmallServer(() => ({ body: { totalSize: 50_000, done: true, records: [] } }));
  await expect(count(connectionTo(server.url), 'SELECT COUNT() FROM User', { call: 'user-count' })).resolves.toBe(
    50_000,
  );
});

describe('columns that an org lacks', () => {
  const ask = (columns: readonly string[]) =>
    query(connectionTo(server.url), `SELECT ${columns.join(', ')} FROM Thing`, { row: z.unknown(), call: 'users' });

  it('are left out one by one, and named', async () => {
    server = await startSmallServer(({ path }) => {
      const lacking = ['Beta', 'Delta'].find((column) => path.includes(column));
      if (!lacking) return { body: records([{ Alpha: true }]) };
      const message = `SELECT ${lacking} ^ ERROR: No such column '${lacking}' on entity 'Thing'.`;
      return { status: 400, body: [{ errorCode: 'INVALID_FIELD', message }] };
    });
    await expect(withoutUnknownColumns(['Alpha', 'Beta', 'Profile.Delta'], ask)).resolves.toEqual({
      answer: [{ Alpha: true }],
      unknown: ['Beta', 'Profile.Delta'],
    });
  });

  it.each(["No such column 'Other' on entity 'Thing'", 'something else'])(
    'are not guessed from %j',
    async (message) => {
      server = await startSmallServer(() => ({ status: 400, body: [{ errorCode: 'INVALID_FIELD', message }] }));
      await expect(withoutUnknownColumns(['Alpha'], ask)).rejects.toMatchObject({ code: 'OrgRefused' });
      expect(server.received).toHaveLength(1);
    },
  );
});
