import { wantsLines } from './wants-lines.ts';
import type { WizardOutcome } from './wizard/outcome.ts';
import type { WizardRequest } from './wizard/wizard-request.ts';

export interface SetupScreenRequest extends WizardRequest {
  /** `--screen-reader` */
  readonly isScreenReader: boolean;
}

/** Opens the guided setup as screens or as lines of text, and loads only the code for that. */
export async function openSetup(request: SetupScreenRequest): Promise<WizardOutcome> {
  if (wantsLines(request)) {
    const { runLinear } = await import('./linear/run-linear.ts');
    return runLinear(request);
  }
  const { runWizard } = await import('./run-wizard.tsx');
  return runWizard(request);
}
