import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RunningPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';

/** The official CLI, as the run that started these tests names it. */
const sf = process.env.KEYTURN_SF ?? 'sf';
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

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sf-'));
  folder = join(home, 'project');
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

interface Answer {
  readonly status: number;
  readonly result?: unknown;
  readonly message?: string;
}

async function ask(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const answer = await call(args, env);
  if (answer.status !== 0) throw new Error(`sf ${args.join(' ')}: ${JSON.stringify(answer)}`);
  return answer.result;
}

/** The CLI in a home of its own, which neither phones home nor looks for a newer version. */
function call(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const surroundings = {
    PATH: process.env.PATH,
    HOME: home,
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_TELEMETRY: 'true',
    SF_DISABLE_AUTOUPDATE: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    SF_USE_PROGRESS_BAR: 'false',
    SF_DISABLE_LOG_FILE: 'true',
    ...env,
  };
  return new Promise((resolve, reject) => {
    execFile(sf, [...args, '--json'], { cwd: folder, env: surroundings, timeout: 60_000 }, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Answer);
      } catch {
        reject(new Error(`sf ${args.join(' ')} told no JSON: ${error?.message} ${stdout} ${stderr}`));
      }
    });
  });
}

function filesOf(where: string): string[] {
  return readdirSync(where, { recursive: true, encoding: 'utf8' }).sort();
}
