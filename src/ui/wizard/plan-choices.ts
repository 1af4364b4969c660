import type { Review } from '../../core/model/question.ts';

export interface PlanChoice {
  readonly value: 'validate' | 'deploy' | 'files' | 'save';
  readonly label: string;
  readonly note: string;
}

/**
 * What a person can do with a plan. If there is something to deploy, the first choice only validates: Enter alone never
 * changes the org, not even after a successful validation. `isTight` leaves out the choices that also have a key.
 */
export function planChoices({ files, validated }: Review, isTight = false): readonly PlanChoice[] {
  const save: PlanChoice = { value: 'save', label: 'Save the plan', note: 'as an answers file' };
  if (files.length === 0) return [{ value: 'deploy', label: 'Continue', note: 'nothing to deploy' }, save];
  const again = validated ? 'Validate again' : 'Validate only';
  const acts: readonly PlanChoice[] = [
    { value: 'validate', label: again, note: 'check-only deploy, changes nothing' },
    { value: 'deploy', label: 'Deploy', note: 'changes the org as shown above' },
  ];
  if (isTight) return acts;
  return [...acts, { value: 'files', label: 'View the files', note: 'before and after' }, save];
}
