import { describe, expect, test } from 'vitest';
import type { AppStatus } from '../../src/core/model/app-status.ts';
import { typedCommands } from '../../src/core/reasons/practice-commands.ts';
import { statusOf } from '../../src/core/status/status.ts';
import { hintLine } from '../../src/ui/kit/frame-lines.ts';
import { textOfLine, widthOf } from '../../src/ui/kit/line.ts';
import { speakWith } from '../../src/ui/kit/wording.ts';
import { listHints } from '../../src/ui/watch/watch-keys.ts';
import {
  emptyList,
  keyOf,
  listActionOf,
  reduceWatchList,
  shownRows,
  type WatchList,
} from '../../src/ui/watch/watch-list.ts';
import { columnsFor, watchListLines, watchTitle } from '../../src/ui/watch/watch-list-lines.ts';
import { graceRun } from '../core/watch/rotations.ts';
import { day, noon, watchedApp } from '../core/watch/watched-apps.ts';

function row(app: string, ageDays: number | null, fields: Parameters<typeof watchedApp>[0] = {}): AppStatus {
  const issuedAt = ageDays === null ? null : noon - ageDays * day;
  return statusOf(watchedApp({ app, label: app, consumerId: app, issuedAt, ...fields }), null, noon);
}

const rows = [
  row('Overdue', 95),
  row('Soon', 70, { org: 'uat' }),
  row('Fine', 3, { org: 'acme-eu' }),
  row('Unknown', null),
];

const names = (list: WatchList) => shownRows(rows, list).map(({ watched }) => watched.app);
const drawn = (all: readonly AppStatus[], list: WatchList, width: number, height: number) =>
  watchListLines(all, list, { width, height, now: noon });

describe('the list of the watch', () => {
  test.each([
    ['urgency', ['Overdue', 'Soon', 'Fine', 'Unknown']],
    ['app', ['Fine', 'Overdue', 'Soon', 'Unknown']],
    ['org', ['Overdue', 'Unknown', 'Fine', 'Soon']],
    ['age', ['Unknown', 'Overdue', 'Soon', 'Fine']],
    ['due', ['Overdue', 'Soon', 'Fine', 'Unknown']],
  ] as const)('sorted by %s', (sort, expected) => {
    expect(names({ ...emptyList, sort })).toEqual(expected);
  });

  test('every word of the filter has to fit somewhere', () => {
    expect(names({ ...emptyList, filter: 'uat' })).toEqual(['Soon']);
    expect(names({ ...emptyList, filter: 'acme over' })).toEqual(['Overdue']);
    expect(names({ ...emptyList, filter: 'nobody' })).toEqual([]);
  });

  test('the cursor stays on its app when the order changes, and within the list', () => {
    const down = reduceWatchList(emptyList, { kind: 'move', by: 1 }, rows);
    expect(down.selected).toBe(keyOf(rows[1] as AppStatus));
    expect(reduceWatchList(down, { kind: 'sort' }, rows).selected).toBe(down.selected);
    expect(reduceWatchList(down, { kind: 'move', by: -9 }, rows).selected).toBe(keyOf(rows[0] as AppStatus));
    expect(reduceWatchList(down, { kind: 'last' }, rows).selected).toBe(keyOf(rows[3] as AppStatus));
  });

  test('letters are keys until the filter is open, and keys again when it is kept', () => {
    const press = (char: string) => ({ kind: 'char', char }) as const;
    const typing = { ...emptyList, isFiltering: true, filter: 'a' };
    expect(listActionOf(press('q'), emptyList, 10)).toBeNull();
    expect(listActionOf(press('q'), typing, 10)).toEqual({ kind: 'type', text: 'q' });
    expect(listActionOf({ kind: 'key', name: 'enter' }, typing, 10)).toEqual({ kind: 'keep-filter' });
    expect(listActionOf({ kind: 'key', name: 'enter' }, emptyList, 10)).toBeNull();
    expect(listActionOf({ kind: 'key', name: 'escape' }, { ...emptyList, filter: 'a' }, 10)).toEqual({ kind: 'clear' });
  });
});

