import { shortKey } from '../plain/text.ts';

/** A step of an emergency that a drill times. */
export type DrillStep = keyof typeof drillWords;

export const drillWords = {
  stage: 'stage new credentials',
  prove: 'verify them',
  rotate: 'promote them',
  look: 'check the staging slot',
  delete: 'delete the leaked credentials',
  'prove-refused': 'verify that they are refused',
} as const;

/** What the staging slot holds. @param key null when unknown */
export function slotWords(key: string | null): string {
  return key === null ? 'credentials with an unknown key' : `credentials with the key ${shortKey(key)}`;
}
