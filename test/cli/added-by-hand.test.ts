import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

it('confirms a consumer that was added during an emergency, before the emergency continues', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'manual:Hand');
  await bench.call('emergency', erp, '--confirm', erp);
  await bench.works('consumer', 'add', erp, 'Third', '--deliver', 'manual:Third');
  const [before] = (await bench.works('status')).apps as { attention: string }[];
  expect(before?.attention).toMatch(
    /no access without the new credentials: Hand, Third \(`keyturn reveal [^)]+`keyturn handed-over /,
  );
  expect(await bench.works('handed-over', erp, 'Hand')).toMatchObject({ nextStep: 'Not confirmed yet: Third.' });
  expect(await bench.works('handed-over', erp, 'Third')).toMatchObject({
    nextStep: expect.stringMatching(/^Every consumer has the new credentials\. Continue with `keyturn resume /),
  });
  expect(await bench.works('resume', erp)).toMatchObject({ rotation: { phase: 'done' } });
});

it('says after a confirmation what is really left', async () => {
  const bench = await inProcess();
  await bench.works(
    'watch',
    erp,
    '--deliver',
    'manual:Hand',
    '--deliver',
    'manual:Night job',
    '--deliver',
    'manual:Other',
  );
  await bench.call('rotate', erp, '--yes');
  await bench.works('handed-over', erp, 'Night job');
  await bench.works('consumer', 'remove', erp, 'Night job');
  await bench.works('consumer', 'remove', erp, 'Other');
  expect(await bench.works('handed-over', erp, 'Hand')).toMatchObject({
    nextStep: expect.stringMatching(/^Removed before anyone confirmed them: Other\. .* `keyturn resume/),
  });
  await bench.works('resume', erp, '--yes');
  const plan = await bench.call('retire', erp);
  expect(plan.stderr).toMatch(/Updated with the new credentials: Hand, Night job\./);
  expect(plan.stderr).toMatch(/Not confirmed: Other\./);
});
