import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startPracticeOrg } from '../../src/practice-org/embed.ts';
import '../support/private-home.ts';
import { type Cli, cliIn } from './salesforce-cli.ts';
import { type Check, checksOf } from './strangers/check.ts';
import { oauthClientChecks } from './strangers/oauth-clients.ts';
import { rotatorChecks } from './strangers/rotators.ts';
import { libraryChecks } from './strangers/salesforce-libraries.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/practice-org.md'), 'utf8');

const cliChecks: readonly Check[] = checksOf('sf', [
  [
    'signs in, creates a record and queries it',
    'works',
    async () => {
      const { cli } = await signedIn();
      await cli.ask(['data', 'create', 'record', '--sobject', 'Account', '--values', 'Name=Stranger']);
      const soql = "SELECT Name, Owner.Name FROM Account WHERE Name = 'Stranger'";
      expect(await cli.ask(['data', 'query', '--query', soql])).toMatchObject({ totalSize: 1 });
    },
  ],
  [
    'exports with Bulk API 2.0',
    'missing',
    async () => {
      const { cli } = await signedIn();
      const soql = ['--query', 'SELECT Id FROM Account', '--output-file', 'out.csv'];
      expect(await cli.call(['data', 'export', 'bulk', ...soql, '--wait', '1'])).toMatchObject({
        status: 1,
        message: expect.stringMatching(/resource does not exist|NOT_FOUND/),
      });
    },
  ],
]);

/** One sign-in for all: each command of the CLI takes a second. */
let signIn: Promise<{ cli: Cli }> | undefined;
const ended: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ended) await end();
});

function signedIn() {
  signIn ??= signInOnce();
  return signIn;
}

async function signInOnce() {
  const org = await startPracticeOrg();
  ended.push(org.close);
  const home = mkdtempSync(join(tmpdir(), 'sf-'));
  const folder = join(home, 'project');
  mkdirSync(join(folder, 'force-app'), { recursive: true });
  writeFileSync(
    join(folder, 'sfdx-project.json'),
    '{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"65.0"}',
  );
  const cli = cliIn(home, folder);
  const login = ['org', 'login', 'access-token', '--instance-url', org.instanceUrl, '--no-prompt', '--set-default'];
  await cli.ask(login, { SF_ACCESS_TOKEN: org.accessToken });
  return { cli };
}

const checks = [...cliChecks, ...libraryChecks, ...oauthClientChecks, ...rotatorChecks];

describe('clients that know nothing of keyturn', () => {
  it.each(checks)('$client $does: $outcome', ({ run }) => run());

  it('are in the table of the page about the practice org, with what came out', () => {
    const [, table = ''] = /^\| client \| what it does \|[^\n]*\n[^\n]*\n([\s\S]*?)\n\n/m.exec(page) ?? [];
    const rows = table.split('\n').map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
    expect(rows).toEqual(checks.map(({ client, does, outcome }) => [client, does, outcome]));
  });
});
