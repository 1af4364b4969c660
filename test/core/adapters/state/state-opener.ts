/** Opens the state of the folder named in its argument, and says how many apps it has, and the reason why a line can't be written. */
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { isKeyturnError } from '../../../../src/core/reasons/errors.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { deployIntended } from './state-fixtures.ts';

let apps = -1;
try {
  const state = await openState({
    folder: process.argv[2] ?? '',
    clock: systemClock(),
    actor: 'nobody',
    appSettings: noAppSettings,
  });
  apps = (await state.apps.list()).length;
  await state.journal.append(deployIntended);
  process.send?.('opened');
} catch (error) {
  process.send?.({ apps, code: isKeyturnError(error) ? error.code : String(error) });
}
process.disconnect();
