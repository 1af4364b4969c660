import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type CommandName, commands } from '../../src/cli/commands.ts';
import { globalFlags } from '../../src/cli/context.ts';
import { valuesOf } from '../../src/cli/inputs.ts';
import { loadCommand } from '../../src/cli/load-command.ts';
import type { Streams } from '../../src/cli/output.ts';
import { type Called, createProgram } from '../../src/cli/program.ts';

const names = Object.keys(commands) as CommandName[];

/** What is called when this is typed, and what it prints. */
async function typed(...args: readonly string[]) {
  const called: Called[] = [];
  const stdout = new PassThrough();
  const surroundings = { version: '1.2.3', streams: { stdout } as unknown as Streams, env: {} };
  const program = createProgram(surroundings, async (one) => void called.push(one));
  const error = await program.parseAsync([...args], { from: 'user' }).then(
    () => null,
    (reason: Error) => reason,
  );
  return { called: called[0] as Called, error, printed: String(stdout.read() ?? '') };
}

describe('the table of commands', () => {
  it.each(names)('has a command to load for %s, and help with each of its flags', async (name) => {
    expect(await loadCommand(name)).toBeTypeOf('function');
    const { printed } = await typed(...name.split(' '), '--help');
    const inputs = { ...globalFlags, ...commands[name].inputs };
    const shown = Object.values(inputs).filter((input) => !('isArgument' in input || 'isHidden' in input));
    expect(printed.match(/^ {2}(-o, )?--/gm)?.length).toBe(shown.length);
    expect(printed).toContain(`\nUsage: keyturn ${name} `);
    expect(printed).not.toContain('--inside');
  });

  it('gives a command its arguments and flags by name, whatever was left out', async () => {
    const { called } = await typed('rotate', 'ERP', '--deliver', 'manual:a', '--no-consumers', '--deliver', 'manual:b');
    expect(called.name).toBe('rotate');
    expect(valuesOf(commands.rotate.inputs, called)).toEqual({
      app: 'ERP',
      confirm: undefined,
      proveWith: undefined,
      dryRun: false,
      ticket: undefined,
      reason: undefined,
      otherFlowsOk: false,
      grace: undefined,
      noConsumers: true,
      back: false,
      deliver: ['manual:a', 'manual:b'],
      byHand: [],
    });
  });

  it.each([
    [['--contain'], { contain: true }],
    [['--contain', 'freeze'], { contain: 'freeze' }],
    [['--certificate', 'a.pem'], { certificate: 'a.pem', noCertificate: false }],
    [['--no-certificate'], { certificate: undefined, noCertificate: true }],
    [[], { app: 'ERP', contain: undefined, certificate: undefined, noCertificate: false, deliver: [] }],
  ])('reads emergency ERP %j as %j', async (flags, expected) => {
    const { called } = await typed('emergency', 'ERP', ...flags);
    expect(valuesOf(commands.emergency.inputs, called)).toMatchObject(expected);
  });

  it('tells a command under another one from it, and takes the flags of both and of all', async () => {
    const status = (await typed('daemon', 'status', '--exit-code', '--no-prompt', '-o', 'acme')).called;
    expect(status.name).toBe('daemon status');
    expect(valuesOf(commands['daemon status'].inputs, status)).toEqual({ exitCode: true });
    expect(valuesOf(globalFlags, status)).toMatchObject({ noPrompt: true, targetOrg: 'acme', json: false });
    const test = (await typed('daemon', 'test-notify', 'ops', 'crm')).called;
    expect(valuesOf(commands['daemon test-notify'].inputs, test)).toEqual({ channels: ['ops', 'crm'] });
    const reveal = (await typed('reveal', 'ERP')).called;
    expect(valuesOf(commands.reveal.inputs, reveal)).toMatchObject({ slot: 'primary', format: 'env' });
    expect((await typed()).called).toMatchObject({ name: null, args: [] });
  });

  it.each([
    [['rotate', 'ERP', '--grac', '0'], '--grace'],
    [['reveal', 'ERP', '--slot', 'no'], 'Use one of: primary, staged, previous'],
    [['store', 'move', 'cellar'], 'Use one of: keychain, file'],
    [['rotate'], 'keyturn rotate needs <app>'],
  ])('refuses %j, and says %s', async (args, expected) => {
    expect((await typed(...args)).error?.message).toContain(expected);
  });
});
