import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/offboarding.md'), 'utf8');

/** The words of each command in a block of the page. */
const commands = [...page.matchAll(/^```\nkeyturn (.*)\n```$/gm)].map(([, line = '']) =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
);

it('shows commands that work where the page shows them', async () => {
  const [look, end, back] = commands;
  expect(commands).toHaveLength(3);
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge', '--deliver', 'manual:Nightly export');
  expect((await bench.call(...(end ?? []))).stderr).toContain('StillInUse');
  // Nobody has used the app since.
  await bench.control('POST', '/clock', { advance: '31d' });
  expect((await bench.call(...(look ?? []))).stdout).toContain('Nightly export: unknown');
  await bench.control('POST', '/faults', { kind: 'unavailable', path: '/oauth2/token', times: 0 });
  expect((await bench.call(...(end ?? []))).code).toBe(75);
  await bench.control('DELETE', '/faults');
  expect(await bench.works(...(back ?? []))).toMatchObject({ outcome: 'back' });
  expect(await bench.works(...(end ?? []))).toMatchObject({ outcome: 'done' });
  expect((await bench.call('history', 'ERP_Bridge')).stdout).toContain('App decommissioned');
  expect((await bench.call('status', '--all')).stdout).toContain('was decommissioned on');
});
