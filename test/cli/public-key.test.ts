import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';
const key = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';

it('names the command that encrypts credentials only for people whose public key keyturn keeps', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'manual:Bob');
  const told = async () => {
    const waiting = JSON.parse((await bench.call('resume', erp, '--json')).stdout) as { actions: readonly string[] };
    const [row] = (await bench.works('status', erp)).apps as readonly { attention: string }[];
    return [waiting.actions.join(' '), row?.attention ?? ''];
  };
  await bench.call('rotate', erp, '--yes');
  for (const text of await told()) {
    expect(text).toContain(`keyturn reveal ${erp} --slot staged`);
    expect(text).not.toContain('--for');
  }
  await bench.works('consumer', 'edit', erp, 'Bob', '--key', key);
  for (const text of await told()) expect(text).toContain(`keyturn reveal ${erp} --slot staged --for "Bob"`);
  const plan = await bench.call('emergency', erp, '--dry-run');
  expect(plan.stdout).toContain(
    `\`keyturn reveal ${erp} --for "Bob" --practice\` encrypts the new credentials for Bob.`,
  );
});
