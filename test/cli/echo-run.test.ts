import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { everyForm, leaksIn } from '../support/secret-forms.ts';

/** Everything that keyturn left in its folder, as text; not the practice org's own data. */
function left(home: string): readonly (readonly [string, string])[] {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(home, 'practice') + sep))
    .map((path) => [path, readFileSync(path, 'latin1')]);
}

it('a token endpoint that repeats the secret leaves it nowhere', async () => {
  const app = await inProcess();
  const secrets = new Set<string>();
  const ask = globalThis.fetch;
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal('fetch', async (...[url, init]: Parameters<typeof fetch>) => {
    const sent = String(url).endsWith('/oauth2/token') ? new URLSearchParams(String(init?.body)) : null;
    const secret = sent?.get('client_secret');
    if (!secret) return ask(url, init);
    secrets.add(secret);
    const description = `invalid client credentials for ${everyForm(secret)}`;
    return Response.json({ error: 'invalid_client', error_description: description }, { status: 400 });
  });
  const log = join(app.here.home, 'notices.log');
  const channel = { type: 'log', file: log, practice: true, when: 'always', severity: 'note' };
  writeFileSync(join(app.here.home, 'config.json5'), JSON.stringify({ channels: { notices: channel } }));
  await app.call('watch', 'ERP_Bridge', '--yes');
  const ran = [];
  for (const args of [
    ['check', 'ERP_Bridge', '--json'],
    ['check', 'ERP_Bridge'],
    ['daemon', '--once'],
    ['status', 'ERP_Bridge'],
    ['history', '--json'],
    ['history'],
    ['doctor', '--json'],
    ['audit'],
    ['support', join(app.here.home, 'support.txt')],
  ])
    ran.push(await app.call(...args));
  expect(secrets.size).toBeGreaterThan(0);
  const said = ran.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(said).toContain('[secret]');
  for (const secret of secrets) {
    expect(leaksIn(said, secret)).toEqual([]);
    for (const [path, text] of left(app.here.home))
      expect({ path, leaks: leaksIn(text, secret) }).toEqual({ path, leaks: [] });
  }
  expect(readFileSync(log, 'utf8')).not.toBe('');
});
