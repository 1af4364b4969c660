import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { getGlobalDispatcher, MockAgent, setGlobalDispatcher } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
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
  const before = getGlobalDispatcher();
  onTestFinished(() => setGlobalDispatcher(before));
  const agent = new MockAgent();
  agent.enableNetConnect();
  const secretIn = (body: string) => new URLSearchParams(body).get('client_secret');
  agent
    .get(/127\.0\.0\.1/)
    .intercept({ path: '/services/oauth2/token', method: 'POST', body: (body) => secretIn(body) !== null })
    .reply(400, ({ body }) => {
      const secret = secretIn(String(body)) ?? '';
      secrets.add(secret);
      const error_description = `invalid client credentials for ${everyForm(secret)}`;
      return JSON.stringify({ error: 'invalid_client', error_description });
    })
    .persist();
  setGlobalDispatcher(agent);
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
