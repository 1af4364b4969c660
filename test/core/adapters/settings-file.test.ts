import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastGoodFile } from '../../../src/core/adapters/last-good-settings.ts';
import { openSettingsFile } from '../../../src/core/adapters/settings-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function home(text: string) {
  const folder = tempFolder();
  const path = join(folder, 'config.json5');
  writeFileSync(path, text);
  return { file: openSettingsFile(folder), path, lastGood: join(folder, lastGoodFile) };
}

describe('a change of the settings file', () => {
  it('becomes the last good settings at once, and one that is refused does not', async () => {
    const { file, lastGood } = home('{}');
    expect(await file.set(['checkEvery'], '12h')).toBe(true);
    expect(JSON.parse(readFileSync(lastGood, 'utf8'))).toEqual({ checkEvery: '12h' });
    await expect(file.set(['checkEvery'], '1m')).rejects.toMatchObject({ code: 'SettingRefused' });
    expect(JSON.parse(readFileSync(lastGood, 'utf8'))).toEqual({ checkEvery: '12h' });
  });

  it('leaves the last good settings alone while the file still has an error', async () => {
    const { file, path, lastGood } = home("{ chanels: {}, stageAhead: 'soon' }");
    await file.set(['stageAhead'], '10d');
    expect([readFileSync(path, 'utf8'), existsSync(lastGood)]).toEqual(["{ chanels: {}, stageAhead: '10d' }", false]);
    const { problems, value } = await file.look();
    expect([problems.map(({ kind }) => kind), value]).toEqual([['unknown'], {}]);
  });

  it('takes a text as it is, and JSON5 where a text is refused', async () => {
    const { file } = home('{}');
    await file.set(['contacts', 'Nightly export'], '4711');
    await file.set(['quietHours'], "{ from: '20:00', to: '07:00', weekends: true }");
    await file.set(['quietHours', 'weekends'], 'false');
    expect((await file.look()).value).toEqual({
      contacts: { 'Nightly export': '4711' },
      quietHours: { from: '20:00', to: '07:00', weekends: false },
    });
  });

  it('is never lost: of two at the same time, one is refused', async () => {
    const { file, path } = home('{}');
    const both = await Promise.allSettled([file.set(['checkEvery'], '12h'), file.set(['stageAhead'], '10d')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'FileUnwritable' }) }),
    );
    expect(Object.keys((await file.look()).value)).toHaveLength(1);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('does not wait for a process that was killed', async () => {
    const { file, path } = home('{}');
    writeFileSync(`${path}.lock`, `${spawnSync('true').pid}\n`);
    expect(await file.set(['checkEvery'], '12h')).toBe(true);
    writeFileSync(`${path}.lock`, `${process.pid}\n`);
    await expect(file.unset(['checkEvery'])).rejects.toMatchObject({
      message: expect.stringContaining(`delete ${path}.lock`),
    });
    expect(existsSync(`${path}.lock`)).toBe(true);
  });
});
