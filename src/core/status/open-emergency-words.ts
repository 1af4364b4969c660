import type { Sight } from '../drift/drift.ts';
import { whatWorks } from '../machine/safety.ts';
import { type Emergency, isContained } from '../model/rotation.ts';

/** What a look at the org says of an emergency that is not done: its record knows nothing of what others have done since. */
export function openEmergencySentence(open: Emergency, { flow, user }: Pick<Sight, 'flow' | 'user'>): string {
  const by = isContained(open) ? (open.emergency.containment?.by ?? null) : null;
  const isOn = flow.oauth === true && by === 'flow';
  const isUnfrozen = user?.isFrozen === false && by === 'freeze';
  if (open.endedAt !== null || !(isOn || isUnfrozen)) return whatWorks(open);
  const what = isOn ? 'turned the flow on' : 'unfrozen the execution user';
  return `Somebody has ${what} since: the leaked pair gets tokens again. Going on stops them first.`;
}
