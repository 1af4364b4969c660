import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { inProcess } from '../support/in-process.ts';

it('writes a report of an emergency whose sentences are true of the org', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge', '--deliver', `file:${bench.here.home}.env`);
  expect((await bench.call('emergency', 'ERP_Bridge', '--confirm', 'ERP_Bridge')).code).toBe(0);
});

it('names in its report of the practice org only commands for the practice org, and a seal that fits', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  const report = `${bench.here.home}-incident`;
  await bench.works('emergency', 'ERP_Bridge', '--confirm', 'ERP_Bridge', '--report', report);
  const commands = [...readFileSync(`${report}.md`, 'utf8').matchAll(/`(?:keyturn|[^`]*keyturn\.cjs) ([^`]*)`/g)].map(
    ([, command = '']) => command,
  );
  expect(commands.filter((command) => !command.includes('--practice'))).toEqual([]);
  const check = commands.find((command) => command.startsWith('history verify --head kts1-')) ?? '';
  const { code, stdout } = await call(bench.here, check.split(' '));
  expect({ check, code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('fits') });
});
