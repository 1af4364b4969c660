import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from './fact.ts';
import { falsehoods } from './falsehoods.ts';
import { record } from './record.ts';
import { falsehood, type Statement, statementsIn, textsOfOutput, textsOfReport, textsOfScreen } from './statements.ts';
import { type Truth, truthOf } from './truth.ts';

/** Compares what a program prints with the truth of its home. */
export interface Witness {
  /** A screen as it is now. */
  sees(screen: string): void;
  /** The outputs of a program that has ended, and the reports that it wrote. */
  ended(...outputs: readonly string[]): void;
}

/** Reports in their usual folders. */
function reportsIn(home: string): readonly string[] {
  return [home, join(home, 'practice-watch')].flatMap((folder) => {
    const reports = join(folder, 'incidents');
    if (!existsSync(reports)) return [];
    return readdirSync(reports).flatMap((name) => (name.endsWith('.md') ? [join(reports, name)] : []));
  });
}

interface Suspect {
  readonly statement: Statement;
  readonly why: string;
}

/** The programs that run now, by home. */
const running = new Map<string, Set<{ isAlone: boolean }>>();

/** Whether nothing else worked in this home while a program ran: then what changed, it changed itself. */
function startIn(home: string) {
  const program = { isAlone: true };
  const others = running.get(home) ?? new Set();
  running.set(home, others);
  for (const other of others) other.isAlone = false;
  program.isAlone = others.size === 0;
  others.add(program);
  return { isAlone: () => program.isAlone, end: () => void others.delete(program) };
}

/**
 * Watches a program from its start. A statement may be a moment old, so it counts as false only if it is false before and
 * after the moment at which it was read. What is false fails the test at its end.
 * @param aheadMs how far keyturn's clock is ahead of the org's
 */
export function witnessOf(home: string, args: readonly string[], aheadMs = 0): Witness {
  const isPractice = args.includes('--practice') || args.some((arg) => arg.startsWith('practice/'));
  const read = () => truthOf(home, isPractice, aheadMs);
  const before = read();
  const earlier = new Set(reportsIn(home));
  const run = startIn(home);
  let known = before;
  let shown: ReadonlySet<string> = new Set();
  let suspects: readonly Suspect[] = [];
  const sceneOf = (truth: Truth): Scene => ({ truth, before, recent: known, args });
  const settle = (truth: Truth) => {
    for (const { statement, why } of suspects) {
      if (falsehood(statement, sceneOf(truth)) !== null) report(args, statement, why);
    }
    suspects = [];
  };
  const judge = (statements: readonly Statement[]) => {
    const truth = read();
    settle(truth);
    suspects = statements.flatMap((statement) => {
      const isOthers = statement.fact.isOfChange && !(run.isAlone() && before.daemon?.isAlive !== true);
      if (isOthers) return [];
      count(statement);
      const why = falsehood(statement, sceneOf(truth));
      if (why !== null && statement.fact.isOfChange) report(args, statement, why);
      return why === null || statement.fact.isOfChange || falsehood(statement, sceneOf(known)) === null
        ? []
        : [{ statement, why }];
    });
    known = truth;
  };
  return {
    sees: (screen) => {
      const statements = statementsIn(textsOfScreen(screen));
      const fresh = statements.filter(({ text }) => !shown.has(text));
      shown = new Set(statements.map(({ text }) => text));
      if (fresh.length > 0) judge(fresh);
    },
    ended: (...outputs) => {
      const reports = reportsIn(home).filter((path) => !earlier.has(path));
      const written = reports.flatMap((path) => textsOfReport(readFileSync(path, 'utf8')));
      judge(statementsIn([...outputs.flatMap(textsOfOutput), ...written]));
      settle(known);
      run.end();
    },
  };
}

function count({ fact: { sample } }: Statement): void {
  record({ used: sample });
}

function report(args: readonly string[], { text, facts }: Statement, why: string): void {
  falsehoods.set(text, `  keyturn ${args.join(' ')}: “${text}” ${JSON.stringify(facts)}, but ${why}`);
}
