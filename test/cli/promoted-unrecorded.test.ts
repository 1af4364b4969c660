import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { shortKey } from '../../src/core/plain/text.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

/** The record of a program that was killed after Salesforce had promoted credentials, before it could write that down. */
function forgetPromotion({ here }: InProcess, kind: 'rotate' | 'back', consumerKey: string): void {
  const database = new DatabaseSync(join(here.home, 'practice-watch', 'state.db'));
  const rows = database.prepare("SELECT id, body FROM rotations WHERE body ->> '$.kind' = ?").all(kind);
  for (const { id, body } of rows) {
    const run = JSON.parse(String(body));
    // A switch back delivers after the promotion, a rotation before.
    const deliveries = run.deliveries.map((one: object) =>
      kind === 'back' ? { ...one, status: 'pending', at: null } : one,
    );
    const before = { ...run, rotatedAt: null, primaryProvedAt: null, deliveries };
    database.prepare('UPDATE rotations SET body = ? WHERE id = ?').run(JSON.stringify(before), String(id));
  }
  database.prepare("UPDATE apps SET body = json_set(body, '$.consumerKey', ?)").run(consumerKey);
  database.close();
  expect(rows).toHaveLength(1);
}

async function keyOf(bench: InProcess): Promise<string> {
  return ((await bench.works('status', erp)).apps as { consumerKey: string }[])[0]?.consumerKey ?? '';
}

it('says of a switch back that a crash hid what is true, and finishes it', async () => {
  const bench = await inProcess();
  await bench.control('PUT', '/knobs', { rotateBack: true });
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  const old = await keyOf(bench);
  await bench.works('rotate', erp, '--yes');
  const fresh = await keyOf(bench);
  await bench.works('rotate', erp, '--back', '--yes');
  expect(await keyOf(bench)).toBe(old);
  forgetPromotion(bench, 'back', fresh);
  const { stdout: plan } = await bench.call('rotate', erp, '--back', '--dry-run');
  expect(plan).toContain(`Salesforce already made the previous credentials (${shortKey(old)}) current.`);
  expect(plan).toContain(`The replaced credentials (${shortKey(fresh)}) are deleted later.`);
  expect(plan).not.toMatch(/promote them again|You can switch back/);
  const { code, stdout } = await bench.call('rotate', erp, '--back', '--yes');
  expect(code).toBe(0);
  expect(stdout).toContain('Switched back to the previous credentials of ERP Bridge');
  expect(await keyOf(bench)).toBe(old);
  expect((await bench.works('check', erp)).apps).toMatchObject([{ lastProof: { answer: 'accepted' } }]);
  expect(JSON.parse((await bench.call('rotate', erp, '--back', '--yes', '--json')).stdout).name).toBe('NoWayBack');
});

it('says of a rotation that a crash hid what is true, and finishes it', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  const old = await keyOf(bench);
  await bench.works('rotate', erp, '--yes');
  const fresh = await keyOf(bench);
  forgetPromotion(bench, 'rotate', old);
  const { stdout: plan } = await bench.call('rotate', erp, '--dry-run');
  expect(plan).toContain(`Salesforce already made the new credentials (${shortKey(fresh)}) current.`);
  expect(plan).toContain(`Keep the previous credentials (${shortKey(old)})`);
  expect(plan).not.toMatch(/Read the staged|Promote the new/);
  await bench.works('rotate', erp, '--yes');
  expect(await keyOf(bench)).toBe(fresh);
});

it('names the previous credentials in a plan only by its record while the staging slot cannot be read', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', `file:${bench.here.home}.env`);
  await bench.works('rotate', erp, '--yes');
  await bench.control('POST', '/act', { act: 'secretAccess', on: false });
  for (const [command, named] of [
    [['rotate', erp, '--back'], /the previous credentials(?:,|\.)/],
    [['retire', erp], /the previous credentials \(3MVG9…\w{4}\)\.[\s\S]*By keyturn's record/],
  ] as const) {
    const { stdout, stderr } = await bench.call(...command, '--dry-run');
    expect(stdout + stderr).not.toContain('()');
    expect(stdout + stderr).toMatch(named);
  }
});
