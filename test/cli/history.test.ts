import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { history } from '../../src/cli/commands/history.ts';
import { commands } from '../../src/cli/commands.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { valuesOf } from '../../src/cli/inputs.ts';
import { createOutput, type Streams } from '../../src/cli/output.ts';
import type { JournalLine } from '../../src/core/model/journal.ts';

const now = Date.UTC(2026, 10, 29, 12);
const day = 86_400_000;

function line(number: number, init: Partial<JournalLine>): JournalLine {
  const place = {
    orgId: '00D000000000001AAA',
    org: 'acme',
    app: 'Billing_Sync',
    actor: 'ada@host',
    hash: '',
    chain: 'c1',
  };
  const act = { event: 'noted', action: 'watch', intent: `i${number}`, detail: {} } as const;
  return { ...place, ...act, line: number, at: now - day, ...init };
}

const run = { rotation: 'r1' };
const trail = [
  line(1, { at: now - 9 * day }),
  line(2, { action: 'begin-rotation', detail: { ...run, kind: 'rotate' } }),
  line(3, { action: 'stage', event: 'done', detail: run }),
  line(4, { app: 'Mailer', org: 'other', orgId: '00D000000000002AAA' }),
];

async function told(options: object, args: readonly string[] = [], lines = trail): Promise<string> {
  const stdout = new PassThrough();
  const output = createOutput({ stdout, stderr: stdout } as unknown as Streams, { isJson: 'json' in options });
  const state = {
    apps: { list: async () => [] },
    journal: { list: async () => lines },
  };
  const compose = async () => ({ state: async () => state, clock: async () => ({ now: () => now }) });
  const context = { output, compose } as unknown as CommandContext;
  expect(await history(context, valuesOf(commands.history.inputs, { options, args }))).toBe(0);
  return String(stdout.read());
}

const numbersOf = (json: string) => JSON.parse(json).result.lines.map((one: JournalLine) => one.line);

it.each([
  [{}, [], [1, 2, 3, 4]],
  [{ since: '7d' }, [], [2, 3, 4]],
  [{ since: '2026-11-28T12:00:00Z' }, [], [2, 3, 4]],
  [{ since: '2026-11-29' }, [], []],
  [{ kind: 'rotate' }, [], [2, 3]],
  [{ kind: 'other', since: '7d' }, [], [4]],
  [{ org: 'other' }, [], [4]],
  [{ org: '00D000000000002' }, [], [4]],
  [{ org: '00D' }, [], []],
  [{}, ['Billing_Sync'], [1, 2, 3]],
  [{}, ['other/Mailer'], [4]],
  [{}, ['acme/Mailer'], []],
] as const)('narrowed to %j %j the journal has the lines %j', async (options, args, lines) => {
  expect(numbersOf(await told({ ...options, json: true }, args))).toEqual(lines);
});

it('tells a story, and with --raw the lines themselves', async () => {
  expect(await told({ kind: 'rotate' })).toContain('Rotation of Billing_Sync in acme');
  expect(await told({ raw: true })).toContain('stage done (rotation r1)');
});

it('says why there is nothing to tell', async () => {
  expect(await told({}, ['Nobody'])).toBe('No entry in the audit trail matches.\n');
  expect(await told({}, [], [])).toBe('The audit trail is empty.\n');
  await expect(told({ since: 'soon' })).rejects.toMatchObject({ code: 'UsageInvalid' });
});
