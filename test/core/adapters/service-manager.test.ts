import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createServiceHost } from '../../../src/core/adapters/service-manager.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function program(text: string, quickMs = 20_000) {
  const folder = tempFolder();
  writeFileSync(join(folder, 'tool'), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, 'tool'), 0o755);
  return createServiceHost({ PATH: `${folder}:${process.env.PATH}` }, { quickMs, slowMs: 20_000 });
}

describe('a program of the system', () => {
  it('gets its arguments as they are, without a shell', async () => {
    const { run } = program('printf "%s|" "$@"');
    const args = ['a b', '$HOME', ';x'];
    expect(await run({ program: 'tool', args })).toEqual({ isOk: true, stdout: 'a b|$HOME|;x|', problem: null });
  });

  it('speaks the language that is understood here', async () => {
    expect((await program('printf %s "$LC_ALL"').run({ program: 'tool', args: [] })).stdout).toBe('C');
  });

  it('that fails tells why in one clean line', async () => {
    const host = program('printf "Access \\033[31mdenied\\nmore\\n" >&2; exit 4');
    expect(await host.run({ program: 'tool', args: [] })).toMatchObject({ isOk: false, problem: 'Access denied' });
    const silent = program('exit 4');
    expect(await silent.run({ program: 'tool', args: [] })).toMatchObject({ problem: 'it ended with exit code 4' });
  });

  it('that never ends is ended', async () => {
    const host = program('exec sleep 60', 200);
    const { isOk, problem } = await host.run({ program: 'tool', args: [] });
    expect([isOk, problem]).toEqual([false, 'no answer within 0.2 s']);
  });

  it('that is not there is no exception', async () => {
    const host = createServiceHost({ PATH: tempFolder() });
    expect(await host.run({ program: 'tool', args: [] })).toMatchObject({ problem: 'the program is not installed' });
  });
});

describe('files of a service', () => {
  const host = createServiceHost({});

  it('are written with their folders, replaced, read and removed', async () => {
    const path = join(tempFolder(), 'systemd', 'user', 'a.service');
    expect(await host.read(path)).toBeNull();
    await host.write(path, 'one');
    await host.write(path, 'two');
    expect(await host.read(path)).toBe('two');
    await host.remove(path);
    await host.remove(path);
    expect(await host.read(path)).toBeNull();
  });

  it('are read as Windows writes them', async () => {
    const path = join(tempFolder(), 'task.xml');
    await host.write(path, Buffer.from('\uFEFF<Task/>', 'utf16le'));
    expect(readFileSync(path).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
    expect(await host.read(path)).toBe('<Task/>');
  });

  it("that can't be written are told by name", async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    await expect(host.write(join(file, 'a.service'), '')).rejects.toMatchObject({ code: 'FileUnwritable' });
  });

  it("that are folders can't be run", async () => {
    expect([await host.canRun(tempFolder()), await host.canRun(process.execPath)]).toEqual([false, true]);
  });
});
