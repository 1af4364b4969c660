import { useSyncExternalStore } from 'react';
import type { WizardView } from '../state/wizard-view.ts';
import type { WizardStore } from '../wizard-store.ts';

export function useView(store: WizardStore): WizardView {
  return useSyncExternalStore(store.subscribe, store.view);
}
