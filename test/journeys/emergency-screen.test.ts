import { join } from 'node:path';
import { expect, it } from 'vitest';
import { control, keyturn, keyturnInTerminal, type Place, place, runPractice } from '../support/keyturn.ts';
import type { PracticeState } from '../support/practice.ts';
import { tempFolder } from '../support/temp-folder.ts';
import type { Terminal } from '../support/terminal.ts';

const command = ['emergency', 'Billing_Sync', '--practice'];
const asked = 'Type Billing_Sync to replace the leaked pair now.';
const slowly = 30_000;

/** Terminals before the org of the scenario `leak`, and whether any of them ever received a secret. */
async function leakedOrg() {
  const here = place(join(tempFolder(), 'home'));
  const org = await runPractice(here, ['--scenario', 'leak']);
  expect((await keyturn(here, ['watch', 'Billing_Sync', '--practice', '--json'])).code).toBe(0);
  const terminals: Terminal[] = [];
  const secrets = new Set<string>();
  const remember = async () => {
    const state = (await control(org, 'GET', '/state')) as PracticeState;
    for (const [secret] of JSON.stringify(state).matchAll(/\b[0-9A-F]{64}\b/g)) secrets.add(secret);
  };
  const open = async (args: readonly string[], size: Parameters<typeof keyturnInTerminal>[2] = {}) => {
    await remember();
    const terminal = keyturnInTerminal(here, args, size);
    terminals.push(terminal);
    return terminal;
  };
  const received = async () => {
    await remember();
    expect(secrets.size).toBeGreaterThan(terminals.length);
    const all = terminals.map((terminal) => terminal.written()).join('\n');
    return [...secrets].filter((secret) => all.includes(secret));
  };
  const latency = (ms: number) => control(org, 'POST', '/latency', { ms });
  return { here, open, received, latency };
}

/** What stays in the terminal once the screen is gone. */
function scrollback(terminal: Terminal): string {
  return terminal.written().slice(terminal.written().lastIndexOf('\x1b[?1049l')).replaceAll('\r\n', '\n');
}

async function statusOf(here: Place): Promise<unknown> {
  const status = await keyturn(here, ['status', '--practice', '--json']);
  return JSON.parse(status.stdout).result.apps;
}

it('the worst day: the plan, the right name alone, the clock, the end, and all of it in the terminal', async () => {
  const { open, received } = await leakedOrg();
  const usual = await open(command);
  expect(await usual.waitFor(asked, slowly)).toMatch(/What will break[\s\S]*Nothing in your org has changed yet\./);
  usual.press('Billing Sync\r');
  await usual.waitFor('✖ That is not the name; nothing was done.');
  usual.press('\x15Billing_Sync\r');
  await usual.waitFor(/\d\d:\d\d\.\d\n[\s\S]*The org is being changed/);
  await usual.waitFor(/enter close[\s\S]*The leaked pair stopped working \d\d:\d\d\.\d after you confirmed\./, slowly);
  usual.press('\r');
  expect(await usual.exited).toBe(0);
  for (const step of [
    /^EMERGENCY {2}Billing Sync in Acme Corp \(practice org\)$/m,
    /^✔ \d\d:\d\d\.\d {2}new pair staged and saved {2,}3MVG9…/m,
    /^✔ \d\d:\d\d\.\d {2}leaked pair deleted {2,}3MVG9…/m,
    /^✔ \d\d:\d\d\.\d {2}leaked pair refused by Salesforce/m,
    /^✔ The leaked pair stopped working \d\d:\d\d\.\d after you confirmed\.$/m,
    /`keyturn reveal Billing_Sync\s+--practice`/,
  ]) {
    expect(scrollback(usual)).toMatch(step);
  }

  const small = await open([...command, '--contain'], { cols: 60, rows: 15 });
  await small.waitFor(/Type Billing_Sync to replace the leaked pair now\.[\s\S]*Nothing in your org/, slowly);
  small.press('Billing_Sync\r');
  await small.waitFor(/All refused after \d\d:\d\d\.\d; the pair alone after \d\d:\d\d\.\d\./, slowly);
  small.press('\r');
  expect(await small.exited).toBe(0);
  expect(scrollback(small)).toMatch(/Everything was refused \d\d:\d\d\.\d after you confirmed, the/);
  expect(await received()).toEqual([]);
}, 120_000);

it('from the dashboard and back; left in the middle; and gone on with in lines for those who hear the screen', async () => {
  const { here, open, received, latency } = await leakedOrg();
  const dashboard = await open(['--practice']);
  await dashboard.waitFor(/▸ Billing Sync[\s\S]*e emergency/);
  dashboard.press('e');
  await dashboard.waitFor(asked, slowly);
  dashboard.press('Billing_Sync\r');
  await dashboard.waitFor(/enter close[\s\S]*The leaked pair stopped working/, slowly);
  dashboard.press('\r');
  await dashboard.waitFor(/Billing Sync +fine[\s\S]*From what this computer remembers/);
  dashboard.press('q');
  expect(await dashboard.exited).toBe(0);

  const left = await open(command);
  await left.waitFor(asked, slowly);
  await latency(300);
  left.press('Billing_Sync\r');
  await left.waitFor('Staging a new pair', slowly);
  left.press('\x03');
  await left.waitFor('ctrl+c again leaves after this step');
  left.press('\x03');
  expect(await left.exited).toBe(130);
  expect(scrollback(left)).toMatch(/The leaked pair still works[\s\S]*The same command goes on from there\./);
  await latency(0);

  const heard = await open([...command, '--screen-reader']);
  await heard.waitFor(/goes on; what is done already[\s\S]*An empty line/, slowly);
  heard.press('Billing_Sync\r');
  expect(await heard.exited).toBe(0);
  expect(heard.written()).toMatch(/The leaked pair stopped working \d\d:\d\d\.\d after you confirmed\./);
  expect(heard.written()).not.toContain('Delete the pair in the slot');
  expect(heard.written()).not.toContain('\x1b[?1049h');
  expect(await statusOf(here)).toMatchObject([{ app: 'Billing_Sync', state: 'fine', staged: null, previous: null }]);
  expect(await received()).toEqual([]);
}, 120_000);
