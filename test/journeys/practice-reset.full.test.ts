import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { keyturnInTerminal, makeQuickStore, place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('practice reset says what keyturn would forget, asks on a terminal, and says in a pipe what it forgot', async () => {
  const here = place(join(tempFolder(), 'home'));
  await makeQuickStore(here);
  await call(here, ['watch', 'ERP_Bridge', '--practice', '--deliver', 'manual:Bob', '--json']);
  await call(here, ['watch', 'Mailer', '--practice', '--json']);
  const terminal = keyturnInTerminal(here, ['practice', 'reset']);
  await terminal.waitFor(/2 watched apps, 1 consumer and 2 sets of stored\s+credentials\.\s+Continue\?/);
  terminal.press('n\r');
  expect(await terminal.exited).toBe(3);
  const status = await call(here, ['status', '--practice', '--json']);
  expect(JSON.parse(status.stdout).result.apps).toHaveLength(2);
  const forgotten = { apps: 2, consumers: 1, credentials: 2 };
  const reset = await call(here, ['practice', 'reset', '--json']);
  expect(JSON.parse(reset.stdout).result).toEqual({ scenario: 'acme', forgotten });
  const again = keyturnInTerminal(here, ['practice', 'reset']);
  expect(await again.exited).toBe(0);
});
