import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

it('believes no confirmation that the file of the consumer shows to be wrong, and deletes nothing that the file has', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
  const old = readFileSync(file, 'utf8');
  const named = async (...command: readonly string[]) => {
    const { code, stdout } = await bench.call(...command, '--json');
    return [code, JSON.parse(stdout).name];
  };
  expect(await named('rotate', erp, '--yes', '--by-hand', file)).toEqual([3, 'HandOverPending']);
  expect(await named('handed-over', erp, file)).toEqual([3, 'FileNotUpdated']);
  expect(await named('resume', erp)).toEqual([3, 'HandOverPending']);

  const shown = await bench.works('reveal', erp, '--slot', 'staged', '--unsafe-stdout');
  writeFileSync(
    file,
    `SALESFORCE_CONSUMER_KEY=${shown.consumerKey}\nSALESFORCE_CONSUMER_SECRET=${shown.consumerSecret}\n`,
  );
  await bench.works('handed-over', erp, file);
  // A backup puts the old file back before the promotion, and once more before the deletion.
  const updated = readFileSync(file, 'utf8');
  writeFileSync(file, old);
  expect(await named('resume', erp)).toEqual([3, 'HandOverPending']);
  writeFileSync(file, updated);
  await bench.works('handed-over', erp, file);
  await bench.works('resume', erp);
  writeFileSync(file, old);
  const stateOf = async (command: string) => {
    const { apps } = (await bench.works(command, erp)) as { apps: { consumers: { state: string }[] }[] };
    return apps[0]?.consumers[0]?.state;
  };
  expect(await stateOf('check')).toBe('failing');
  await bench.control('POST', '/clock', { advance: '8d' });
  expect(await named('resume', erp)).toEqual([3, 'HandOverPending']);
  writeFileSync(file, updated);
  await bench.works('handed-over', erp, file);
  writeFileSync(file, old);
  expect(await named('retire', erp, '--confirm', erp)).toEqual([3, 'HandOverPending']);
  const { apps } = (await bench.works('status', erp)) as { apps: { previous: object | null }[] };
  expect(apps[0]?.previous).not.toBeNull();
});
