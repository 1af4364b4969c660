import type { RotationOutcome } from '../model/rotation.ts';
import { plainText } from '../plain/text.ts';

const outcomes: Readonly<Record<RotationOutcome, string>> = {
  done: 'done',
  discarded: 'staged credentials deleted',
  lost: 'somebody else deleted the staged credentials',
  replaced: 'another run took over',
  refused: 'Salesforce refused to switch back',
};

/** How a run ended. An outcome that only a newer keyturn knows keeps its raw name. */
export function outcomeWords(outcome: unknown): string {
  const name = String(outcome ?? '');
  return Object.hasOwn(outcomes, name) ? outcomes[name as RotationOutcome] : plainText(name, 60);
}
