import { knobs } from '../../src/practice-org/model/knobs.ts';
import type { Row } from './covering-array.ts';
import { answerLeak } from './emergency-knob-journeys.ts';
import { barredEmergencyRows, openEmergencyRows } from './emergency-knob-rows.ts';
import { travel } from './knob-journeys.ts';
import { barredRows, openRows } from './knob-rows.ts';

export interface QuestionJourney {
  readonly what: string;
  /** Its place in its table. */
  readonly number: number;
  readonly row: Row;
  readonly run: () => Promise<unknown>;
}

const tables: readonly { what: string; rows: readonly Row[]; run: (row: Row, index: number) => Promise<unknown> }[] = [
  { what: 'a rotation', rows: openRows().rows, run: (row) => travel(row, true) },
  {
    what: 'a rotation that an answer bars',
    rows: barredRows().rows,
    run: (row, index) => travel(row, index % 4 === 0),
  },
  { what: 'an emergency', rows: openEmergencyRows().rows, run: answerLeak },
  { what: 'an emergency that an answer bars', rows: barredEmergencyRows().rows, run: answerLeak },
];

/** Every journey, at one question each. */
export const journeysByQuestion: ReadonlyMap<string, readonly QuestionJourney[]> = handOut();

/**
 * A row answers all questions at once, so any of them may have it. It goes to one whose answer in this row is new there,
 * and among those to the one with the fewest rows.
 */
function handOut(): ReadonlyMap<string, readonly QuestionJourney[]> {
  const given = new Map<string, QuestionJourney[]>(knobs.map(({ name }) => [name, []]));
  for (const { what, rows, run } of tables) {
    for (const [index, row] of rows.entries()) {
      const cost = (name: string) => {
        const before = given.get(name) ?? [];
        return before.length + (before.some((one) => one.row[name] === row[name]) ? 1000 : 0);
      };
      const [owner] = knobs.toSorted((one, other) => cost(one.name) - cost(other.name));
      given.get(owner?.name ?? '')?.push({ what, number: index + 1, row, run: () => run(row, index) });
    }
  }
  return given;
}
