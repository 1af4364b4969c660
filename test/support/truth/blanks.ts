import { relativeTime } from '../../../src/core/plain/duration.ts';
import { shortKey } from '../../../src/core/plain/text.ts';
import { day, hour, isoDay, minute, second } from '../../../src/core/plain/time.ts';
import { dayWord } from '../../../src/core/words/app-state.ts';

/** What stands for the facts of a text. The text made with them becomes a pattern that finds the real ones. */
export interface Blanks {
  /** The time at which the text is made, in epoch ms. */
  readonly now: number;
  /** An app, by its developer name or label. */
  app(name?: string): string;
  /** A username. */
  user(name?: string): string;
  /** One word without spaces. */
  word(name: string): string;
  /** Other words, such as what Salesforce said. */
  words(name: string): string;
  /** A full consumer key. Texts show its short form. */
  key(name: string): string;
  /** A number of things. */
  count(name: string): number;
  /** An instant that the text shows as a day. */
  day(name: string): number;
  /** An instant in the past or future that the text shows relative to `now`. */
  past(name: string): number;
  future(name: string): number;
  /** A time relative to now, as text. */
  when(name: string): string;
  /** A day, as text. */
  dayText(name: string): string;
}

/** A text with its facts, as found on a screen or in an output. */
export interface Found {
  readonly text: string;
  readonly facts: Readonly<Record<string, string>>;
}

export interface Pattern {
  find(text: string): readonly Found[];
}

/** How a blank appears in a text, and what may stand there in a real one. */
interface Rendering {
  readonly shown: string;
  readonly name: string;
  readonly source: string;
}

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const sources = {
  app: String.raw`[\p{L}\p{N}][\p{L}\p{N}_.&'-]*(?: [\p{L}\p{N}_.&'-]+){0,4}?`,
  user: String.raw`[^\s@]+@[^\s,;:)]*[^\s,;:).]`,
  word: String.raw`[^\s,;]*[^\s,;.]`,
  words: '.{1,400}?',
  key: String.raw`[\w.]{5}…[\w.]{4}`,
  count: String.raw`\d+`,
  day: String.raw`\d{4}-\d\d-\d\d|\d{1,2} (?:${months})(?: \d{4})?`,
  relative: String.raw`now|just now|in \d+ (?:s|min|h|days?)|\d+ (?:s|min|h|days?) ago`,
};
/** A day that appears in no real text, with a different year than `now`. */
const firstDay = Date.UTC(2071, 4, 7);
const now = Date.UTC(2070, 2, 9);

/** A pattern for the texts that `make` makes. Spaces in a text stand for line breaks, too. */
export function patternOf(make: (blanks: Blanks) => string): Pattern {
  const renderings: Rendering[] = [];
  const put = (name: string, source: string, ...shown: readonly string[]) => {
    for (const one of shown) renderings.push({ shown: one, name, source });
  };
  let used = 0;
  const relativeBlank = (name: string, at: number) => {
    put(name, sources.relative, relativeTime(at, now));
    return at;
  };
  const named = (kind: 'app' | 'user' | 'word' | 'words' | 'relative' | 'day', name: string) => {
    used += 1;
    const shown = kind === 'user' ? `blank${used}z@blank` : `Blank${used}z`;
    put(name, sources[kind], shown);
    return shown;
  };
  const text = make({
    now,
    app: (name = 'app') => named('app', name),
    user: (name = 'user') => named('user', name),
    word: (name) => named('word', name),
    words: (name) => named('words', name),
    key: (name) => {
      used += 1;
      const key = `9BLANK${'x'.repeat(40)}${used}zzz`;
      put(name, sources.key, shortKey(key));
      return key;
    },
    count: (name) => {
      used += 1;
      put(name, sources.count, String(70_000 + used));
      return 70_000 + used;
    },
    day: (name) => {
      used += 1;
      const at = firstDay + used * day;
      put(name, sources.day, isoDay(at), dayWord(at, now));
      return at;
    },
    past: (name) => {
      used += 1;
      return relativeBlank(name, now - (400 + used) * day);
    },
    future: (name) => {
      used += 1;
      return relativeBlank(name, now + (400 + used) * day);
    },
    when: (name) => named('relative', name),
    dayText: (name) => named('day', name),
  });
  return compile(text, renderings);
}

