import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';

const flowFiles = {
  global: 'force-app/main/default/extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth-meta.xml',
  policy: 'force-app/main/default/extlClntAppOauthPolicies/Billing_Sync_oauthPlcy.ecaOauthPlcy-meta.xml',
} as const;

/** A project with the app as the org has it, written by hand: CRLF, comments, tabs. */
async function projectIn(bench: PracticeBench): Promise<{ root: string; read: (source: string) => string }> {
  const root = join(bench.folder, 'project');
  const put = (source: string, content: string) => {
    mkdirSync(dirname(join(root, source)), { recursive: true });
    writeFileSync(join(root, source), content);
  };
  const org = await bench.ports.signIns.open('practice');
  const definition = { packageDirectories: [{ path: 'force-app' }], sourceApiVersion: org.apiVersion };
  put('sfdx-project.json', JSON.stringify(definition));
  const retrieved = await org.metadata.retrieve([
    { type: 'ExtlClntAppGlobalOauthSettings', fullName: 'Billing_Sync_glbloauth' },
    { type: 'ExtlClntAppOauthConfigurablePolicies', fullName: 'Billing_Sync_oauthPlcy' },
  ]);
  for (const [index, source] of [flowFiles.global, flowFiles.policy].entries()) {
    const text = new TextDecoder().decode(retrieved[index]?.content);
    put(source, text.replaceAll('\n', '\r\n').replace(/(<\w+ xmlns[^>]*>)/, '$1\r\n\t<!-- ours -->'));
  }
  return { root, read: (source) => readFileSync(join(root, source), 'utf8') };
}

const answers = (bench: PracticeBench) => ({
  app: 'Billing_Sync',
  certificate: 'none',
  'execution-user': bench.username('int.billing'),
});
const billing = async (bench: PracticeBench) =>
  (await bench.state()).apps.find(({ developerName }) => developerName === 'Billing_Sync');

