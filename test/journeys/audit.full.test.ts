import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('keyturn audit', () => {
  it('is the first thing that a nervous admin runs, and leaves nothing behind', async () => {
    const here = place(join(tempFolder(), 'home'));
    const told = await call(here, ['audit', '--practice']);
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(
      /6 External Client Apps, 4 with the client credentials flow on\.\nNothing was changed\./,
    );
    expect(told.stdout).toContain('of the OAuth consumer Mailer');
    expect(Math.max(...told.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const { apps } = JSON.parse((await call(here, ['status', '--practice', '--json'])).stdout).result;
    expect(apps).toEqual([]);
  });

  it('is a JSON document or a Markdown page', async () => {
    const here = place(join(tempFolder(), 'home'));
    const { status, result } = JSON.parse((await call(here, ['audit', '--practice', '--json'])).stdout);
    expect(status).toBe(0);
    expect(result).toMatchObject({ secretAccessOverRest: true, unseen: [], adopted: [] });
    expect(result.apps).toHaveLength(6);
    const page = (await call(here, ['audit', '--practice', '--markdown'])).stdout;
    expect(page).toMatch(/^# External Client Apps of Acme Corp\n/);
    expect(page).toContain('| Mailer | on | `int.mailer@');
    expect(page).toMatch(/\n\n[^\n]*aren't watched yet\.\n[^\n]*\n$/);
    const both = await call(here, ['audit', '--practice', '--markdown', '--json']);
    expect(JSON.parse(both.stdout)).toMatchObject({ status: 2, name: 'UsageInvalid' });
  });

  it('adopts every app whose flow is on', async () => {
    const here = place(join(tempFolder(), 'home'));
    const told = await call(here, ['audit', '--practice', '--watch', '--max-age', '60d', '--json']);
    expect(JSON.parse(told.stdout).result.adopted).toHaveLength(5);
    const { apps } = JSON.parse((await call(here, ['status', '--practice', '--json'])).stdout).result;
    expect(apps.map(({ app }: { app: string }) => app).sort()).toEqual([
      'Data_Lake',
      'ERP_Bridge',
      'Legacy_Loader',
      'Legacy_Loader',
      'Mailer',
    ]);
    const again = await call(here, ['audit', '--practice', '--watch', '--json']);
    expect(JSON.parse(again.stdout).result.adopted).toEqual([]);
  });
});
