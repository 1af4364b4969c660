import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

it('writes a report of an emergency whose sentences are true of the org', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge', '--deliver', `file:${bench.here.home}.env`);
  expect((await bench.call('emergency', 'ERP_Bridge', '--confirm', 'ERP_Bridge')).code).toBe(0);
});
