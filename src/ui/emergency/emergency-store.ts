import { createStore, type ViewStore } from '../kit/store.ts';
import type { EmergencyTarget } from './emergency-screen.ts';
import { type EmergencyView, openEmergency } from './emergency-view.ts';
import { type EmergencyViewAction, reduceEmergency } from './reduce-emergency.ts';

/** What the screen and the lines of an emergency read. */
export type EmergencyStore = ViewStore<EmergencyView, EmergencyViewAction>;

export function createEmergencyStore(plans: readonly EmergencyTarget[]): EmergencyStore {
  return createStore(reduceEmergency, openEmergency(plans));
}
