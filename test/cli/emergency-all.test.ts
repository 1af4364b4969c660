import { describe, expect, it } from 'vitest';
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
});
