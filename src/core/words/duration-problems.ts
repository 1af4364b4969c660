import { type DurationProblem, inLargestUnit } from '../plain/duration.ts';

/** Why a text is no duration, or no list of days, that keyturn takes. */
export function durationProblem({ code, text, bound = 0 }: DurationProblem): string {
  return words[code](JSON.stringify(text.slice(0, 40)), inLargestUnit(bound));
}

const words: Readonly<Record<DurationProblem['code'], (quoted: string, bound: string) => string>> = {
  'no-duration': (quoted) => `${quoted} is no duration: give a number and a unit, like 12h or 90d`,
  'no-days': (quoted) => `${quoted} is no number of days: give one like 7d or 90d`,
  zero: () => 'A duration has to be longer than 0',
  'ten-years': (quoted) => `${quoted} is longer than ten years`,
  'too-short': (quoted, bound) => `${quoted} is too short: at least ${bound}`,
  'too-long': (quoted, bound) => `${quoted} is too long: at most ${bound}`,
  'too-many': () => 'A list of days has at most 20 entries',
};
