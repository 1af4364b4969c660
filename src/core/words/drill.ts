import { shortKey } from '../plain/text.ts';

/** A step of an emergency, as a drill times it. */
export type DrillStep = keyof typeof drillWords;

export const drillWords = {
  stage: 'stage a new pair',
  prove: 'prove it',
  rotate: 'make it primary',
  look: 'look again',
  delete: 'delete the leaked pair',
  'prove-refused': 'prove that it is refused',
} as const;

/** What lies where the drill would stage its pair. @param key null where it has none */
export function slotWords(key: string | null): string {
  return key === null ? 'a pair without a key' : `the pair ${shortKey(key)}`;
}
