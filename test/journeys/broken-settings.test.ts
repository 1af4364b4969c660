import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startDaemon } from '../support/daemon-process.ts';
import { daysAgo } from '../support/days-ago.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const app = 'ERP_Bridge';

it('goes on by the last good settings, starts nothing new, and says so', async () => {
  const bundle = await RotatingBundle.open(app, ['--issued', daysAgo(80), '--automation', 'stage']);
  const { home } = bundle.here;
  const file = join(home, 'config.json5');
  const notices = join(home, 'notices.jsonl');
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await bundle.run([...args, '--json']);
    return { code, stderr, document: JSON.parse(stdout) };
  };
  const channels = `channels: { kept: { type: 'log', file: '${notices}' } }`;
  writeFileSync(file, `{ apps: { ${app}: { remind: '40d' } }, ${channels} }`);
  await run('status');
  writeFileSync(file, `{ apps: { ${app}: { remind: '40d' } }, chanels: {} }`);

  const warning = expect.stringContaining('Until you fix the file, the daemon starts nothing new.');
  for (const args of [['status', app], ['check'], ['history'], ['doctor'], ['daemon', 'status'], ['resume']]) {
    const { code, document } = await run(...args);
    expect([args, code, document.warnings]).toEqual([args, 0, [warning]]);
  }
  expect((await run('status', app)).document.result.apps[0].reminders).toEqual(['40d']);
  for (const args of [
    ['rotate', app, '--yes'],
    ['stage', app, '--yes'],
    ['watch', app],
    ['audit', '--watch'],
    ['daemon', 'test-notify'],
  ]) {
    const { code, document } = await run(...args);
    expect([args, code, document.name]).toEqual([args, 2, 'ConfigInvalid']);
  }

  // 81 days old: the daemon would have staged new credentials.
  const daemon = startDaemon(bundle.here);
  expect(await daemon.next('tick')).toMatchObject({ ok: true });
  expect(await daemon.next('warning')).toMatchObject({ problem: warning });
  expect(await bundle.acts()).toEqual({ stage: 0, rotate: 0 });
  expect(readFileSync(notices, 'utf8')).toContain('secret-age');
  writeFileSync(file, `{ ${channels} }`);
  daemon.kill('SIGHUP');
  await daemon.next('tick');
  expect(await bundle.acts()).toEqual({ stage: 1, rotate: 0 });
  daemon.kill('SIGTERM');
  await daemon.ended;
});

it('lets an emergency through, whatever the settings say', async () => {
  const bundle = await RotatingBundle.open(app);
  const { primary: leaked } = await bundle.pairs();
  const file = join(bundle.here.home, 'config.json5');
  writeFileSync(file, '{ channels: ');
  const { code, stderr } = await bundle.run(['emergency', app, '--contain', '--confirm', app]);
  expect([code, stderr]).toEqual([0, expect.stringContaining('the daemon starts nothing new')]);
  expect((await bundle.pairs()).isAccepted(leaked)).toBe(false);
  rmSync(file);
});

it('keeps the other channels and the automation when one channel is broken', async () => {
  const bundle = await RotatingBundle.open(app, ['--issued', daysAgo(80), '--automation', 'stage']);
  const { home } = bundle.here;
  const [kept, broken] = [join(home, 'kept.jsonl'), join(home, 'broken.jsonl')];
  const file = join(home, 'config.json5');
  const good = `kept: { type: 'log', file: '${kept}' }`;
  writeFileSync(file, `{ channels: { ${good}, ops: { type: 'log', file: '${broken}' } } }`);
  await bundle.run(['status']);
  writeFileSync(file, `{ channels: { ${good}, ops: { type: 'log', path: '${broken}' } } }`);
  const { code, stdout } = await bundle.run(['daemon', '--once', '--json']);
  const { warnings, result } = JSON.parse(stdout);
  expect([code, warnings]).toEqual([0, [expect.stringContaining('as it last was')]]);
  expect(result.actions).toContainEqual(expect.objectContaining({ action: 'stage', outcome: 'done' }));
  for (const path of [kept, broken]) expect(readFileSync(path, 'utf8')).toContain('done-by-daemon');
});
