import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { terminalOf } from '../../src/cli/context.ts';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { openDebugLog } from '../../src/core/adapters/debug-log.ts';
import { calmContext } from '../support/calm-context.ts';
import { expectPrinted } from '../support/documents.ts';
import { makeQuickStore, type Place, place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function keyturn({ env }: Place, ...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Streams;
  const code = await run(args, { version: '0', streams, env });
  const ended = { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
  expectPrinted(args, ended);
  const lines = ended.stderr.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  return { ...ended, lines };
}

describe('--debug', () => {
  it('reports requests, timings and decisions on stderr, and no secret', async () => {
    const here = place(tempFolder());
    await makeQuickStore(here);
    const watched = await keyturn(here, 'watch', 'ERP_Bridge', '--practice', '--json', '--debug');
    expect(JSON.parse(watched.stdout).status).toBe(0);
    expect(watched.lines[0]).toMatchObject({
      event: 'command',
      command: 'watch',
      flags: ['practice', 'json', 'debug'],
    });
    expect(watched.lines.at(-1)).toMatchObject({ event: 'command.ended', exitCode: 0, ms: expect.any(Number) });
    for (const line of [
      { event: 'org.request', call: expect.any(String), outcome: 'answered', ms: expect.any(Number) },
      { event: 'org.token-request', outcome: 'issued', consumerKey: expect.stringContaining('…') },
      { event: 'store.opened', kind: 'file' },
      { event: 'audit-trail', action: 'watch', is: 'noted' },
    ]) {
      expect(watched.lines).toContainEqual(expect.objectContaining(line));
    }
    const revealed = await keyturn(here, 'reveal', 'ERP_Bridge', '--practice', '--json', '--unsafe-stdout', '--debug');
    const { consumerSecret, consumerKey } = JSON.parse(revealed.stdout).result;
    for (const text of [consumerSecret, consumerKey]) {
      expect(text.length).toBeGreaterThan(20);
      expect(watched.stderr + revealed.stderr).not.toContain(text);
    }
  });

  it('reports the reason of a failure, and is quiet if nobody asks', async () => {
    const here = place(tempFolder());
    const failed = await keyturn(here, 'ack', 'Nobody', '--debug');
    expect(failed.lines.at(-1)).toMatchObject({ event: 'command.ended', reason: 'AppNotWatched' });
    expect((await keyturn(here, 'ack', 'Nobody')).lines).toEqual([]);
  });

  it('writes to a private file while a screen has the terminal', () => {
    const home = tempFolder();
    const written: string[] = [];
    const debug = openDebugLog({ env: { KEYTURN_HOME: home }, now: () => 0, write: (line) => void written.push(line) });
    debug.debug('before', { ms: 1 });
    expect(debug.path()).toBeNull();
    const streams = {} as Streams;
    terminalOf({ ...calmContext, env: {}, streams, debug } as unknown as Parameters<typeof terminalOf>[0]);
    debug.debug('after', { problem: 'secret=hunter2' });
    const file = join(home, 'debug.log');
    expect([written.length, debug.path()]).toEqual([1, file]);
    expect(readFileSync(file, 'utf8')).toContain('"problem":"secret=[secret]","event":"after"');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
