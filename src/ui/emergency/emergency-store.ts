import { createStore, type ViewStore } from '../kit/store.ts';
import type { EmergencyTarget } from './emergency-screen.ts';
import { type EmergencyView, openEmergency } from './emergency-view.ts';
import { type EmergencyAction, reduceEmergency } from './reduce-emergency.ts';

/** What the screen and the lines of an emergency read. */
export type EmergencyStore = ViewStore<EmergencyView, EmergencyAction>;

export function createEmergencyStore(plans: readonly EmergencyTarget[]): EmergencyStore {
  return createStore(reduceEmergency, openEmergency(plans));
}
