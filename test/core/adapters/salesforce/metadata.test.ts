import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { createMetadata } from '../../../../src/core/adapters/salesforce/metadata.ts';
import type { ComponentType } from '../../../../src/core/model/app.ts';
import {
  connectionTo,
  countedSession,
  type Received,
  type Reply,
  records,
  type SmallServer,
  soapAnswer,
  soapFault,
  startSmallServer,
} from './small-server.ts';

const deployId = '0Af000000000001AAA';
const retrieveId = '09S000000000001AAA';
const policyPath = 'extlClntAppOauthPolicies/Billing_oauthPlcy.ecaOauthPlcy';
const policy = { type: 'ExtlClntAppOauthConfigurablePolicies', fullName: 'Billing_oauthPlcy' } as const;

let server: SmallServer;
afterEach(() => server.close());

async function metadataOf(answer: (request: Received) => Reply, accessToken?: string) {
  server = await startSmallServer(answer);
  const session = countedSession(server.url);
  return createMetadata(
    connectionTo(server.url, accessToken ? { ...session, accessToken: async () => accessToken } : session),
  );
}

function soap(operation: string, result: string): Reply {
  return { body: soapAnswer(operation, `<result>${result}</result>`) };
}

function deployResult(inner: string): Reply {
  return soap('checkDeployStatus', `<id>${deployId}</id><numberComponentsTotal>1</numberComponentsTotal>${inner}`);
}

function operationOf({ body }: Received): string {
  return /<soapenv:Body[^>]*><(\w+)>/.exec(body)?.[1] ?? '';
}

function count(operation: string): number {
  return server.received.filter((request) => operationOf(request) === operation).length;
}

describe('XML that is no answer', () => {
  const envelope = (inner: string) => soapAnswer('listMetadata', inner);
  it.each([
    ['cut off', envelope('<result>').slice(0, -30)],
    ['with a wrong end', envelope('</result>')],
    ['nested', '<a>'.repeat(1_000_000)],
    ['with a million elements', envelope('<result/>'.repeat(1_000_000))],
    ['something else', '<note/>'],
    ['a comment', '<!-- -->'],
    ['text', 'blocked by the proxy'],
    ['JSON', '{"a":1}'],
  ])('%s: keyturn says that it cannot read it', async (_, body) => {
    const metadata = await metadataOf(() => ({ body }));
    const error = await metadata.list(['ExternalClientApplication']).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: 'OrgAnswerUnreadable', exitCode: 75 });
  });
});

describe('listing components', () => {
  const types: ComponentType[] = [
    'ExternalClientApplication',
    'ExtlClntAppOauthSettings',
    'ExtlClntAppGlobalOauthSettings',
    'ExtlClntAppConfigurablePolicies',
    'ExtlClntAppOauthConfigurablePolicies',
  ];
  const file = (type: string, fullName: string) =>
    `<result><type>${type}</type><fullName>${fullName}</fullName></result>`;

  it('asks for at most three types at once, and takes one, several or no answers', async () => {
    const metadata = await metadataOf(({ body }) => ({
      body: soapAnswer(
        'listMetadata',
        body.includes('ExternalClientApplication<')
          ? file('ExternalClientApplication', 'A') + file('ExtlClntAppOauthSettings', 'B')
          : '',
      ),
    }));
    await expect(metadata.list(types)).resolves.toEqual([
      { type: 'ExternalClientApplication', fullName: 'A' },
      { type: 'ExtlClntAppOauthSettings', fullName: 'B' },
    ]);
    expect(server.received.map(({ body }) => body.match(/<queries>/g)?.length)).toEqual([3, 2]);
  });

  it('has none of a type that the org does not know, and all of the others', async () => {
    const metadata = await metadataOf(({ body }) =>
      body.includes('ExtlClntAppConfigurablePolicies')
        ? { status: 500, body: soapFault('INVALID_TYPE', 'Unknown type') }
        : {
            body: soapAnswer(
              'listMetadata',
              body.includes('OauthConfigurable') ? file(policy.type, policy.fullName) : '',
            ),
          },
    );
    await expect(metadata.list(types)).resolves.toEqual([policy]);
  });

  it('names the permission that is missing', async () => {
    const metadata = await metadataOf(() => ({
      status: 500,
      body: soapFault('INSUFFICIENT_ACCESS', 'use of the Metadata API requires …'),
    }));
    await expect(metadata.list(types)).rejects.toMatchObject({
      code: 'PermissionMissing',
      message: expect.stringContaining('Modify Metadata'),
    });
  });
});

