import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { register, registered } from '../../src/practice-org/running.ts';
import { keyturn, makeQuickStore, type Place, place, program, runPractice } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A server that takes requests and never answers. */
async function silentOrg() {
  let asked = Promise.withResolvers<void>();
  const server = createServer(() => asked.resolve());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isAsked: async () => {
      await asked.promise;
      asked = Promise.withResolvers();
    },
  };
}

async function watchedHome(): Promise<Place> {
  const here = place(join(tempFolder(), 'home'));
  await makeQuickStore(here);
  await runPractice(here);
  expect((await keyturn(here, ['watch', 'ERP_Bridge', '--practice'])).code).toBe(0);
  return here;
}

const confirmed = ['ERP_Bridge', '--confirm', 'ERP_Bridge', '--yes'];
const lines = [
  ['check'],
  ['audit'],
  ['doctor'],
  ['watch', 'Mailer'],
  ['rotate', ...confirmed, '--no-consumers'],
  ['emergency', ...confirmed, '--contain'],
  ['decommission', ...confirmed],
  ['setup', '--app', 'Billing_Sync', '--yes'],
];

it('every command that waits for an org ends with 130 when it is interrupted', async () => {
  const here = await watchedHome();
  const org = await silentOrg();
  const folder = join(here.home, 'practice');
  const address = registered(folder);
  if (!address) throw new Error('no practice org');
  register(folder, { ...address, instanceUrl: org.url });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    for (const line of lines) {
      const args = [...line, '--practice', '--json', '--no-prompt'];
      const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...here.env } });
      let stdout = '';
      child.stdout.on('data', (data) => {
        stdout += data;
      });
      await org.isAsked();
      child.kill(signal);
      const code = await new Promise((resolve) => child.on('close', resolve));
      const { name } = JSON.parse(stdout || '{}') as { name?: string };
      expect([line[0], code, name]).toEqual([line[0], 130, 'Interrupted']);
      expect(stdout).not.toContain('Defect');
    }
  }
});
