/** Holds the lease `daemon` of the folder named in its argument until it is killed. */
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';

const state = await openState({
  folder: process.argv[2] ?? '',
  clock: systemClock(),
  actor: 'holder',
  appSettings: noAppSettings,
});
await state.leases.acquire('daemon');
// Nothing else keeps this process.
setInterval(() => undefined, 2 ** 30);
process.send?.('held');
