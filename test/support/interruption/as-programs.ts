import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import type { WaitingLine } from './lines.ts';
import { asProcess, faultOf, longestEnd, waitingBench } from './run-waiting.ts';

/** A change of an org may finish first: these are interrupted twice. */
export const changesOrg = ({ wait }: WaitingLine) => wait === 'change';

/** Runs each line as a program, and interrupts it by each signal; twice, if it changes the org. */
export async function interruptPrograms(folder: string, lines: readonly WaitingLine[]): Promise<void> {
  const bench = await waitingBench(folder);
  try {
    for (const line of lines) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        if (changesOrg(line)) {
          const { code, ms } = await bench.stopped(line, { signals: [signal, signal], start: asProcess });
          // The second signal ends the process as the system does.
          expect([line.args, code, ms < longestEnd]).toEqual([line.args, null, true]);
          expect([line.args, intentsIn(bench.here.home)]).toEqual([line.args, expect.arrayContaining(['intended'])]);
        } else {
          expect(faultOf(line, await bench.stopped(line, { signals: [signal], start: asProcess }))).toBeNull();
        }
      }
    }
  } finally {
    await bench.close();
  }
}

/** The newest lines of the audit trail of the practice org. */
export function intentsIn(home: string): readonly string[] {
  const database = new DatabaseSync(join(home, 'practice-watch', 'state.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT event FROM journal ORDER BY rowid DESC LIMIT 1').all();
    return rows.map(({ event }) => String(event));
  } finally {
    database.close();
  }
}
