import { createContext } from 'react';
import { useGiven } from '../kit/use-screen.ts';
import type { Answering } from './wizard-store.ts';
import type { WizardView } from './wizard-view.ts';

/** What the panels of the guided setup know besides. */
interface WizardScreen {
  readonly view: WizardView;
  readonly answering: Answering;
}

export const WizardContext = createContext<WizardScreen | null>(null);
export const useWizard = () => useGiven(WizardContext);
