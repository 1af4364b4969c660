import { expect, it } from 'vitest';
import { setupCommand } from '../../../src/core/words/setup-command.ts';

it('names the hosts that a person allowed, so that the setup can continue', () => {
  const call = { answers: { org: 'acme', app: 'Billing_Sync' }, deliver: [], noConsumers: true, projectDir: null };
  const command = setupCommand({ ...call, allowHosts: ['gateway.acme.example:8443'], yes: true, isPractice: false });
  expect(command).toContain(' --allow-host gateway.acme.example:8443 --yes');
  expect(setupCommand({ ...call, yes: false, isPractice: false })).not.toContain('--allow-host');
});