describe('the setup in a project', () => {
  it("edits the admin's own files, deploys them and says how the CLI does the same", async () => {
    const bench = await practiceBench();
    const { root, read } = await projectIn(bench);
    const before = read(flowFiles.policy);
    const result = await bench.setup(answers(bench), { projectDir: join(root, 'force-app') });
    expect(result.proof).not.toBeNull();
    expect((await billing(bench))?.flow).toEqual({ app: true, policy: true });
    const user = bench.username('int.billing');
    const expected = before
      .replace('CredentialsFlowEnabled>false', 'CredentialsFlowEnabled>true')
      .replace(
        /(\r\n +)<externalClientApplication>/,
        `$1<clientCredentialsFlowUser>${user}</clientCredentialsFlowUser>$1<externalClientApplication>`,
      );
    expect(read(flowFiles.policy).split('\r\n').sort()).toEqual(expected.split('\r\n').sort());
    expect(read('package.xml')).toContain('<members>Billing_Sync_oauthPlcy</members>');
    expect(result.project).toMatchObject({
      manifest: 'package.xml',
      command: 'sf project deploy start --manifest package.xml --target-org practice',
    });
    const again = await bench.setup(answers(bench), { projectDir: root });
    expect(again.changes).toEqual([]);
    expect(again.project?.files).toEqual([]);
  });

  it('writes nothing in a dry run', async () => {
    const bench = await practiceBench();
    const { root, read } = await projectIn(bench);
    const before = read(flowFiles.policy);
    const result = await bench.setup(answers(bench), { projectDir: root, dryRun: true });
    expect(result.project?.files).toHaveLength(3);
    expect(read(flowFiles.policy)).toBe(before);
    expect(existsSync(join(root, 'package.xml'))).toBe(false);
  });

  it('puts the files back when the deploy fails, and when it is taken back after a refused proof', async () => {
    const bench = await practiceBench();
    const { root, read } = await projectIn(bench);
    const before = read(flowFiles.policy);
    const broken = before.replace('<ipRelaxationPolicyType>Enforce', '<ipRelaxationPolicyType>Sometimes');
    writeFileSync(join(root, flowFiles.policy), broken);
    await expect(bench.setup(answers(bench), { projectDir: root })).rejects.toMatchObject({ code: 'CheckOnlyFailed' });
    expect(read(flowFiles.policy)).toBe(broken);
    writeFileSync(join(root, flowFiles.policy), before);
    const body = JSON.stringify({ error: 'invalid_client_id', error_description: 'client identifier invalid' });
    const fault = { kind: 'status', status: 400, body, path: '/services/oauth2/token', times: 0 };
    await bench.control('POST', '/faults', fault);
    await expect(bench.setup(answers(bench), { projectDir: root })).rejects.toMatchObject({ code: 'ProofRefused' });
    expect(read(flowFiles.policy)).toBe(before);
    expect(existsSync(join(root, 'package.xml'))).toBe(false);
    expect((await billing(bench))?.flow).toEqual({ app: false, policy: false });
  });

  it.each<[string, string, (root: string) => void]>([
    ['no project', 'ProjectUnreadable', (root) => rmSync(join(root, 'sfdx-project.json'))],
    ['a definition that is none', 'ProjectUnreadable', (root) => writeFileSync(join(root, 'sfdx-project.json'), '{}')],
    [
      'a package directory outside',
      'ProjectUnreadable',
      (root) => writeFileSync(join(root, 'sfdx-project.json'), '{"packageDirectories":[{"path":"../../etc"}]}'),
    ],
    [
      'a file of 5 MB',
      'ProjectUnreadable',
      (root) => writeFileSync(join(root, flowFiles.policy), ' '.repeat(5_000_000)),
    ],
    ['malformed XML', 'MetadataUnreadable', (root) => writeFileSync(join(root, flowFiles.policy), '<a>')],
    ['a read-only file', 'FileUnwritable', (root) => chmodSync(join(root, flowFiles.policy), 0o444)],
    [
      'two files of one app',
      'ComponentAmbiguous',
      (root) =>
        writeFileSync(
          join(root, flowFiles.policy.replace('Billing_Sync_', 'Twice_')),
          readFileSync(join(root, flowFiles.policy)),
        ),
    ],
  ])('stops with nothing changed for %s', async (_what, code, spoil) => {
    const bench = await practiceBench();
    const { root } = await projectIn(bench);
    spoil(root);
    const before = readFileSync(join(root, flowFiles.global), 'utf8');
    await expect(bench.setup(answers(bench), { projectDir: root })).rejects.toMatchObject({ code });
    expect((await billing(bench))?.flow).toEqual({ app: false, policy: false });
    expect(readFileSync(join(root, flowFiles.global), 'utf8')).toBe(before);
    expect(existsSync(join(root, 'package.xml'))).toBe(false);
  });

  it('puts the files back when Salesforce refuses the deploy itself', async () => {
    const bench = await practiceBench();
    const { root, read } = await projectIn(bench);
    const before = [read(flowFiles.global), read(flowFiles.policy)];
    const fault =
      '<soapenv:Fault><faultcode>sf:INSUFFICIENT_ACCESS</faultcode><faultstring>no</faultstring></soapenv:Fault>';
    const body = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${fault}</soapenv:Body></soapenv:Envelope>`;
    const refusal = { kind: 'status', status: 500, body, path: '/services/Soap/m/', contains: '<checkOnly>false' };
    await bench.control('POST', '/faults', { ...refusal, headers: { 'content-type': 'text/xml' } });
    await expect(bench.setup(answers(bench), { projectDir: root })).rejects.toMatchObject({ name: 'KeyturnError' });
    expect([read(flowFiles.global), read(flowFiles.policy)]).toEqual(before);
    expect(existsSync(join(root, 'package.xml'))).toBe(false);
  });

  it('deploys in the API version of the project, as its manifest does', async () => {
    const bench = await practiceBench();
    const { root, read } = await projectIn(bench);
    writeFileSync(
      join(root, 'sfdx-project.json'),
      JSON.stringify({ packageDirectories: [{ path: 'force-app' }], sourceApiVersion: '64.0' }),
    );
    // The files have an element that is newer than that.
    await expect(bench.setup(answers(bench), { projectDir: root })).rejects.toMatchObject({ code: 'CheckOnlyFailed' });
    writeFileSync(
      join(root, flowFiles.global),
      read(flowFiles.global).replace(/\s*<(isDPop|isEnforce|isMtls)\w+>.*/g, ''),
    );
    await bench.setup(answers(bench), { projectDir: root });
    expect(read('package.xml')).toContain('<version>64.0</version>');
  });

  it('prints no command where the flow is on and the file would change the org', async () => {
    const bench = await practiceBench();
    const { root, read } = await projectIn(bench);
    await bench.setup(answers(bench));
    const strict = read(flowFiles.policy).replace('AllSelfAuthorized', 'AdminApprovedPreAuthorized');
    writeFileSync(join(root, flowFiles.policy), strict);
    const { changes, project, warnings } = await bench.setup(answers(bench), { projectDir: root });
    expect(changes).toEqual([]);
    expect(project).toMatchObject({ files: [], manifest: null, command: null });
    expect(warnings).toContainEqual(expect.stringContaining('permittedUsersPolicyType'));
    expect(read(flowFiles.policy)).toBe(strict);
    expect(existsSync(join(root, 'package.xml'))).toBe(false);
  });

  it('takes a file with a byte order mark as it is', async () => {
    const bench = await practiceBench();
    const { root, read } = await projectIn(bench);
    writeFileSync(join(root, flowFiles.policy), `\ufeff${read(flowFiles.policy)}`);
    await bench.setup(answers(bench), { projectDir: root });
    expect(read(flowFiles.policy).startsWith('\ufeff<?xml')).toBe(true);
  });
});
