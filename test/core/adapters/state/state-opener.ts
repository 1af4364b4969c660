/** Opens the state of the folder named in its argument, writes a line, and says the reason why it can't. */
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { isKeyturnError } from '../../../../src/core/reasons/errors.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { deployIntended } from './state-fixtures.ts';

try {
  const state = await openState({
    folder: process.argv[2] ?? '',
    clock: systemClock(),
    actor: 'nobody',
    appSettings: noAppSettings,
  });
  await state.journal.append(deployIntended);
  process.send?.('opened');
} catch (error) {
  process.send?.(isKeyturnError(error) ? error.code : String(error));
}
process.disconnect();
