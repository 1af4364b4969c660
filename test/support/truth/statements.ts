import { flat } from './blanks.ts';
import type { Fact, Scene } from './fact.ts';
import { appTexts } from './facts/apps.ts';
import { backupTexts } from './facts/backups.ts';
import { changeTexts } from './facts/changes.ts';
import { daemonFacts } from './facts/daemon.ts';
import { endingTexts } from './facts/endings.ts';
import { freezeTexts } from './facts/freezes.ts';
import { nextTexts } from './facts/next.ts';
import { noticeTexts } from './facts/notices.ts';
import { orgTexts } from './facts/org.ts';
import { refusalTexts } from './facts/refusals.ts';
import { runTexts } from './facts/runs.ts';
import { setupTexts } from './facts/setups.ts';

/** Every text that states a fact, with its predicate. */
export const facts: readonly Fact[] = [
  ...appTexts,
  ...daemonFacts,
  ...changeTexts,
  ...runTexts,
  ...orgTexts,
  ...refusalTexts,
  ...nextTexts,
  ...noticeTexts,
  ...endingTexts,
  ...setupTexts,
  ...backupTexts,
  ...freezeTexts,
];

/** A fact that a screen or an output states. */
export interface Statement {
  readonly fact: Fact;
  readonly text: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** As the word functions write commands: without the way in which this copy was started. */
const startedAs = /`(?:node \S*keyturn\.cjs|keyturn)\b([^`]*?)(?: --practice)?`/g;

/** Beside its steps, the setup shows its questions in a column of its own. */
const columnAt = 22;

/** The texts of a screen: the whole rows, and the right column alone. */
export function textsOfScreen(screen: string): readonly string[] {
  const rows = screen.split('\n');
  return [rows.join(' '), rows.map((one) => one.slice(columnAt)).join(' ')];
}

/** The texts of an output: of a document each value, of other text all lines. */
export function textsOfOutput(output: string): readonly string[] {
  if (!output.startsWith('{')) return [output];
  try {
    const values: string[] = [];
    JSON.parse(output, (_name, value) => {
      if (typeof value === 'string') values.push(value);
      return value;
    });
    return values.filter((value) => value.includes(' '));
  } catch {
    return [output];
  }
}

/** The texts of a report in Markdown, without its escapes. */
export function textsOfReport(markdown: string): readonly string[] {
  return markdown.split('\n').map((line) => line.replace(/\\(?=[^\w\s])/g, ''));
}

/** The facts that texts state. */
export function statementsIn(texts: readonly string[]): readonly Statement[] {
  const found = new Map<string, Statement>();
  for (const raw of texts) {
    const text = flat(raw.replace(startedAs, '`keyturn$1`'));
    for (const fact of facts) {
      for (const one of fact.pattern.find(text)) found.set(`${fact.sample} ${one.text}`, { fact, ...one });
    }
  }
  return [...found.values()];
}

/** Why a statement is false at this moment; null if it isn't. */
export function falsehood({ fact, facts: said }: Statement, scene: Scene): string | null {
  const judged = fact.judge(said, scene);
  if (judged === true || judged === null) return null;
  return judged === false ? 'its predicate says so' : judged;
}
