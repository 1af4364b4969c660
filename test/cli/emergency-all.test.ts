import { describe, expect, it } from 'vitest';
import { whyUnfinished } from '../../src/cli/emergency/ends.ts';
import type { LaneEnd } from '../../src/core/emergency/respond.ts';
import { type KeyturnError, reason } from '../../src/core/reasons/errors.ts';
import { watchedApp } from '../core/watch/watched-apps.ts';
import { inProcess } from '../support/in-process.ts';

const again = (flags: string) =>
  `If the new credentials have leaked too: \`keyturn emergency --all${flags} --again --practice\``;
const apps = ['ERP_Bridge', 'Data_Lake'];

async function watching() {
  const bench = await inProcess();
  for (const app of apps) await bench.works('watch', app, '--deliver', `manual:Nightly ${app}`);
  const all = (...flags: readonly string[]) => bench.call('emergency', '--all', '--confirm', 'practice', ...flags);
  return { bench, all };
}

/** What stands after the last line of the progress. */
function afterProgress(text: string): string {
  const lines = text.split('\n');
  return lines.slice(lines.findLastIndex((line) => /^. \d\d:\d\d\.\d {2}/.test(line)) + 1).join('\n');
}

describe('the last lines of an emergency of several apps, in a pipe', () => {
  it('name for each app who has no access, and the tokens that still work', async () => {
    const { bench, all } = await watching();
    await bench.control('PUT', '/knobs', { jwtTokens: true });
    const { code, stdout, stderr } = await all('--contain');
    expect(code).toBe(0);
    const end = afterProgress(stderr);
    for (const app of apps) {
      expect(end).toContain(`✔ ${app.replace('_', ' ')} in Acme Corp: Every token request was refused `);
      expect(end).toContain(
        `• Update Nightly ${app} by hand: \`keyturn reveal ${app} --practice\` shows the new credentials. No access until then.`,
      );
    }
    expect(end.match(/A token issued for the leaked credentials still works/g)).toHaveLength(2);
    expect(stdout).toMatch(/^ {2}Incident report: \S+all-\S+\.md\n$/);
  });

  it('say what became of the apps that are finished, before the error of the one that is not', async () => {
    const { bench, all } = await watching();
    const { apps: found } = (await bench.control('GET', '/state')) as { apps: { id: string; developerName: string }[] };
    const failing = found.find(({ developerName }) => developerName === 'Data_Lake');
    const fault = { kind: 'status', status: 400, times: 0, method: 'POST', path: `/${failing?.id}/` };
    await bench.control('POST', '/faults', fault);
    const { code, stderr } = await all();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /✔ ERP Bridge in Acme Corp: .*• Update Nightly ERP_Bridge by hand.*✖ Not finished: Data_Lake/s,
    );
  });
});

describe('emergency --all after an emergency of these apps', () => {
  it('names the same call with --again', async () => {
    const { bench, all } = await watching();
    await all();
    const plain = await all();
    expect([plain.code, plain.stderr]).toEqual([3, expect.stringContaining(again(''))]);
    const [first] = (await bench.works('status', 'ERP_Bridge')).apps as readonly { readonly executionUser: string }[];
    const executionUser = first?.executionUser ?? '';
    const user = await bench.call('emergency', '--all', '--execution-user', executionUser, '--confirm', 'practice');
    expect(user.stderr).toContain(again(` --execution-user ${executionUser}`));
    const plan = await bench.call('emergency', '--all', '--dry-run');
    expect(plan.stderr).toContain(again(''));
  });

  it('keeps the other flags of the call, also of one app', async () => {
    const { bench, all } = await watching();
    await all();
    const given = ['--keep-sessions', '--report', 'a b', '--ticket', 'INC-7', '--reason', "Ana's laptop"];
    const kept = "--keep-sessions --report 'a b' --ticket INC-7 --reason 'Ana'\\''s laptop'";
    expect((await all('--contain', ...given)).stderr).toContain(again(` --contain ${kept}`));
    const one = await bench.call('emergency', 'ERP_Bridge', '--contain=freeze', ...given, '--confirm', 'ERP_Bridge');
    expect(one.stderr).toContain(`\`keyturn emergency ERP_Bridge --contain=freeze ${kept} --again --practice\``);
  });
});

describe('why an emergency of several apps is not finished', () => {
  const watched = (app: string) => watchedApp({ app, label: app });
  const full = reason('DiskFull', { path: '/home/ana/state.db' });
  const failed = (app: string, error: KeyturnError): LaneEnd => ({
    ...{ key: app, watched: watched(app), response: null, ok: false },
    error: error.continuing({
      safe: `OAuth is off for ${app}.`,
      actions: [...error.actions, `The record is in /home/${app}.json.`],
    }),
  });
  const done = { key: 'ERP', watched: watched('ERP'), response: null, ok: true, end: {} } as unknown as LaneEnd;

  it('is the reason of all of them, with its exit code and every record, if it is the same', () => {
    expect(whyUnfinished([failed('Lake', full)], false)).toMatchObject({
      code: 'DiskFull',
      exitCode: 75,
      safe: 'OAuth is off for Lake.',
      actions: [...full.actions, 'The record is in /home/Lake.json.'],
    });
    expect(whyUnfinished([failed('Lake', full), failed('ERP', full)], false)).toMatchObject({
      code: 'DiskFull',
      exitCode: 75,
      safe: 'Lake: OAuth is off for Lake. ERP: OAuth is off for ERP.',
      actions: [...full.actions, 'The record is in /home/Lake.json.', 'The record is in /home/ERP.json.'],
    });
  });

  it('names those that failed otherwise, and says nothing of the others', () => {
    const error = whyUnfinished([done, failed('Lake', full)], false);
    expect(error).toMatchObject({
      code: 'EmergencyIncomplete',
      message: expect.stringContaining('Lake (1 of 2 apps)'),
    });
    expect(error?.safe).not.toContain('other apps');
  });

  it('has in a document what each app has reported', () => {
    const other = reason('OrgUnavailable', { host: 'acme', status: 503 });
    expect(whyUnfinished([failed('Lake', full), failed('ERP', other)], true)).toMatchObject({
      safe: `Lake: ${full.message} (DiskFull). OAuth is off for Lake. ERP: ${other.message} (OrgUnavailable). OAuth is off for ERP.`,
      actions: expect.arrayContaining([
        ...full.actions,
        'The record is in /home/Lake.json.',
        'The record is in /home/ERP.json.',
      ]),
    });
  });

  it('is nothing if all are finished', () => expect(whyUnfinished([done], false)).toBeNull());
});