describe('retrieving', () => {
  const zip = (entries: Record<string, string>) =>
    Buffer.from(
      zipSync(Object.fromEntries(Object.entries(entries).map(([path, text]) => [path, strToU8(text)]))),
    ).toString('base64');
  const done = (zipFile: string, status = 'Succeeded') =>
    soap(
      'checkRetrieveStatus',
      `<done>true</done><id>${retrieveId}</id><status>${status}</status><success>${status === 'Succeeded'}</success><zipFile>${zipFile}</zipFile>`,
    );
  const begin = soap('retrieve', `<done>false</done><id>${retrieveId}</id><state>Queued</state>`);

  it('waits until it is done and gives back the bytes of what was asked for, and nothing else', async () => {
    let looks = 0;
    const content = '\ufeff<?xml version="1.0"?>\r\n<ExtlClntAppOauthConfigurablePolicies/>';
    const answer = done(
      zip({
        'unpackaged/package.xml': '',
        [`unpackaged/${policyPath}`]: content,
        'unpackaged/externalClientApps/Other.eca': '',
      }),
    );
    const pending = soap(
      'checkRetrieveStatus',
      `<done>false</done><id>${retrieveId}</id><status>InProgress</status><success>false</success>`,
    );
    const metadata = await metadataOf((request) =>
      operationOf(request) === 'retrieve' ? begin : ++looks < 3 ? pending : answer,
    );
    const files = await metadata.retrieve([policy, { type: 'ExternalClientApplication', fullName: 'Gone' }]);
    expect(files).toEqual([{ ...policy, path: policyPath, content: strToU8(content) }]);
    expect(server.received[0]?.body).toContain(`<members>${policy.fullName}</members><name>${policy.type}</name>`);
    expect(server.received[0]?.body).toContain('<version>68.0</version>');
  });

  it.each([
    ['a path that leads out of the package', zip({ '../../evil': 'x' })],
    ['no zip', 'bm90IGEgemlw'],
  ])('refuses %s', async (_, zipFile) => {
    const metadata = await metadataOf((request) => (operationOf(request) === 'retrieve' ? begin : done(zipFile)));
    await expect(metadata.retrieve([policy])).rejects.toMatchObject({ code: 'OrgAnswerUnreadable' });
  });

  it('says what the org said when it fails', async () => {
    const failed = soap(
      'checkRetrieveStatus',
      `<done>true</done><id>${retrieveId}</id><status>Failed</status><success>false</success><errorMessage>too much</errorMessage><errorStatusCode>LIMIT</errorStatusCode>`,
    );
    const metadata = await metadataOf((request) => (operationOf(request) === 'retrieve' ? begin : failed));
    await expect(metadata.retrieve([policy])).rejects.toMatchObject({
      code: 'OrgRefused',
      message: 'Salesforce refused the retrieve: too much (LIMIT)',
    });
  });

  it('gives up after two minutes', async () => {
    const pending = soap('checkRetrieveStatus', `<done>false</done><id>${retrieveId}</id><status>Pending</status>`);
    const metadata = await metadataOf((request) => (operationOf(request) === 'retrieve' ? begin : pending));
    await expect(metadata.retrieve([policy])).rejects.toMatchObject({ code: 'OrgUnreachable', exitCode: 75 });
    expect(count('checkRetrieveStatus')).toBeLessThan(100);
  });
});

