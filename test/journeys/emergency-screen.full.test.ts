import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { control, keyturnInTerminal, makeQuickStore, type Place, type Practising, place } from '../support/keyturn.ts';
import type { PracticeState } from '../support/practice.ts';
import { practiceOrg } from '../support/practice-org.ts';
import { tempFolder } from '../support/temp-folder.ts';
import type { Terminal } from '../support/terminal.ts';

const command = ['emergency', 'Billing_Sync', '--practice'];
const plan = 'Type Billing_Sync to';
const slow = 20_000;

async function leakedOrg(): Promise<{ readonly here: Place; readonly org: Practising }> {
  const here = place(join(tempFolder(), 'home'));
  await makeQuickStore(here);
  const org = await practiceOrg(here, 'leak');
  expect(await call(here, ['watch', 'Billing_Sync', '--practice', '--json'])).toMatchObject({ code: 0 });
  return { here, org };
}

/** Types the name once the plan is there. */
async function confirm(terminal: Terminal): Promise<void> {
  await terminal.waitFor(plan, slow);
  terminal.press('Billing_Sync\r');
}

async function expectNoSecret(org: Practising, ...terminals: Terminal[]): Promise<void> {
  const { apps } = (await control(org, 'GET', '/state')) as PracticeState;
  const secrets = apps.flatMap(({ consumers }) =>
    consumers.flatMap(({ pairs }) => pairs.map((one) => one.consumerSecret)),
  );
  expect(secrets.length).toBeGreaterThan(2);
  for (const terminal of terminals) expect(secrets.filter((secret) => terminal.written().includes(secret))).toEqual([]);
}

it('is answered on a terminal: the plan, the name, one clock, and all of it stays', async () => {
  const { here, org } = await leakedOrg();
  const plain = keyturnInTerminal(here, command);
  await plain.waitFor(plan, slow);
  await plain.waitFor('Nothing in your org has changed yet');
  plain.press('Billing Sync\r');
  await plain.waitFor("The name doesn't match");
  plain.press('\x15Billing_Sync\r');
  await plain.waitFor('The leaked credentials stopped working', slow);
  await plain.waitFor('leaked credentials are refused');
  plain.press('\r');
  expect(await plain.exited).toBe(0);
  expect(plain.screen()).toMatch(/incident report written[\s\S]*The leaked credentials stopped working/);

  const small = keyturnInTerminal(here, [...command, '--contain'], { cols: 60, rows: 15 });
  await confirm(small);
  await small.waitFor(/All refused: .*; leaked key for good: /, slow);
  small.press('\r');
  expect(await small.exited).toBe(0);
  await expectNoSecret(org, plain, small);
});

it('is opened from the watch with e, and comes back to it', async () => {
  const { here, org } = await leakedOrg();
  const watch = keyturnInTerminal(here, ['--practice']);
  await watch.waitFor(/▸ Billing Sync/, slow);
  watch.press('e');
  await confirm(watch);
  await watch.waitFor('The leaked credentials stopped working', slow);
  watch.press('\r');
  await watch.waitFor('e emergency', slow);
  watch.press('q');
  expect(await watch.exited).toBe(0);
  await expectNoSecret(org, watch);
});

it('stops after its step when it is left in the middle, and the same command goes on, read out as well', async () => {
  const { here, org } = await leakedOrg();
  const left = keyturnInTerminal(here, command);
  await left.waitFor(plan, slow);
  await control(org, 'POST', '/latency', { ms: 700 });
  left.press('Billing_Sync\r');
  await left.waitFor('keyturn is changing the org', slow);
  left.press('\x03');
  expect(await left.exited).toBe(130);
  expect(left.written()).toContain('`keyturn resume Billing_Sync --practice`');
  await control(org, 'POST', '/latency', { ms: 0 });

  const read = keyturnInTerminal(here, [...command, '--screen-reader']);
  await confirm(read);
  expect(await read.exited).toBe(0);
  expect(read.written()).toContain('The leaked credentials stopped working');
  const after = await call(here, ['status', '--practice', '--json']);
  expect(JSON.parse(after.stdout).result.apps[0]).toMatchObject({ state: 'fine' });
  expect(read.written()).toMatch(/Finished steps are\s+not\s+repeated/);
  // Its own new pair is in the slot.
  expect(read.written()).not.toContain('Delete the credentials in the staging slot');
  expect(read.written()).toContain('`keyturn reveal Billing_Sync --practice`');
  await expectNoSecret(org, left, read);
});

it('says on the screen, too, where the one report about several apps is', async () => {
  const { here } = await leakedOrg();
  const report = `${here.home}.report`;
  const all = keyturnInTerminal(here, ['emergency', '--all', '--practice', '--report', report], { cols: 200 });
  await all.waitFor('Type practice to', slow);
  all.press('practice\r');
  await all.waitFor(`Incident report for all apps: ${report}.md`, slow);
  all.press('\r');
  expect(await all.exited).toBe(0);
  expect(all.screen()).toContain(`Incident report for all apps: ${report}.md`);
});
