import type { EmergencyPlan } from '../incident/emergency-plan.ts';
import { nameOfTarget } from '../model/rotation.ts';
import { plainText, shortKey } from '../plain/text.ts';

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
