import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breakGlassCard } from '../../src/core/words/card.ts';
import { watchedApp } from '../core/watch/watched-apps.ts';
import { type OrgOverHttp, runOrg } from '../practice-org/support/running-org.ts';

/** The blocks of a card, as somebody pastes them who has nothing but bash, curl and a browser. */
async function cardOf(org: OrgOverHttp): Promise<readonly string[]> {
  const app = await org.app('ERP_Bridge');
  const [consumer] = app.consumers;
  const query = encodeURIComponent(`SELECT Id FROM User WHERE Username = '${app.executionUser}'`);
  const { records } = (await (await org.fetch(`/services/data/v65.0/query?q=${query}`)).json()) as {
    records: { Id: string }[];
  };
  const card = breakGlassCard({
    watched: watchedApp({
      orgId: org.running.orgId,
      instanceUrl: org.running.instanceUrl,
      app: app.developerName,
      appId: app.id,
      consumerId: consumer?.id ?? '',
      consumerKey: consumer?.pairs.find(({ slot }) => slot === 'primary')?.consumerKey ?? '',
      executionUser: { id: records[0]?.Id ?? '', username: app.executionUser ?? '' },
    }),
    contacts: {},
    drill: null,
    sameUser: [],
    writtenAt: 0,
    isPractice: true,
  });
  return [...card.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, lines]) => lines ?? '');
}

interface Said {
  readonly out: string;
  readonly home: string;
  /** Argument lists of every curl that ran. */
  readonly args: string;
}

/** Runs blocks in one bash; what is typed comes line by line. A wrapper notes what curl is called with. */
function bash(blocks: readonly string[], typed: readonly string[]): Promise<Said> {
  const home = mkdtempSync(join(tmpdir(), 'card-'));
  const watching = `curl() { printf '%s\\n' "$*" >> "$HOME/args"; command curl "$@"; }`;
  const script = [watching, ...blocks].join('\n');
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['--norc', '-c', script], { env: { PATH: process.env.PATH, HOME: home } });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
    child.on('error', reject);
    child.on('close', () => resolve({ out, home, args: readFileSync(join(home, 'args'), 'utf8') }));
    child.stdin.end(`${typed.join('\n')}\n`);
  });
}

/** Titles change; what a block does tells it from the others. */
const without = (blocks: readonly string[], ...marks: readonly string[]) =>
  blocks.filter((block) => !marks.some((mark) => block.includes(mark)));
const containing = 'IsFrozen":true';
const makingRoom = 'echo "deleted: $SLOT_KEY"';

async function pairs(org: OrgOverHttp) {
  return (await org.app('ERP_Bridge')).consumers[0]?.pairs ?? [];
}

describe('the steps of the break-glass card', () => {
  it('replace a leaked pair and prove it dead, and put no secret into an argument or on the screen', async () => {
    const org = await runOrg();
    const [leaked] = await pairs(org);
    const blocks = without(await cardOf(org), makingRoom);
    const { out, home, args } = await bash(blocks, [org.running.accessToken, leaked?.consumerSecret ?? '']);
    const now = await pairs(org);
    const fresh = now.find(({ slot }) => slot === 'primary');
    for (const line of [
      `staged: ${fresh?.consumerKey}`,
      'frozen',
      'the new credentials are current',
      'the leaked credentials are deleted',
      'unfrozen',
      `refused (invalid_client_id): ${leaked?.consumerKey}`,
      `accepted: ${fresh?.consumerKey}`,
    ])
      expect(out.split('\n')).toContain(line);
    expect(now.filter(({ accepted }) => accepted).map(({ consumerKey }) => consumerKey)).toEqual([fresh?.consumerKey]);
    const file = join(home, readdirSync(home).find((name) => name.startsWith('new-credentials-')) ?? '');
    expect(readFileSync(file, 'utf8')).toContain(fresh?.consumerSecret ?? '-');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const secret of [org.running.accessToken, leaked?.consumerSecret, fresh?.consumerSecret]) {
      expect(out).not.toContain(secret);
      expect(args).not.toContain(secret);
    }
  });

  it('stop everything first: while the user is frozen no pair gets a token', async () => {
    const org = await runOrg();
    const [leaked] = await pairs(org);
    const blocks = await cardOf(org);
    const upTo = blocks.findIndex((block) => block.includes(containing)) + 1;
    const { out } = await bash(blocks.slice(0, upTo), [org.running.accessToken]);
    expect(out).toContain('frozen');
    expect((await pairs(org)).every(({ accepted }) => !accepted)).toBe(true);
    expect(out).not.toContain(leaked?.consumerSecret);
  });

  it('make room where another pair lies beside the primary one', async () => {
    const org = await runOrg();
    await org.control('POST', '/act', { act: 'stage', app: 'ERP_Bridge' });
    const [leaked] = await pairs(org);
    const blocks = without(await cardOf(org), containing, '"IsFrozen":false');
    const { out } = await bash(blocks, [org.running.accessToken, leaked?.consumerSecret ?? '']);
    expect(out).toContain('the leaked credentials are deleted');
    expect((await pairs(org)).filter(({ accepted }) => accepted)).toHaveLength(1);
  });

  it('delete nothing where the new pair is not primary', async () => {
    const org = await runOrg();
    await org.control('POST', '/act', { act: 'stage', app: 'ERP_Bridge' });
    const before = (await pairs(org)).map(({ consumerKey }) => consumerKey);
    const blocks = without(await cardOf(org), containing, '"IsFrozen":false', makingRoom);
    const { out } = await bash(blocks, [org.running.accessToken, '']);
    expect(out).toContain('the answer is incomplete:');
    expect(out).toContain('the new credentials are not current: delete nothing');
    expect(out).toContain('nothing deleted:');
    expect((await pairs(org)).map(({ consumerKey }) => consumerKey)).toEqual(before);
  });
});
