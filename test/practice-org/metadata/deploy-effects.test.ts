import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { textOf } from '../../../src/practice-org/metadata/xml/read-xml.ts';
import { type MiniOrg, miniOrg } from './mini-org.ts';
import { appFiles, type Deployed, deploy, file, manifest, policyFiles, soap } from './soap-client.ts';

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

describe('what a deploy leaves behind', () => {
  beforeEach(() => void deploy(api, org, appFiles()));

  const globalFiles = (elements: Record<string, string>) => ({
    'package.xml': manifest({ ExtlClntAppGlobalOauthSettings: ['Acme_glbloauth'] }),
    'extlClntAppGlobalOauthSets/Acme_glbloauth.ecaGlblOauth': file('ExtlClntAppGlobalOauthSettings', {
      externalClientApplication: 'Acme',
      ...elements,
    }),
  });
  const globals = () => acme()?.components.ExtlClntAppGlobalOauthSettings?.fields;

  it('replaces: what the file leaves out goes to its default, a certificate is cleared', () => {
    deploy(
      api,
      org,
      globalFiles({ certificate: 'PEM', isPkceRequired: 'false', isClientCredentialsFlowEnabled: 'true' }),
    );
    expect([acme()?.certificate, globals()?.isPkceRequired]).toEqual(['PEM', 'false']);
    deploy(api, org, globalFiles({}));
    expect([acme()?.certificate, globals()?.isPkceRequired, globals()?.isClientCredentialsFlowEnabled]).toEqual([
      null,
      'true',
      'false',
    ]);
  });

  it('merges where the org merges', () => {
    org.knobs.replaceMode = 'merge';
    deploy(api, org, globalFiles({ certificate: 'PEM', isPkceRequired: 'false' }));
    deploy(api, org, globalFiles({}));
    expect([acme()?.certificate, globals()?.isPkceRequired]).toEqual(['PEM', 'false']);
  });

  it('reports success for another consumer key, and keeps the current credentials', () => {
    const before = structuredClone(acme()?.consumers);
    expect(deploy(api, org, globalFiles({ consumerKey: 'mine', consumerSecret: 'mine too' })).status).toBe('Succeeded');
    expect(acme()?.consumers).toEqual(before);
  });

  it('rotates the secret only when warnings are ignored, without overlap', () => {
    const before = acme()?.consumers[0]?.primary;
    const refused = deploy(api, org, globalFiles({ shouldRotateConsumerSecret: 'true' }));
    expect([refused.status, refused.failures[0]?.problemType]).toEqual(['Failed', 'Warning']);
    expect(acme()?.consumers[0]?.primary).toEqual(before);
    const done = deploy(api, org, globalFiles({ shouldRotateConsumerSecret: 'true' }), { ignoreWarnings: true });
    expect([done.status, done.successes[0]?.problemType]).toEqual(['Succeeded', 'Warning']);
    expect(acme()?.consumers[0]?.primary.key).toBe(before?.key);
    expect(acme()?.consumers[0]?.primary.secret).not.toBe(before?.secret);
    expect(acme()?.consumers[0]?.gone).toEqual([before]);
    expect(globals()?.shouldRotateConsumerSecret).toBe('false');
  });

  it('changes nothing when it only checks, and says the same', () => {
    expect(deploy(api, org, policyFiles(GOOD_POLICY), { checkOnly: true }).status).toBe('Succeeded');
    expect(policy()?.fields.isClientCredentialsFlowEnabled).toBe('false');
  });

  const halfGood = () => ({
    ...policyFiles({ ...GOOD_POLICY, clientCredentialsFlowUser: 'who@acme.example' }),
    'externalClientApps/Acme.eca': file('ExternalClientApplication', { label: 'Renamed' }),
    'package.xml': manifest({
      ExternalClientApplication: ['Acme'],
      ExtlClntAppOauthConfigurablePolicies: ['Acme_oauth_defaultPolicy'],
    }),
  });

  it('rolls everything back when one component fails', () => {
    const result = deploy(api, org, halfGood());
    expect([result.status, textOf(result.result, 'numberComponentsDeployed')]).toEqual(['Failed', '0']);
    expect(acme()?.label).toBe('Acme');
  });

  it('keeps the good components if it must not roll back', () => {
    expect(deploy(api, org, halfGood(), { rollbackOnError: false }).status).toBe('SucceededPartial');
    expect(acme()?.label).toBe('Renamed');
  });

  it('changes nothing the second time', () => {
    deploy(api, org, policyFiles(GOOD_POLICY));
    const modifiedAt = policy()?.modifiedAt;
    expect(deploy(api, org, policyFiles(GOOD_POLICY)).successes[0]).toMatchObject({ changed: false, created: false });
    expect(policy()?.modifiedAt).toBe(modifiedAt);
  });

  it('deletes an app with everything that hangs on it', () => {
    const files = {
      'package.xml': manifest({}),
      'destructiveChangesPost.xml': manifest({ ExternalClientApplication: ['Acme'] }),
    };
    expect(deploy(api, org, files).status).toBe('Succeeded');
    expect(org.byName.size).toBe(0);
    expect(problems(deploy(api, org, files))).toEqual(['No ExternalClientApplication named: Acme found']);
    expect(deploy(api, org, files, { ignoreWarnings: true }).status).toBe('Succeeded');
  });

  it('sets the one switch a settings file names and leaves the others', () => {
    org.data.settings.enableConsumerSecretApiAccess = 'true';
    const files = {
      'package.xml': manifest({ Settings: ['ExternalClientApp'] }),
      'settings/ExternalClientApp.settings': file('ExternalClientAppSettings', {
        enableClientSecretInRestApiAccess: 'true',
      }),
    };
    expect(deploy(api, org, files).status).toBe('Succeeded');
    expect(org.data.settings).toMatchObject({
      enableConsumerSecretApiAccess: 'true',
      enableClientSecretInRestApiAccess: 'true',
    });
  });

  it('makes a permission set that a policy can name, and gives it back', () => {
    const files = {
      ...policyFiles({ commaSeparatedPermissionSet: 'Acme_Run', ...GOOD_POLICY }),
      'package.xml': manifest({
        ExtlClntAppOauthConfigurablePolicies: ['Acme_oauth_defaultPolicy'],
        PermissionSet: ['Acme_Run'],
      }),
      'permissionsets/Acme_Run.permissionset': file('PermissionSet', {
        label: 'Run Acme',
        userPermissions: '<enabled>true</enabled><name>ApiEnabled</name>',
      }),
    };
    expect(deploy(api, org, files).failures).toEqual([]);
    expect(org.data.permissionSets).toMatchObject([{ name: 'Acme_Run', permissions: ['ApiEnabled'] }]);
    expect(
      soap(api, '<readMetadata><type>PermissionSet</type><fullNames>Acme_Run</fullNames></readMetadata>').body,
    ).toContain(
      '<label>Run Acme</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>',
    );
  });

  it('silently drops elements out of order if the org is strict', () => {
    org.knobs.orderStrict = true;
    const { isClientCredentialsFlowEnabled, ...rest } = GOOD_POLICY;
    expect(deploy(api, org, policyFiles({ isClientCredentialsFlowEnabled, ...rest })).failures[0]?.problem).toBe(
      'Enter the name of the parent external client app.',
    );
    expect(deploy(api, org, policyFiles(GOOD_POLICY)).status).toBe('Succeeded');
  });
});