describe('the rows of the watch', () => {
  const many = Array.from({ length: 200 }, (_, index) => row(`App_${String(index).padStart(3, '0')}`, index % 100));

  test('of 200 apps only those around the cursor are built', () => {
    const list = { ...emptyList, sort: 'app', selected: keyOf(many[120] as AppStatus) } as const;
    const lines = drawn(many, list, 78, 19);
    expect(lines).toHaveLength(19);
    const text = lines.map(textOfLine).join('\n');
    expect(text).toContain('▸ App_120');
    expect(text.match(/^[▸ ] App_\d+ /gm)).toHaveLength(15);
  });

  test.each([
    [58, 10],
    [78, 19],
    [148, 40],
  ])('fit into %i columns', (width, height) => {
    const grace = statusOf(watchedApp({ label: 'A rather long label of an app, 株式会社' }), graceRun(), noon);
    const lines = drawn([...many, grace], { ...emptyList, selected: keyOf(grace) }, width, height);
    expect(lines).toHaveLength(height);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
  });

  test('a wider window shows more columns', () => {
    const shownAt = (width: number) => {
      const { org, bar, user } = columnsFor(rows, noon, width);
      return [org > 0, bar > 0, user > 0];
    };
    expect(shownAt(38)).toEqual([false, false, false]);
    expect(shownAt(78)).toEqual([true, true, false]);
    expect(shownAt(120)).toEqual([true, true, true]);
  });

  test('what an app is and how old its secret is can be read without colour', () => {
    const text = drawn(rows, emptyList, 78, 19).map(textOfLine).join('\n');
    expect(text).toMatch(/▸ Overdue +acme +█+ +95d +5 days ago +overdue/);
    expect(text).toMatch(/Unknown +acme +─+ unknown ─+ +in 90 days +fine/);
    expect(text).toContain('▲ the secret has reached its maximum age: `keyturn rotate Overdue`');
  });

  test.each([
    [58, 10],
    [78, 19],
    [118, 35],
  ])('a command is shown whole, as it is typed, or not at all: %i×%i', (width, height) => {
    const silence = speakWith((text) => typedCommands(text, { program: 'node bin/keyturn.cjs', isPractice: true }));
    const unknown = { ...emptyList, selected: keyOf(rows[3] as AppStatus) };
    const command = '`node bin/keyturn.cjs watch Unknown --issued <YYYY-MM-DD> --practice`';
    const textIn = (lines: ReturnType<typeof drawn>) => lines.map((line) => textOfLine(line).trim()).join(' ');
    const [few, full] = [rows, [...rows, ...many]].map((all) => drawn(all, unknown, width, height));
    silence();
    const brief = /▲ issue date unknown; age counts [^`]* · enter: what to do *$/;
    expect(textIn(few ?? [])).toMatch(width < 60 ? brief : command);
    expect(textIn(full ?? [])).toMatch(brief);
    for (const lines of [few, full]) expect(lines).toHaveLength(height);
    for (const line of [...(few ?? []), ...(full ?? [])]) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  test('what is below the list does not move with the cursor', () => {
    const ruleAt = (app: AppStatus) =>
      drawn(rows, { ...emptyList, selected: keyOf(app) }, 58, 12).findIndex((line) =>
        textOfLine(line).startsWith('──'),
      );
    expect(new Set(rows.map(ruleAt)).size).toBe(1);
  });

  test('two consumers of one app are told apart by the end of their keys', () => {
    const twin = (consumerId: string, consumerKey: string) => row('Loader', 1, { consumerId, consumerKey });
    const text = drawn([twin('1', '3MVG9aaaaaaaaaaYHw5'), twin('2', '3MVG9bbbbbbbbbbdtaV')], emptyList, 78, 19);
    expect(text.map(textOfLine).join('\n')).toMatch(/Loader …YHw5[\s\S]*Loader …dtaV/);
  });

  test("text from the org can't steer the terminal", () => {
    const evil = row('Evil', 1, { label: 'Ev\x1b[31mil\u202e', org: 'ac\x07me' });
    expect(drawn([evil], emptyList, 78, 19).map(textOfLine).join('')).not.toMatch(/[\x00-\x1f\u202e]/);
  });

  test.each([60, 80, 120])('the key line names the key for another app in %i columns', (width) => {
    expect(textOfLine(hintLine(listHints(emptyList), width))).toMatch(/ n new .*q quit$/);
  });

  test('the header counts what needs attention', () => {
    expect(watchTitle(rows, 84)).toBe('watching 4 apps in 1 org · 1 needs attention');
    expect(watchTitle(rows, 80)).toBe('4 apps in 1 org · 1 needs attention');
  });
});
