import type { Review } from '../../core/model/question.ts';

export interface PlanChoice {
  readonly value: 'validate' | 'deploy' | 'files' | 'save';
  readonly label: string;
  readonly note: string;
}

/**
 * What can be done with a plan. The cursor starts on the first, and that never changes the org: Enter alone only
 * validates, and `Deploy` takes a deliberate step down, also after a validation that succeeded. Without files there is
 * nothing to validate, and going on is all that is left. Where rows are scarce, what has a key of its own is left out.
 */
export function planChoices({ files, validated }: Review, isTight = false): readonly PlanChoice[] {
  const save: PlanChoice = { value: 'save', label: 'Save the plan', note: 'as an answers file' };
  if (files.length === 0) return [{ value: 'deploy', label: 'Go on', note: 'nothing has to be deployed' }, save];
  const again = validated ? 'Validate again' : 'Validate only';
  const acts: readonly PlanChoice[] = [
    { value: 'validate', label: again, note: 'a check-only deploy, it changes nothing' },
    { value: 'deploy', label: 'Deploy', note: 'changes the org as shown above' },
  ];
  if (isTight) return acts;
  return [...acts, { value: 'files', label: 'View the files', note: 'before and after' }, save];
}
