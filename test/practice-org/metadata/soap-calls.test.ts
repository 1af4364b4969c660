import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { childrenOf, textOf } from '../../../src/practice-org/metadata/xml/read-xml.ts';
import { type MiniOrg, miniOrg, READER_TOKEN } from './mini-org.ts';
import { appFiles, deploy, soap } from './soap-client.ts';

let org: MiniOrg;
let api: MetadataApi;

beforeEach(() => {
  org = miniOrg();
  api = createMetadataApi(org);
  deploy(api, org, appFiles());
});

describe('who may call', () => {
  const list = '<listMetadata><queries><type>ExternalClientApplication</type></queries></listMetadata>';

  it.each([
    [
      'an unknown session',
      { token: 'nope' },
      'sf:INVALID_SESSION_ID',
      'INVALID_SESSION_ID: Invalid Session ID found in SessionHeader',
    ],
    ['no permission', { token: READER_TOKEN }, 'sf:INSUFFICIENT_ACCESS', 'ModifyAllData or ModifyMetadata'],
    [
      'a version nobody speaks',
      { version: '12.0' },
      'sf:UNSUPPORTED_API_VERSION',
      'Invalid Api version specified on URL',
    ],
    ['a version that is none', { version: 'x' }, 'sf:UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL'],
  ])('is a fault with HTTP 500 for %s', (_, options, code, text) => {
    const called = soap(api, list, options);
    expect(called.status).toBe(500);
    expect(called.body).toContain(`<faultcode>${code}</faultcode>`);
    expect(called.fault).toContain(text);
  });

  it('refuses a JWT session', () => {
    org.signIn('005000000000001AAA', 'eyJ0', true);
    expect(soap(api, list, { token: 'eyJ0' }).fault).toContain('INVALID_SESSION_ID');
  });

  it('shows no apps to a caller who may not view them', () => {
    org.permitAdmin('ModifyAllData');
    expect(soap(api, list).results).toEqual([]);
  });
});

describe('messages that are no calls', () => {
  it.each([
    ['no XML', 'hello'],
    ['no envelope', '<a/>'],
    ['an empty body', '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>'],
  ])("are the client's fault: %s", (_, body) => {
    expect(api.soap('65.0', body)).toMatchObject({ status: 500, body: expect.stringContaining('soapenv:Client') });
  });

  it("are the client's fault when the operation is unknown", () => {
    expect(soap(api, '<renameMetadata/>').fault).toContain('No operation available');
  });

  it('never crash it', () => {
    const names = [
      'deploy',
      'retrieve',
      'listMetadata',
      'readMetadata',
      'updateMetadata',
      'checkDeployStatus',
      'cancelDeploy',
      'deleteMetadata',
    ];
    const inner = fc.constantFrom(
      'type',
      'queries',
      'fullNames',
      'metadata',
      'ZipFile',
      'DeployOptions',
      'request',
      'unpackaged',
      'types',
      'members',
      'name',
      'version',
      'id',
      'fullName',
    );
    const leaf = fc.constantFrom(
      '',
      '*',
      'Acme',
      'ExternalClientApplication',
      'Settings',
      'UEsDBBQ=',
      '0Af',
      '-1',
      '\u{1F600}',
    );
    const tree = fc.letrec<{ element: string; content: string }>((tie) => ({
      element: fc.tuple(inner, tie('content')).map(([name, content]) => `<${name}>${content}</${name}>`),
      content: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('element'), { maxLength: 3 }).map((all) => all.join('')),
      ),
    }));
    fc.assert(
      fc.property(fc.constantFrom(...names), tree.content, (name, content) => {
        expect([200, 500]).toContain(soap(api, `<${name}>${content}</${name}>`).status);
      }),
      { numRuns: 200 },
    );
  });
});

describe('describe and list', () => {
  it('lists the types of the asked version, production style', () => {
    const [at65] = soap(api, '<describeMetadata><asOfVersion>65.0</asOfVersion></describeMetadata>').results;
    const [at58] = soap(api, '<describeMetadata><asOfVersion>58.0</asOfVersion></describeMetadata>').results;
    const names = (result: typeof at65) =>
      childrenOf(result ?? fail(), 'metadataObjects').map((each) => textOf(each, 'xmlName'));
    expect(names(at65)).toContain('ExtlClntAppOauthConfigurablePolicies');
    expect(names(at58)).toEqual(['Settings', 'PermissionSet']);
    expect(textOf(at65 ?? fail(), 'testRequired')).toBe('true');
  });

  it('returns the path and author of each component', () => {
    const { results } = soap(
      api,
      '<listMetadata><queries><type>ExtlClntAppGlobalOauthSettings</type></queries></listMetadata>',
    );
    expect(results).toHaveLength(1);
    const told = Object.fromEntries((results[0]?.children ?? []).map((each) => [each.name, each.text]));
    expect(told).toMatchObject({
      fileName: 'extlClntAppGlobalOauthSets/Acme_glbloauth.ecaGlblOauth',
      fullName: 'Acme_glbloauth',
      createdByName: 'Ada Admin',
      createdDate: '2026-11-23T10:00:00.300Z',
      manageableState: 'unmanaged',
    });
  });

  it('has nothing to list of a type that is empty, and no answer for one it does not know', () => {
    expect(
      soap(api, '<listMetadata><queries><type>ExtlClntAppPushSettings</type></queries></listMetadata>').results,
    ).toEqual([]);
    expect(soap(api, '<listMetadata><queries><type>Nonsense</type></queries></listMetadata>').fault).toBe(
      'INVALID_TYPE: Unknown type:Nonsense',
    );
  });
});

function fail(): never {
  throw new Error('the answer holds no result');
}
