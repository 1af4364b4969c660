import { describe, expect, it } from 'vitest';
import { compareAfter } from '../../../src/core/external-client-app/compare-after.ts';
import type { AppComponents } from '../../../src/core/external-client-app/components.ts';
import { planFlow } from '../../../src/core/external-client-app/flow-plan.ts';
import { setElementOf } from '../../../src/core/external-client-app/metadata-edit.ts';
import { elementText } from '../../../src/core/external-client-app/metadata-xml.ts';
import { restorePlan } from '../../../src/core/external-client-app/restore-plan.ts';
import { appFiles } from './app-files.ts';
import { certificatePem, textOf } from './files.ts';

const user = 'int.billing@acme.example';
const deploy = (components: AppComponents = appFiles()) =>
  planFlow({ app: 'Billing_Sync', isPackaged: false, components, executionUser: user, certificate: 'none' });

describe('the way back', () => {
  it('brings both files back as they were, byte for byte, when nobody touched them since', () => {
    const components = appFiles();
    const { preImages, files } = deploy(components);
    const back = restorePlan({ preImages, current: files, certificate: 'none' });
    expect(back.files.map(({ content }) => textOf(content))).toEqual([
      textOf(components.oauthPolicy.content),
      textOf(components.global.content),
    ]);
    expect(compareAfter(preImages, back.files)).toEqual([]);
  });

  it('brings the user before back', () => {
    const policy = { isClientCredentialsFlowEnabled: 'true', clientCredentialsFlowUser: 'old@acme.example' };
    const { preImages, files } = deploy(appFiles({ policy, global: { isClientCredentialsFlowEnabled: 'true' } }));
    const back = restorePlan({ preImages, current: files, certificate: 'unknown' });
    expect(back.changes.map(({ field, to }) => [field, to])).toEqual([
      ['clientCredentialsFlowUser', 'old@acme.example'],
    ]);
  });

  it('keeps what somebody else changed meanwhile', () => {
    const { preImages, files } = deploy();
    const current = files.map((file) =>
      file.type === 'ExtlClntAppOauthConfigurablePolicies'
        ? { ...file, content: setElementOf(file, 'requiredSessionLevel', 'HIGH_ASSURANCE') }
        : file,
    );
    const [policy] = restorePlan({ preImages, current, certificate: 'none' }).files;
    expect(policy && elementText(policy, 'requiredSessionLevel')).toBe('HIGH_ASSURANCE');
    expect(policy && elementText(policy, 'isClientCredentialsFlowEnabled')).toBe('false');
  });

  it('writes the flag out as false where it was missing before', () => {
    const components = appFiles({ global: { isClientCredentialsFlowEnabled: '' } });
    const { preImages, files } = deploy(components);
    const back = restorePlan({ preImages, current: files, certificate: 'none' });
    expect(back.files.map((file) => elementText(file, 'isClientCredentialsFlowEnabled'))).toEqual(['false', 'false']);
  });

  it('turns the flow of a component off that we made, and deletes nothing', () => {
    const { preImages, files } = deploy({ ...appFiles(), oauthPolicy: null });
    const back = restorePlan({ preImages, current: files, certificate: 'none' });
    expect(back.changes.map(({ component, field, to }) => [component, field, to])).toEqual([
      ['Billing_Sync_oauth_defaultPolicy', 'isClientCredentialsFlowEnabled', 'false'],
      ['Billing_Sync_glbloauth', 'isClientCredentialsFlowEnabled', 'false'],
    ]);
  });

  it('has the same trap of the certificate', () => {
    const { preImages, files } = deploy();
    const asked = restorePlan({ preImages, current: files, certificate: 'unknown' });
    expect([asked.needsCertificateAnswer, asked.files]).toEqual([true, []]);
    const [, global] = restorePlan({ preImages, current: files, certificate: { pem: certificatePem } }).files;
    expect(global && elementText(global, 'certificate')).toBe(certificatePem);
  });

  it('is nothing when the org is back already', () => {
    const { preImages } = deploy();
    expect(restorePlan({ preImages, current: preImages, certificate: 'unknown' })).toMatchObject({
      changes: [],
      files: [],
      needsCertificateAnswer: false,
    });
  });
});
