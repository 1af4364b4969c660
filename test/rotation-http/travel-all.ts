import type { Row } from './covering-array.ts';
import { type Told, travel } from './knob-journeys.ts';

/** A journey for each row; `broken` has one line for each that did not come out as it should. */
export async function travelAll(
  rows: readonly Row[],
  goesOn: (index: number) => boolean,
): Promise<{ readonly summary: string; readonly broken: readonly string[] }> {
  const told: Told[] = [];
  const broken: string[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      told.push(await travel(row, goesOn(index)));
    } catch (error) {
      broken.push(`row ${index}: ${error instanceof Error ? error.message : error} (${JSON.stringify(row)})`);
    }
  }
  return { summary: countsOf(told), broken };
}

function countsOf(told: readonly Told[]): string {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { stops, end } of told) {
    count(end === 'right' ? 'ended right' : `ended with ${end}`);
    for (const code of stops) count(`stopped on the way: ${code}`);
  }
  return [...counts].map(([what, times]) => `${times} ${what}`).join(', ');
}
