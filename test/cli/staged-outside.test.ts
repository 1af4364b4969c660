import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

it('says that somebody else staged credentials, until they are gone, and nothing of those that keyturn staged', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.works('stage', erp, '--yes');
  await bench.works('check', erp);
  expect((await bench.call('status', '--exit-code')).code).toBe(0);
  await bench.works('discard', erp, '--confirm', erp);

  await bench.control('POST', '/act', { act: 'stage', app: erp });
  const check = await bench.call('check', erp);
  expect(check.stdout).toContain('staged credentials outside keyturn');
  const status = await bench.call('status', '--exit-code');
  expect([status.code, status.stdout]).toEqual([4, expect.stringContaining('staged credentials outside keyturn')]);

  await bench.works('discard', erp, '--confirm', erp);
  await bench.works('check', erp);
  expect((await bench.call('status', '--exit-code')).code).toBe(0);
});
