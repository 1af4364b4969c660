/**
 * Runs the journeys and prints which facts their screens and outputs stated: each text, how often it was compared with the
 * practice org, the daemon and the clock, and the totals. Arguments select test files, as for vitest.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runVitest } from './run-vitest.mjs';

const { root } = createRequire(import.meta.url)('./bootstrap.cjs');
const folder = mkdtempSync(join(tmpdir(), 'kt-facts-'));
const file = join(folder, 'facts.jsonl');
const chosen = process.argv.slice(2);
const filters = ['test/truth', ...(chosen.length > 0 ? chosen : ['test/journeys'])];
try {
  const { failed, shown } = await runVitest({ root, filters, env: { ...process.env, FACTS_FILE: file } });
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const uses = Map.groupBy(
    lines.filter(({ used }) => used),
    ({ used }) => used,
  );
  const { texts, withoutFact, predicates } = lines.find((line) => line.predicates);
  const rows = predicates.map((sample) => ({ sample, times: uses.get(sample)?.length ?? 0 }));
  for (const { sample, times } of rows.toSorted((one, other) => other.times - one.times)) {
    process.stdout.write(`${String(times).padStart(6)}  ${sample}\n`);
  }
  const used = rows.filter(({ times }) => times > 0).length;
  const all = rows.reduce((sum, { times }) => sum + times, 0);
  process.stdout.write(
    `${texts} texts: ${withoutFact} state no fact, ${texts - withoutFact} have ${rows.length} predicates\n`,
  );
  process.stdout.write(`${all} statements compared with the truth, by ${used} of the predicates\n`);
  if (failed > 0) process.stdout.write(`${shown}\n`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
