import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { type MiniOrg, miniOrg } from './mini-org.ts';
import { appFiles, type Deployed, deploy, manifest, policyFiles } from './soap-client.ts';

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

describe('deploying a new app', () => {
  it('creates the app, an OAuth consumer with credentials, and both policies', () => {
    const result = deploy(api, org, appFiles());
    expect(result.status).toBe('Succeeded');
    expect(result.successes.map((row) => [row.fullName, row.created])).toEqual([
      ['Acme', true],
      ['Acme_oauth', true],
      ['Acme_glbloauth', true],
    ]);
    expect(acme()?.consumers).toHaveLength(1);
    expect(acme()?.components.ExtlClntAppConfigurablePolicies).toMatchObject({
      fullName: 'Acme_defaultPolicy',
      fields: { isEnabled: 'true', isOauthPluginEnabled: 'true', startPage: 'None' },
    });
    expect(policy()).toMatchObject({
      fullName: 'Acme_oauth_defaultPolicy',
      fields: {
        isClientCredentialsFlowEnabled: 'false',
        ipRelaxationPolicyType: 'Enforce',
        requiredSessionLevel: 'STANDARD',
      },
    });
  });

  it('takes all five components in one deploy, under names of their own', () => {
    const files = appFiles('Acme', {
      'package.xml': manifest({
        ExternalClientApplication: ['*'],
        ExtlClntAppOauthSettings: ['*'],
        ExtlClntAppGlobalOauthSettings: ['*'],
        ExtlClntAppOauthConfigurablePolicies: ['Acme_oauthPlcy'],
      }),
      ...Object.fromEntries(
        Object.entries(policyFiles(GOOD_POLICY, 'Acme_oauthPlcy')).filter(([path]) => path !== 'package.xml'),
      ),
    });
    expect(deploy(api, org, files).status).toBe('Succeeded');
    expect(policy()?.fullName).toBe('Acme_oauthPlcy');
  });

  it('refuses policies in the same deploy where the org does not create bundles', () => {
    org.knobs.createBundle = false;
    const files = { ...policyFiles(GOOD_POLICY), ...appFiles() };
    files['package.xml'] = manifest({
      ExternalClientApplication: ['Acme'],
      ExtlClntAppOauthSettings: ['Acme_oauth'],
      ExtlClntAppGlobalOauthSettings: ['Acme_glbloauth'],
      ExtlClntAppOauthConfigurablePolicies: ['Acme_oauth_defaultPolicy'],
    });
    expect(problems(deploy(api, org, files))).toEqual([expect.stringContaining('INVALID_CROSS_REFERENCE_KEY')]);
    expect(org.byName.size).toBe(0);
  });

  it('wants the app alone first where the org is strict, and its parts afterwards', () => {
    org.knobs.bundleStrictness = 'strict';
    expect(problems(deploy(api, org, appFiles()))).toEqual([
      expect.stringContaining('INVALID_CROSS_REFERENCE_KEY'),
      expect.stringContaining('INVALID_CROSS_REFERENCE_KEY'),
    ]);
    const alone = appFiles();
    alone['package.xml'] = manifest({ ExternalClientApplication: ['Acme'] });
    expect(deploy(api, org, alone).status).toBe('Succeeded');
    expect(deploy(api, org, appFiles()).status).toBe('Succeeded');
  });

  it('refuses global settings without OAuth settings', () => {
    const files = appFiles();
    files['package.xml'] = manifest({
      ExternalClientApplication: ['Acme'],
      ExtlClntAppGlobalOauthSettings: ['Acme_glbloauth'],
    });
    expect(problems(deploy(api, org, files))).toEqual([
      "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.",
    ]);
  });
});
