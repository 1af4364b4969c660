import { join } from 'node:path';
import { place } from '../keyturn.ts';
import { hostileAnswers } from './hostile-answers.ts';
import { type HostileCase, type Line, runCase } from './hostile-case.ts';
import { hostileLines } from './hostile-lines.ts';
import { createHostileProxy } from './hostile-proxy.ts';

export interface Tally {
  readonly cases: number;
  /** Command lines. */
  readonly lines: number;
  /** Wrong answers that were given. */
  readonly given: number;
  /** Kind of fault, how often, and an example of each. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
  readonly codes: ReadonlyMap<number, number>;
}

/** Half of the cases have one wrong answer from some request on, four of ten at one request alone, and one of ten has two. */
const parts = { on: 5, one: 4, two: 1 };
const whole = parts.on + parts.one + parts.two;

/** Cases without an end. The same seed chooses the same ones. */
export function* hostileCases(lines: readonly Line[], seed: number): Generator<HostileCase> {
  const next = numbers(seed);
  const one = <Item>(items: readonly Item[]): Item => items[next() % items.length] as Item;
  const asking = lines.filter(({ requests }) => requests > 0);
  const all = { from: 0, to: Number.POSITIVE_INFINITY };
  // What asks no org is called once.
  for (const line of lines) if (line.requests === 0) yield { line, answers: [{ name: 'hang', ...all }] };
  for (let count = 0; ; count += 1) {
    const line = one(asking);
    const name = one(hostileAnswers).name;
    const second = one(hostileAnswers).name;
    // Early requests more often: they decide what follows.
    const from = Math.min(next() % line.requests, next() % line.requests);
    const later = from + 1 + (next() % 6);
    const kind = count % whole;
    if (kind < parts.on) yield { line, answers: [{ name, ...all, from }] };
    else if (kind < parts.on + parts.one) yield { line, answers: [{ name, from, to: from }] };
    else
      yield {
        line,
        answers: [
          { name, from, to: from },
          { name: second, from: later, to: later },
        ],
      };
  }
}

/** What happened, in one line. */
export function tallyText({ cases, lines, given, faults }: Tally, seed: number): string {
  const counts = ['hang', 'leak', 'Defect', 'untrue', 'no reason', 'requests', 'broken'].map(
    (kind) => `${kind} ${faults.get(kind)?.length ?? 0}`,
  );
  const what = `${given} hostile answers of ${hostileAnswers.length} kinds to ${cases} runs of ${lines} command lines`;
  return `${what}, seed ${seed}: ${counts.join(', ')}`;
}

const leastGiven = 500;
/** Times the count: also cases that give no answer come to an end. */
const mostCases = 5;

/** Runs cases one after the other. @param told gets every fault at once */
export async function runHostile(
  folder: string,
  { count, seed, told = () => undefined }: { count: number; seed: number; told?: (line: string) => void },
): Promise<Tally> {
  const proxy = createHostileProxy();
  const faults = new Map<string, string[]>();
  const codes = new Map<number, number>();
  try {
    const lines = await hostileLines(folder, proxy);
    const here = place(join(folder, 'here'));
    let cases = 0;
    for (const one of hostileCases(lines, seed)) {
      if (cases >= count && (proxy.given() >= leastGiven || cases >= count * mostCases)) break;
      cases += 1;
      const end = await runCase(one, { proxy, here }).catch((error: unknown) => ({
        code: -2,
        requests: 0,
        faults: [`broken: ${error}`],
      }));
      codes.set(end.code, (codes.get(end.code) ?? 0) + 1);
      for (const fault of end.faults) {
        const kind = fault.split(':')[0] ?? '';
        const example = `${one.line.args.join(' ')} [${one.answers.map(({ name, from, to }) => `${name} @${from}${to > from ? '…' : ''}`)}]: ${fault}`;
        faults.set(kind, [...(faults.get(kind) ?? []), example]);
        told(example);
      }
    }
    return { cases, lines: lines.length, given: proxy.given(), faults, codes };
  } finally {
    await proxy.close();
  }
}

/** The same numbers for the same seed (a linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