/** @throws Error if the text doesn't show one of its facts: then its predicate would compare nothing */
function compile(text: string, renderings: readonly Rendering[]): Pattern {
  const hidden = renderings.filter(
    ({ name }) => !renderings.some((one) => one.name === name && text.includes(one.shown)),
  );
  if (hidden.length > 0) throw new Error(`“${text}” doesn't show ${hidden.map(({ name }) => name).join(', ')}`);
  const seen = new Set<string>();
  const literals: string[] = [];
  const shown = renderings.map((one) => one.shown).sort((one, other) => other.length - one.length);
  const splitter = shown.length === 0 ? null : new RegExp(`(${shown.map(escaped).join('|')})`);
  const pieces = splitter === null ? [text] : text.split(splitter);
  const source = pieces.map((piece, index) => {
    const blank = renderings.find((one) => one.shown === piece);
    if (!blank) {
      const followsCount = renderings.find((one) => one.shown === pieces[index - 1])?.source === sources.count;
      // After a number, a noun may be singular in the real text.
      literals.push(followsCount ? piece.replace(/^ [\p{L} ]*/u, '') : piece);
      return followsCount ? escaped(piece).replace(/^( [\p{L} ]*?\p{L})s\b/u, '$1s?') : escaped(piece);
    }
    if (seen.has(blank.name)) return String.raw`\k<${blank.name}>`;
    seen.add(blank.name);
    return `(?<${blank.name}>${blank.source})`;
  });
  const needle = literals.reduce((longest, one) => (one.length > longest.length ? one : longest), '').trim();
  const end = /[\w]$/.test(text) ? String.raw`(?![\w])` : '';
  // “whether Salesforce refuses X” doesn't say that Salesforce refuses X, and “Last seen on … UTC: X” doesn't say that X is so now.
  const start = /^\w/.test(text) ? String.raw`(?<!\w|\b(?:that|whether|if|until|when) |\bUTC: \S*)` : '';
  const regexp = new RegExp(`${start}${source.join('')}${end}`, 'gu');
  return {
    find: (among) =>
      needle !== '' && !among.includes(needle)
        ? []
        : [...among.matchAll(regexp)].map(({ 0: found, groups }) => ({ text: found, facts: { ...groups } })),
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** One line without the breaks and margins that a screen adds. */
export function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const units: Readonly<Record<string, number>> = { s: second, min: minute, h: hour, day, days: day };

/** The span that a relative time stands for, in ms from now: [from, to]. */
export function spanOf(relative: string): readonly [number, number] {
  const ahead = /^in (\d+) (\w+)$/.exec(relative);
  const unit = units[ahead?.[2] ?? /^\d+ (\w+) ago$/.exec(relative)?.[1] ?? ''] ?? 0;
  if (unit === 0) return [-minute, minute];
  const count = Number(ahead?.[1] ?? /^\d+/.exec(relative)?.[0]);
  // The future is rounded up, the past down. A unit of an hour or a day starts a little early.
  return ahead ? [(count - 1) * unit - hour, count * unit] : [-(count + 1) * unit, -count * unit];
}

/** The day that a text shows: `2026-12-02`, `2 Dec` or `2 Dec 2026`. @param near epoch ms; its year if the text has none */
export function dayOf(shown: string, near: number): string {
  if (/^\d{4}-/.test(shown)) return shown;
  const [date = '', month = '', year] = shown.split(' ');
  const number = months.split('|').indexOf(month);
  return isoDay(Date.UTC(Number(year ?? new Date(near).getUTCFullYear()), number, Number(date)));
}