describe('deploying', () => {
  const file = { ...policy, path: policyPath, content: strToU8('<A/>') };
  const queued = soap('deploy', `<done>false</done><id>${deployId}</id><state>Queued</state>`);

  it('sends one package with its manifest, rolled back as a whole on an error, and without a test level', async () => {
    const metadata = await metadataOf(() => queued);
    await expect(metadata.startDeploy({ files: [file], checkOnly: true })).resolves.toBe(deployId);
    const body = server.received[0]?.body ?? '';
    const zip = unzipSync(Buffer.from(/<ZipFile>(.*)<\/ZipFile>/.exec(body)?.[1] ?? '', 'base64'));
    expect(Object.keys(zip).sort()).toEqual([policyPath, 'package.xml']);
    expect(strFromU8(zip['package.xml'] ?? new Uint8Array())).toContain(`<members>${policy.fullName}</members>`);
    expect(/<DeployOptions>(.*)<\/DeployOptions>/.exec(body)?.[1]).toBe(
      '<allowMissingFiles>false</allowMissingFiles><checkOnly>true</checkOnly><ignoreWarnings>false</ignoreWarnings><rollbackOnError>true</rollbackOnError><singlePackage>true</singlePackage>',
    );
  });

  it.each(['reset', 'cut'] as const)('is never sent twice: %s', async (fault) => {
    const metadata = await metadataOf(() => ({ ...queued, fault }));
    await expect(metadata.startDeploy({ files: [file], checkOnly: false })).rejects.toMatchObject({
      code: 'OrgUnreachable',
    });
    expect(server.received).toHaveLength(1);
  });

  it('goes over REST with a JWT access token, which the SOAP endpoint refuses', async () => {
    const jwt = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.c2ln`;
    const metadata = await metadataOf(
      ({ method }) =>
        method === 'POST'
          ? { status: 201, body: { id: deployId, deployResult: { status: 'Pending' } } }
          : {
              body: {
                id: deployId,
                deployResult: {
                  id: deployId,
                  done: true,
                  status: 'Succeeded',
                  details: { componentSuccesses: [], componentFailures: [] },
                },
              },
            },
      jwt,
    );
    await expect(metadata.startDeploy({ files: [file], checkOnly: false })).resolves.toBe(deployId);
    await expect(metadata.deployStatus(deployId)).resolves.toMatchObject({ done: true, status: 'Succeeded' });
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /services/data/v68.0/metadata/deployRequest',
      `GET /services/data/v68.0/metadata/deployRequest/${deployId}?includeDetails=true`,
    ]);
  });

  it("tells the org's failures, without warnings and without control characters", async () => {
    const failure = (name: string, problem: string, problemType: string) =>
      `<componentFailures><componentType>${policy.type}</componentType><fullName>${name}</fullName><problem>${problem}</problem><problemType>${problemType}</problemType></componentFailures>`;
    const metadata = await metadataOf(() =>
      deployResult(
        `<done>true</done><status>Failed</status><checkOnly>true</checkOnly><numberComponentErrors>1</numberComponentErrors><details>${failure('A', 'No such user:&#xa;x', 'Error')}${failure('B', 'careful', 'Warning')}</details>`,
      ),
    );
    await expect(metadata.deployStatus(deployId)).resolves.toEqual({
      id: deployId,
      status: 'Failed',
      done: true,
      checkOnly: true,
      componentsDone: 1,
      componentsTotal: 1,
      components: [],
      failures: [{ component: 'A', type: policy.type, problem: 'No such user: x' }],
      canceledBy: null,
      detail: null,
    });
  });

  it('has the error of the whole deploy as a failure when no component has one', async () => {
    const metadata = await metadataOf(() =>
      deployResult(
        '<done>true</done><status>Failed</status><errorMessage>boom</errorMessage><errorStatusCode>UNKNOWN_EXCEPTION</errorStatusCode>',
      ),
    );
    await expect(metadata.deployStatus(deployId)).resolves.toMatchObject({
      failures: [{ problem: 'boom UNKNOWN_EXCEPTION' }],
    });
  });

  it('leaves the manifest out of the components, and says which of them changed', async () => {
    const row = (type: string, name: string, changed: boolean) =>
      `<componentSuccesses><componentType>${type}</componentType><fullName>${name}</fullName><changed>${changed}</changed></componentSuccesses>`;
    const metadata = await metadataOf(() =>
      deployResult(
        `<done>true</done><status>Succeeded</status><details>${row('', 'package.xml', true)}${row(policy.type, 'A', false)}</details>`,
      ),
    );
    await expect(metadata.deployStatus(deployId)).resolves.toMatchObject({
      components: [{ component: 'A', type: policy.type, changed: false }],
    });
  });

  it('does not take a state that it does not know for an end', async () => {
    const metadata = await metadataOf(() => deployResult('<done>true</done><status>Exploded</status>'));
    await expect(metadata.deployStatus(deployId)).rejects.toMatchObject({ code: 'OrgAnswerUnreadable' });
  });

  it.each<[string, (request: Received) => Reply, string[]]>([
    ['over REST', () => ({ status: 202, body: {} }), ['PATCH']],
    [
      'over SOAP where REST is not there',
      ({ method }) =>
        method === 'PATCH'
          ? { status: 404, body: [{ errorCode: 'NOT_FOUND', message: '' }] }
          : soap('cancelDeploy', `<done>true</done><id>${deployId}</id>`),
      ['PATCH', 'POST'],
    ],
  ])('is cancelled %s', async (_, answer, methods) => {
    const metadata = await metadataOf(answer);
    await metadata.cancelDeploy(deployId);
    expect(server.received.map(({ method }) => method)).toEqual(methods);
  });

  it('lists the newest deploys of the org', async () => {
    const metadata = await metadataOf(() => ({
      body: records([{ Id: deployId, Status: 'InProgress', CheckOnly: true, CreatedById: '005x' }]),
    }));
    await expect(metadata.recentDeploys()).resolves.toEqual([
      { id: deployId, status: 'InProgress', checkOnly: true, createdById: '005x' },
    ]);
    expect(server.received[0]?.path).toContain('/tooling/query?q=');
    expect(server.received[0]?.path).toContain('LIMIT 25');
  });
});
