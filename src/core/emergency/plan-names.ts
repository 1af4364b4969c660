import { nameOfTarget } from '../rotation/state.ts';
import { plainText, shortKey } from '../text.ts';
import type { EmergencyPlan } from './emergency-plan.ts';

export function appName({ watched }: EmergencyPlan): string {
  return plainText(watched.label || watched.app, 60);
}

/** Of the emergency that goes on the leaked pair may not be the primary one any more. */
export function leakedKey({ goesOn, watched, changedOutside }: EmergencyPlan): string {
  return shortKey(goesOn?.ends ?? changedOutside ?? watched.consumerKey);
}

export function listOf(names: readonly string[]): string {
  return names.map((name) => plainText(name, 80)).join(', ');
}

/** Whatever gets the new pair by a program: `/srv/erp.env, vault`. */
export function targetsOf({ handedOver }: EmergencyPlan): string {
  return listOf(handedOver.map(nameOfTarget));
}
