import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/core/model/notice.ts';
import { inProcess } from '../support/in-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const erp = 'ERP_Bridge';

/** A watched app, and a channel that takes no message until its folder is there. */
async function bench() {
  const made = await inProcess();
  const folder = join(tempFolder(), 'logs');
  await made.works('config', 'set', 'channels.kept', JSON.stringify({ type: 'log', file: join(folder, 'sent.jsonl') }));
  await made.works('watch', erp, '--issued', '2020-01-01', '--max-age', '1000d', '--automation', 'remind');
  const user = `svc.erp@${made.org.username.split('@')[1]}`;
  const act = (what: string) => made.control('POST', '/act', { act: what, username: user });
  const pass = async (later = '5d') => {
    await made.control('POST', '/clock', { advance: later });
    return made.works('daemon', '--once');
  };
  const up = () => mkdirSync(folder);
  const sent = () =>
    readFileSync(join(folder, 'sent.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => (JSON.parse(line) as Message).notices);
  return { ...made, act, pass, up, sent };
}

describe('a notice that waited for a channel that failed', () => {
  it('says only that it is no longer so once its cause is over', async () => {
    const { act, pass, up, sent } = await bench();
    await act('freeze');
    await pass();
    await act('unfreeze');
    await pass();
    up();
    await pass();
    const found = sent().map(({ kind, severity, title }) => [kind, severity, title]);
    expect(found.toSorted()).toEqual([
      ['drift', 'note', 'Practice org: No longer so: ERP Bridge runs as a frozen user'],
      ['secret-age', 'caution', expect.stringContaining('Practice org: The secret of ERP Bridge has been overdue')],
    ]);
    expect(sent().find(({ kind }) => kind === 'drift')?.actions).toEqual([]);
  });

  it('says what is true then, once', async () => {
    const { pass, up, sent } = await bench();
    await pass();
    await pass();
    up();
    await pass();
    const titles = sent().map(({ title }) => title);
    expect(titles).toEqual([
      expect.stringMatching(/^Practice org: The secret of ERP Bridge has been overdue for \d+ days$/),
    ]);
  });

  it('is sent while its cause lasts', async () => {
    const { act, pass, up, sent } = await bench();
    await act('freeze');
    await pass();
    up();
    await pass();
    expect(
      sent()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['drift', 'proof-failed', 'secret-age']);
  });
});

it('tells of a change only after the daemon has looked itself', async () => {
  const { act, call, pass, up, sent } = await bench();
  const changes = () => sent().flatMap(({ kind, threshold }) => (kind === 'drift' ? [threshold] : []));
  up();
  await act('freeze');
  await call('check', erp);
  await act('unfreeze');
  await pass('1h');
  expect(changes()).toEqual([]);
  await act('freeze');
  await call('check', erp);
  await pass('1h');
  expect(changes()).toEqual(['user-frozen']);
});

it('checks no app again for a change that a pause keeps it from telling', async () => {
  const { call, control, pass, works } = await bench();
  await pass('1h');
  await works('snooze', erp, '30d');
  await control('POST', '/act', { act: 'setPolicy', app: erp, field: 'ipRelaxationPolicyType', value: 'Bypass' });
  await call('check', erp);
  const acted = async () =>
    ((await pass('1h')) as { actions: { action: string }[] }).actions.map(({ action }) => action);
  expect(await acted()).toEqual([]);
  await works('snooze', erp, '0');
  expect(await acted()).toEqual(['check']);
});
