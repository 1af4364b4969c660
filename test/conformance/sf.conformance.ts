import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RunningPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';
import { type Cli, cliIn } from './salesforce-cli.ts';

const now = Date.UTC(2026, 10, 24, 3);

const project = {
  packageDirectories: [{ path: 'force-app', default: true }],
  namespace: '',
  sourceApiVersion: '64.0',
};

/** One org and one sign-in for the whole file, as one admin has them: each command of the CLI takes a second. */
let org: RunningPracticeOrg;
let home: string;
let folder: string;
let cli: Cli;
const ask: Cli['ask'] = (args, env) => cli.ask(args, env);
const call: Cli['call'] = (args, env) => cli.call(args, env);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sf-'));
  folder = join(home, 'project');
  cli = cliIn(home, folder);
  org = await startPracticeOrg({ folder: join(home, 'practice'), scenario: 'acme', now });
  mkdirSync(join(folder, 'force-app'), { recursive: true });
  writeFileSync(join(folder, 'sfdx-project.json'), JSON.stringify(project));
  const login = ['org', 'login', 'access-token', '--instance-url', org.instanceUrl, '--no-prompt', '--alias', 'acme'];
  await ask([...login, '--set-default'], { SF_ACCESS_TOKEN: org.accessToken });
  return () => org.close();
});

describe('the official CLI on the practice org', () => {
  it('is signed in as the administrator', async () => {
    expect(await ask(['org', 'display'])).toMatchObject({
      id: org.orgId,
      username: org.username,
      connectedStatus: 'Connected',
    });
  });

  it('queries users with their columns', async () => {
    const found = await ask([
      'data',
      'query',
      '-q',
      'SELECT Id, Username, Profile.Name FROM User WHERE IsActive = true',
    ]);
    const { records } = found as { records: { Username: string; Profile: { Name: string } }[] };
    expect(records.find(({ Username }) => Username === org.username)?.Profile.Name).toBe('System Administrator');
  });

  it('names the field that an object does not have', async () => {
    const refused = await call(['data', 'query', '-q', 'SELECT Nothing__c FROM User']);
    expect(refused).toMatchObject({ status: 1, message: expect.stringContaining('Nothing__c') });
  });

  it('lists the External Client Apps', async () => {
    const listed = (await ask(['org', 'list', 'metadata', '-m', 'ExternalClientApplication'])) as {
      fullName: string;
    }[];
    expect(listed.map(({ fullName }) => fullName)).toContain('Billing_Sync');
  });

  it('retrieves an app with its settings and policies as the source files that it knows', async () => {
    await retrieve();
    expect(filesOf(join(folder, 'force-app'))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/externalClientApps\/Billing_Sync\.eca-meta\.xml$/),
        expect.stringMatching(/extlClntAppGlobalOauthSets\/.+\.ecaGlblOauth-meta\.xml$/),
        expect.stringMatching(/extlClntAppOauthSettings\/.+\.ecaOauth-meta\.xml$/),
        expect.stringMatching(/extlClntAppOauthPolicies\/.+\.ecaOauthPlcy-meta\.xml$/),
      ]),
    );
  });

  it('checks what it retrieved without changing the org, then deploys it', async () => {
    await retrieve();
    const deploy = ['project', 'deploy', 'start', '-m', 'ExternalClientApplication:Billing_Sync', '--wait', '5'];
    const checked = await ask([...deploy, '--dry-run']);
    expect(checked).toMatchObject({ status: 'Succeeded', checkOnly: true, numberComponentErrors: 0 });
    const deployed = await ask(deploy);
    expect(deployed).toMatchObject({ status: 'Succeeded', checkOnly: false, numberComponentsDeployed: 1 });
  });

  it('deploys the changed label and retrieves it again', async () => {
    await retrieve();
    const name = filesOf(join(folder, 'force-app')).find((file) => file.endsWith('Billing_Sync.eca-meta.xml')) ?? '';
    const file = join(folder, 'force-app', name);
    const edited = readFileSync(file, 'utf8').replace(/<label>.*<\/label>/, '<label>Billing two</label>');
    writeFileSync(file, edited);
    await ask(['project', 'deploy', 'start', '-m', 'ExternalClientApplication:Billing_Sync', '--wait', '5']);
    writeFileSync(file, edited.replace('Billing two', 'lost'));
    await retrieve();
    expect(readFileSync(file, 'utf8')).toContain('<label>Billing two</label>');
  });

  it('shows a failed deploy with its component', async () => {
    await retrieve();
    const broken = join(folder, 'force-app/main/default/externalClientApps/Broken_App.eca-meta.xml');
    writeFileSync(
      broken,
      '<?xml version="1.0" encoding="UTF-8"?>\n<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"><label>Broken</label><nothing>1</nothing></ExternalClientApplication>\n',
    );
    const refused = await call([
      'project',
      'deploy',
      'start',
      '-m',
      'ExternalClientApplication:Broken_App',
      '--wait',
      '5',
    ]);
    expect(refused).toMatchObject({ status: 1, result: { status: 'Failed', numberComponentErrors: 1 } });
  });
});

/** The app with all that belongs to it; the CLI resolves the wildcards by itself. */
async function retrieve(): Promise<void> {
  const types = [
    'ExternalClientApplication:Billing_Sync',
    'ExtlClntAppGlobalOauthSettings',
    'ExtlClntAppOauthSettings',
    'ExtlClntAppOauthConfigurablePolicies',
    'ExtlClntAppConfigurablePolicies',
  ];
  await ask(['project', 'retrieve', 'start', ...types.flatMap((type) => ['-m', type])]);
}

function filesOf(where: string): string[] {
  return readdirSync(where, { recursive: true, encoding: 'utf8' }).sort();
}
