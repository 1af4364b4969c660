import type { Input } from '../../src/cli/inputs.ts';

interface ValueKind {
  readonly name: string;
  readonly meaning: string;
  /** Values that are taken; a test tries them. */
  readonly examples: readonly string[];
}

/** Kinds of values with a form of their own. */
export const valueKinds = {
  duration: {
    name: 'duration',
    meaning:
      'A number and a unit: `m` (minutes), `h` (hours), `d` (days) or `w` (weeks). `--max-age`, `--remind` and `--grace` take whole days or weeks.',
    examples: ['30m', '12h', '90d', '2w'],
  },
  date: {
    name: 'date',
    meaning: 'A day such as `2026-09-12`, or an instant such as `2026-11-20T08:00:00Z`.',
    examples: ['2026-09-12', '2026-11-20T08:00:00Z'],
  },
  list: { name: 'list', meaning: 'Values with a comma between them.', examples: ['30d,14d,7d'] },
  target: {
    name: 'target',
    meaning:
      '`file:<path>`: a file that keyturn writes. `exec:<program>`: a program that keyturn runs. `manual:<name>`: a consumer that a person updates by hand. Paths are absolute.',
    examples: ['file:/etc/erp.env', 'exec:/opt/deliver', 'manual:Nightly export'],
  },
  program: {
    name: 'program',
    meaning:
      '`exec:` and the absolute path of a program that only you or root can change. It gets the credentials as [JSON](json.md#prove-with) on standard input. Exit code 0 means accepted, 1 refused, anything else unknown.',
    examples: ['exec:/opt/verify'],
  },
  path: { name: 'path', meaning: 'A file or folder.', examples: [] },
} as const satisfies Readonly<Record<string, ValueKind>>;

const { duration, date, list, target, program, path } = valueKinds;

/** By the placeholder of the usage. Every other value is any text. */
const kinds: Readonly<Record<string, ValueKind>> = {
  '<duration>': duration,
  '<date>': date,
  '<instant>': date,
  '<list>': list,
  '<target>': target,
  '<exec:program>': program,
  '<file>': path,
  '<path>': path,
  '<dir>': path,
  '<pem>': path,
};

const special: Readonly<Record<string, string>> = {
  '': 'none',
  '<when>': 'duration or date',
  '<number>': 'number',
  '[how]': '`flow` or `freeze`; may be left out',
};

/** The kind of value of a flag, in a few words. */
export function valueWords({ usage, isList }: Input<unknown>): string {
  const words = special[usage] ?? kinds[usage]?.name ?? 'text';
  return isList ? `${words}; repeatable` : words;
}
