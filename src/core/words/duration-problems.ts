import { type DurationProblem, inLargestUnit } from '../plain/duration.ts';

/** Why keyturn doesn't accept a text as a duration or as a list of days. */
export function durationProblem({ code, text, bound = 0 }: DurationProblem): string {
  return words[code](JSON.stringify(text.slice(0, 40)), inLargestUnit(bound));
}

const words: Readonly<Record<DurationProblem['code'], (quoted: string, bound: string) => string>> = {
  'no-duration': (quoted) => `${quoted} is not a duration: give a number and a unit, such as 12h or 90d`,
  'no-days': (quoted) => `${quoted} is not a number of days: give one such as 7d or 90d`,
  zero: () => 'A duration must be longer than 0',
  'ten-years': (quoted) => `${quoted} is longer than ten years`,
  'too-short': (quoted, bound) => `${quoted} is too short: at least ${bound}`,
  'too-long': (quoted, bound) => `${quoted} is too long: at most ${bound}`,
  'too-many': () => 'A list of days can have at most 20 entries',
};
