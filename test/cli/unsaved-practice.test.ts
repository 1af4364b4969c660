import { EventEmitter } from 'node:events';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { practiceOrgWords } from '../../src/core/words/practice-org.ts';
import { call } from '../support/call.ts';
import { control, makeQuickStore, type Place, type Practising, place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { unsaved, lost } = practiceOrgWords;
const act = ['practice', 'act', 'secretAccess'];
const stage = ['stage', 'ERP_Bridge', '--yes', '--practice'];

/** A stored practice org whose file can't be written any more. */
async function onFullDisk() {
  const here = place(join(tempFolder(), 'home'));
  await makeQuickStore(here);
  await call(here, ['watch', 'ERP_Bridge', '--practice']);
  const next = join(here.home, 'practice', 'org.json.next');
  symlinkSync('/dev/full', next);
  // What is lost is no longer there to compare with.
  const ends = (args: readonly string[]) => call(here, args, { opensState: false });
  const warnings = async (args: readonly string[]) => JSON.parse((await ends([...args, '--json'])).stdout).warnings;
  return { here, ends, warnings, free: () => rmSync(next) };
}

/** `practice`, until it is interrupted. */
async function practising({ env }: Place, ...flags: readonly string[]) {
  const asked = Object.assign(new EventEmitter(), { exit: () => undefined });
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const ended = run(['practice', ...flags], {
    version: '0',
    streams,
    env,
    process: asked as unknown as NodeJS.Process,
  });
  const told = { stdout: '', stderr: '' };
  stdout.on('data', (data) => {
    told.stdout += data;
  });
  stderr.on('data', (data) => {
    told.stderr += data;
  });
  await expect.poll(() => told.stdout).toMatch(flags.includes('--json') ? /\}\n$/ : /Ctrl-C/);
  const stop = async () => {
    asked.emit('SIGINT');
    expect(await ended).toBe(0);
  };
  return { told, stop };
}

it.each([[act], [stage]])('%s says that what it did in the practice org is lost', async (args) => {
  const { ends } = await onFullDisk();
  expect((await ends(args)).stderr).toContain(lost);
});

it('so does a document: of an act when it is lost, of a command before the practice org stops', async () => {
  const { warnings, free } = await onFullDisk();
  expect(await warnings(act)).toEqual([lost]);
  expect(await warnings(stage)).toEqual([unsaved]);
  free();
  expect(await warnings(act)).toEqual([]);
  expect(await warnings(stage)).toEqual([]);
});

it('the practice org says it as soon as it happens and at its end, and never that its data is kept', async () => {
  const { here } = await onFullDisk();
  const { told, stop } = await practising(here, '--json');
  const { result, warnings } = JSON.parse(told.stdout) as { result: Practising; warnings: readonly string[] };
  expect(warnings).toEqual([]);
  await control(result, 'POST', '/act', { act: 'secretAccess', on: false });
  expect(told.stderr).toContain(unsaved);
  expect(told.stderr).not.toContain(lost);
  await stop();
  expect(told.stderr).toContain(lost);
});

it('says nothing of it while there is space', async () => {
  const { here, free } = await onFullDisk();
  free();
  const { told, stop } = await practising(here);
  expect(told.stdout).toContain('Its data is kept');
  await stop();
  expect(told.stderr).toBe('');
});
