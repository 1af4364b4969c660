import { type KnobValue, knobProblem } from './model/knobs.ts';

export type KnobValues = Readonly<Record<string, KnobValue>>;

/** Knob values from a file, which anybody may have written. @returns what is wrong with it, if it isn't such a file */
export function readAnswersLike(text: string): { readonly knobs: KnobValues } | { readonly problem: string } {
  const read = parse(text);
  if (!isObject(read)) return { problem: 'it must contain a JSON object with version and knobs' };
  const { version, knobs, ...others } = read;
  const [unknown] = Object.keys(others);
  if (version !== 1) return { problem: 'version must be 1' };
  if (unknown !== undefined) return { problem: `unknown key ${unknown}` };
  if (!isObject(knobs)) return { problem: 'knobs must be an object' };
  for (const [name, value] of Object.entries(knobs)) {
    const problem = knobProblem(name, value);
    if (problem !== null) return { problem };
  }
  return { knobs: knobs as KnobValues };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
