import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const emergency = ['emergency', 'ERP_Bridge', '--confirm', 'ERP_Bridge'];

it('refuses a bad list before anything changes, with the line and without its text', async () => {
  const own = await inProcess();
  await own.works('watch', 'ERP_Bridge', '--deliver', `file:${own.here.home}.env`);
  const path = join(tempFolder(), 'known.txt');
  writeFileSync(path, '# offices\n198.51.100.0/24\nnot-an-address-5f3b\n');
  for (const more of [[], ['--dry-run'], ['--drill']]) {
    const { code, stdout, stderr } = await own.call(...emergency, '--known-addresses', path, ...more);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(`line 3 of ${path} is neither an IP address nor a network`);
    expect(stdout + stderr).not.toContain('5f3b');
  }
  const { stdout } = await own.call('history', '--json');
  expect(stdout).not.toContain('emergency');
  const missing = await own.call(...emergency, '--known-addresses', `${path}-missing`, '--json');
  expect([missing.code, JSON.parse(missing.stdout).name]).toEqual([2, 'FileUnreadable']);
});

it('names the unknown addresses of a leak at the end, in the JSON output and in the report', async () => {
  const own = await inProcess();
  await own.works('watch', 'ERP_Bridge', '--deliver', `file:${own.here.home}.env`);
  const folder = tempFolder();
  const path = join(folder, 'known.txt');
  writeFileSync(path, '127.0.0.0/8 # this computer\n::1\n');
  const report = join(folder, 'incident');
  const call = [...emergency, '--known-addresses', path, '--report', report, '--json'];
  const { result } = JSON.parse((await own.call(...call)).stdout);
  const written = JSON.parse(readFileSync(`${report}.json`, 'utf8'));
  const { listed, addresses } = written.evidence.comparedAddresses;
  expect(listed).toBe(2);
  const unknown = addresses.filter((one: { isKnown: boolean }) => !one.isKnown);
  expect(unknown.length).toBeGreaterThan(0);
  expect(result.seenAddresses).toMatchObject({ unknown: unknown.length });
  const text = readFileSync(`${report}.md`, 'utf8');
  for (const { sourceIp } of unknown) expect(text).toContain(`| ${sourceIp} | **no** |`);
  expect(result.nextStep).toMatch(/^Check the sign-ins from \d+ address/);
});
