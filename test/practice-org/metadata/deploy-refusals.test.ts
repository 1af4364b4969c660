import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { type MiniOrg, miniOrg } from './mini-org.ts';
import { appFiles, type Deployed, deploy, file, manifest, policyFiles } from './soap-client.ts';

let org: MiniOrg;
let api: MetadataApi;

beforeEach(() => {
  org = miniOrg();
  api = createMetadataApi(org);
});

const GOOD_POLICY = {
  clientCredentialsFlowUser: 'run@acme.example',
  externalClientApplication: 'Acme',
  isClientCredentialsFlowEnabled: 'true',
};

const problems = (result: Deployed) => result.failures.map((row) => row.problem);
const acme = () => org.byName.get('Acme');
const policy = () => acme()?.components.ExtlClntAppOauthConfigurablePolicies;

describe('a deploy the org refuses', () => {
  beforeEach(() => void deploy(api, org, appFiles()));

  const element = (name: string, type: string) =>
    `Element {http://soap.sforce.com/2006/04/metadata}${name} invalid at this location in type ${type}`;

  it.each([
    [
      'an unknown element',
      { ...GOOD_POLICY, clientCredentialsUser: 'x' },
      element('clientCredentialsUser', 'ExtlClntAppOauthConfigurablePolicies'),
    ],
    [
      'a bad enum',
      { ...GOOD_POLICY, ipRelaxationPolicyType: 'No' },
      "'No' is not a valid value for the enum 'IpRelaxationPolicyType'",
    ],
    [
      'a bad boolean',
      { ...GOOD_POLICY, isClientCredentialsFlowEnabled: 'yes' },
      "'yes' is not a valid value for the type xsd:boolean",
    ],
    [
      'a bad number',
      { ...GOOD_POLICY, sessionTimeoutInMinutes: 'soon' },
      "'soon' is not a valid value for the type xsd:int",
    ],
    [
      'a missing parent',
      { clientCredentialsFlowUser: 'run@acme.example' },
      'Enter the name of the parent external client app.',
    ],
    [
      'an unknown parent',
      { ...GOOD_POLICY, externalClientApplication: 'Nope' },
      expect.stringMatching(/INVALID_CROSS_REFERENCE_KEY.*Nope/),
    ],
    [
      'an unknown execution user',
      { ...GOOD_POLICY, clientCredentialsFlowUser: 'who@acme.example' },
      'No such user: who@acme.example',
    ],
    [
      'an unknown permission set',
      { ...GOOD_POLICY, commaSeparatedPermissionSet: 'Nope' },
      expect.stringContaining('no PermissionSet named Nope found'),
    ],
  ])('names %s', (_, elements, problem) => {
    const result = deploy(api, org, policyFiles(elements));
    expect(result.status).toBe('Failed');
    expect(problems(result)).toEqual([problem]);
    expect(policy()?.fields.clientCredentialsFlowUser).toBeUndefined();
  });

  it('names a flow flag on the app policy, which has none', () => {
    const result = deploy(api, org, {
      'package.xml': manifest({ ExtlClntAppConfigurablePolicies: ['Acme_defaultPolicy'] }),
      'extlClntAppPolicies/Acme_defaultPolicy.ecaPlcy': file('ExtlClntAppConfigurablePolicies', {
        externalClientApplication: 'Acme',
        isClientCredentialsFlowEnabled: 'true',
        isEnabled: 'true',
      }),
    });
    expect(problems(result)).toEqual([element('isClientCredentialsFlowEnabled', 'ExtlClntAppConfigurablePolicies')]);
    expect(result.failures[0]?.line).toBe('4');
  });

  it.each([
    ['malformed XML', '<ExtlClntAppOauthConfigurablePolicies>', 'Error parsing file: '],
    ['a DOCTYPE', '<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>', 'Error parsing file: DOCTYPE'],
    ['another root', '<Profile xmlns="http://soap.sforce.com/2006/04/metadata"/>', 'Error parsing file: '],
  ])('names %s', (_, source, problem) => {
    const files = policyFiles({});
    files['extlClntAppOauthPolicies/Acme_oauth_defaultPolicy.ecaOauthPlcy'] = source;
    expect(problems(deploy(api, org, files))).toEqual([expect.stringContaining(problem)]);
  });

  it('names a second policy of the same kind', () => {
    expect(problems(deploy(api, org, policyFiles(GOOD_POLICY, 'Acme_oauthPlcy')))).toEqual([
      expect.stringContaining('duplicate value found'),
    ]);
  });

  it('names a member without a file, a type it does not know, and a zip without package.xml', () => {
    const without = { 'package.xml': manifest({ ExternalClientApplication: ['Nope'] }) };
    expect(problems(deploy(api, org, without))).toEqual([expect.stringContaining('was not found in zipped directory')]);
    expect(deploy(api, org, without, { allowMissingFiles: true }).status).toBe('Succeeded');
    const unknown = { 'package.xml': manifest({ Nonsense: ['X'] }) };
    expect(problems(deploy(api, org, unknown))).toEqual([expect.stringContaining("Unknown type name 'Nonsense'")]);
    expect(problems(deploy(api, org, { 'a.txt': '' }))).toEqual(['No package.xml found']);
  });

  it('wants an execution user that is API only where the org enforces it at deploy', () => {
    const person = { ...GOOD_POLICY, clientCredentialsFlowUser: 'ada@acme.example' };
    org.knobs.apiOnlyEnforced = 'deploy';
    expect(problems(deploy(api, org, policyFiles(person)))).toEqual([expect.stringContaining('API Only')]);
    org.knobs.apiOnlyEnforced = 'token';
    expect(deploy(api, org, policyFiles(person)).status).toBe('Succeeded');
  });

  it('keeps the settings of a packaged app, and lets its policies change', () => {
    const app = acme();
    if (app) app.namespace = 'partner';
    const files = appFiles();
    files['package.xml'] = manifest({ ExtlClntAppGlobalOauthSettings: ['Acme_glbloauth'] });
    files['extlClntAppGlobalOauthSets/Acme_glbloauth.ecaGlblOauth'] = file('ExtlClntAppGlobalOauthSettings', {
      externalClientApplication: 'partner__Acme',
      isClientCredentialsFlowEnabled: 'false',
    });
    expect(problems(deploy(api, org, files))).toEqual([expect.stringContaining('Cannot modify managed object')]);
    expect(deploy(api, org, policyFiles({ ...GOOD_POLICY, externalClientApplication: 'partner__Acme' })).status).toBe(
      'Succeeded',
    );
  });

  it('refuses a caller without the permissions of apps', () => {
    org.permitAdmin('ModifyMetadata');
    expect(problems(deploy(api, org, policyFiles(GOOD_POLICY)))).toEqual(['insufficient access rights on object id']);
  });
});
