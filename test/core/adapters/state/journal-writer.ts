/**
 * Appends lines to the journal of the folder named in its argument and says the number of each once it is durable: as many as
 * its second argument names, or until it is killed.
 */
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { deployIntended } from './state-fixtures.ts';

const [, , folder = '', count = '100000'] = process.argv;
const state = await openState({ folder, clock: systemClock(), actor: 'writer', appSettings: noAppSettings });
for (let i = 0; i < Number(count) && process.connected; i++) {
  const { line } = await state.journal.append({ ...deployIntended, detail: { pid: process.pid, i } });
  await new Promise((resolve) => process.send?.(line, resolve));
}
state.close();
process.disconnect();
