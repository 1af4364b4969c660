import type { RotationPolicy } from './watched-app.ts';

/** Two parts of a policy that contradict each other. Durations are whole days. */
export type PolicyProblem =
  | { readonly part: 'remindDays' | 'graceDays'; readonly days: number; readonly maxAgeDays: number }
  | { readonly part: 'maxAgeDays'; readonly stageAheadDays: number; readonly maxAgeDays: number };

/** The parts of a policy that are known, and how long ahead keyturn stages if somebody chose that. */
export type PolicyParts = Partial<RotationPolicy> & { readonly stageAheadDays?: number | null };

/** The first contradiction between the parts; null without one. Nothing may be longer than the maximum age. */
export function policyProblem(parts: PolicyParts): PolicyProblem | null {
  const { maxAgeDays, remindDays = [], graceDays = 0, automation, stageAheadDays = null } = parts;
  if (maxAgeDays === undefined) return null;
  const longest = Math.max(0, ...remindDays);
  if (longest > maxAgeDays) return { part: 'remindDays', days: longest, maxAgeDays };
  if (graceDays > maxAgeDays) return { part: 'graceDays', days: graceDays, maxAgeDays };
  if (automation === 'remind' || stageAheadDays === null || stageAheadDays <= maxAgeDays) return null;
  return { part: 'maxAgeDays', stageAheadDays, maxAgeDays };
}

/** Fits the parts that nobody chose into a shorter maximum age. */
export function fitted<Policy extends Pick<RotationPolicy, 'remindDays' | 'graceDays'>>(
  usual: Policy,
  maxAgeDays: number,
): Policy {
  const remindDays = usual.remindDays.filter((days) => days <= maxAgeDays);
  return { ...usual, remindDays, graceDays: Math.min(usual.graceDays, maxAgeDays) };
}
