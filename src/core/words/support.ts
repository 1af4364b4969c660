import { countOf } from '../plain/text.ts';
import { isoInstant } from '../plain/time.ts';

export interface SupportSection {
  readonly title: string;
  readonly lines: readonly string[];
}

interface SupportPage {
  readonly at: number;
  readonly hasNames: boolean;
  readonly sections: readonly SupportSection[];
}

/** The support file: Markdown that a person can read before sending it. */
export function supportPage({ at, hasNames, sections }: SupportPage): string {
  const parts = sections.flatMap(({ title, lines }) => [
    ...['', `## ${title}`, '', '```'],
    ...(lines.length > 0 ? lines : [supportWords.nothing]).map((line) => line.replace(/^```/, "'''")),
    '```',
  ]);
  return `${['# keyturn support file', '', `Written on ${isoInstant(at)}.`, supportWords.names(hasNames), ...parts].join('\n')}\n`;
}

export const supportWords = {
  names: (hasNames: boolean) =>
    hasNames
      ? 'It has the names of users, orgs, hosts, apps and consumers, but no secrets.'
      : 'It has no secrets. Users, orgs, hosts, apps and consumers have stand-ins such as org-1, the same in the whole file.',
  nothing: '(nothing)',
  leftOut: '(left out)',
  unreadable: (code: string, message: string) => `keyturn can't read this (${code}): ${message}`,
  noFile: (name: string) => `There is no ${name}.`,
  newest: (name: string, count: number) => `${name}, the newest ${countOf(count, 'line')}:`,
  strange: (count: number) => `${countOf(count, 'line')} left out, because keyturn didn't write them.`,
  noSettings: (path: string) => `${path} doesn't exist. The defaults apply.`,
  seeSettings: 'see Settings',
  /** Which setting has a problem, without anything that a person wrote in the file. */
  settingProblem: (line: number | null, kind: string, place: string) =>
    `problem${line === null ? '' : ` in line ${line}`}: ${kind}${place === '' ? '' : ` (${place})`}`,
} as const;
