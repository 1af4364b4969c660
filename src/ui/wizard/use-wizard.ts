import { createContext, useContext } from 'react';
import type { Answering } from './wizard-store.ts';
import type { WizardView } from './wizard-view.ts';

/** What the panels of the guided setup know besides. */
interface WizardScreen {
  readonly view: WizardView;
  readonly answering: Answering;
}

export const WizardContext = createContext<WizardScreen | null>(null);

export function useWizard(): WizardScreen {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error('A question is drawn outside the wizard');
  return wizard;
}
