import { day } from '../../src/core/plain/time.ts';
import type { RotationBench } from '../support/rotation-bench.ts';
import type { Factor, Row } from './covering-array.ts';

/** How far this computer's clock is ahead of the org's, in ms. Without a date in the org's answers, nobody can tell. */
const clocks: Readonly<Record<string, number>> = { right: 0, ahead: 10 * day, behind: -10 * day, undated: 0 };

export const clockFactor: Factor = { name: 'clock', values: Object.keys(clocks) };

export async function setClock({ clock, control }: RotationBench, { clock: name = 'right' }: Row): Promise<void> {
  clock.aheadMs = clocks[String(name)] ?? 0;
  await control('POST', '/date', { ahead: name === 'undated' ? null : '0s' });
}

/** Whether nothing may happen because time has passed. */
export function clocksDiffer({ clock = 'right' }: Row): boolean {
  return clocks[String(clock)] !== 0;
}
