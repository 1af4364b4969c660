/** Repairs the state of the folder in its argument. */
import { repairState } from '../../../../src/core/adapters/state/repair-state.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const [folder = ''] = process.argv.slice(2);
await repairState({ folder, clock: new FakeClock() });
