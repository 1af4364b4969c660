import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlowPlanRequest, planFlow } from '../../../src/core/external-client-app/flow-plan.ts';
import { elementText, readElements } from '../../../src/core/external-client-app/metadata-xml.ts';
import type { CertificateAnswer } from '../../../src/core/model/certificate.ts';
import { appFiles } from './app-files.ts';
import { bytes, certificatePem, textOf } from './files.ts';
import { metadataText } from './metadata-text.ts';

const user = 'int.billing@acme.example';
const flowOn = { isClientCredentialsFlowEnabled: 'true' };

function plan(over: Partial<FlowPlanRequest> = {}) {
  return planFlow({
    app: 'Billing_Sync',
    isPackaged: false,
    components: appFiles(),
    executionUser: user,
    certificate: 'none',
    ...over,
  });
}

describe('an app whose flow is off', () => {
  it('gets both flags and the user, and nothing else changes', () => {
    const { changes, files, preImages } = plan();
    expect(changes.map(({ component, field, from, to }) => [component, field, from, to])).toEqual([
      ['Billing_Sync_glbloauth', 'isClientCredentialsFlowEnabled', 'false', 'true'],
      ['Billing_Sync_oauthPlcy', 'isClientCredentialsFlowEnabled', 'false', 'true'],
      ['Billing_Sync_oauthPlcy', 'clientCredentialsFlowUser', null, user],
    ]);
    expect(files.map(({ path }) => path)).toEqual([
      'extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth',
      'extlClntAppOauthPolicies/Billing_Sync_oauthPlcy.ecaOauthPlcy',
    ]);
    const { global, oauthPolicy } = appFiles();
    expect(preImages).toEqual([global, oauthPolicy]);
    expect(textOf(files[0]?.content)).toBe(textOf(global.content).replace('Enabled>false<', 'Enabled>true<'));
  });

  it('is planned to nothing once the plan was carried out', () => {
    const [global, oauthPolicy] = plan().files;
    const components = { ...appFiles(), global: global ?? null, oauthPolicy: oauthPolicy ?? null };
    const again = plan({ components, certificate: 'unknown' });
    expect(again).toMatchObject({ changes: [], files: [], preImages: [], needsCertificateAnswer: false });
  });

  it('plans a new user alone when only the user differs', () => {
    const components = appFiles({
      global: flowOn,
      policy: { ...flowOn, clientCredentialsFlowUser: 'old@acme.example' },
    });
    expect(plan({ components }).changes).toEqual([
      {
        component: 'Billing_Sync_oauthPlcy',
        type: 'ExtlClntAppOauthConfigurablePolicies',
        field: 'clientCredentialsFlowUser',
        from: 'old@acme.example',
        to: user,
      },
    ]);
  });

  it('takes usernames that differ in case alone for the same', () => {
    const policy = { ...flowOn, clientCredentialsFlowUser: 'Int.Billing@ACME.example' };
    expect(plan({ components: appFiles({ global: flowOn, policy }) }).changes).toEqual([]);
  });
});

describe('global settings', () => {
  it('are not sent when their flag is on already', () => {
    const { files, keeps } = plan({ components: appFiles({ global: flowOn }), certificate: 'unknown' });
    expect(files.map(({ type }) => type)).toEqual(['ExtlClntAppOauthConfigurablePolicies']);
    expect(keeps).toContain("The deploy doesn't include the app's own OAuth settings.");
  });

  it.each([
    ['nobody has said anything: nothing may be sent', 'unknown', true, 0, null],
    ['there is none', 'none', false, 2, null],
    ['it is given: it is sent along', { pem: certificatePem }, false, 2, certificatePem],
  ] as const)('about the certificate %s', (_what, certificate: CertificateAnswer, needs, count, sent) => {
    const { files, needsCertificateAnswer, changes } = plan({ certificate });
    expect([needsCertificateAnswer, files.length]).toEqual([needs, count]);
    expect(files[0] ? elementText(files[0], 'certificate') : null).toBe(sent);
    expect(changes.some(({ field }) => field === 'certificate')).toBe(false);
    expect(changes).toHaveLength(3);
  });

  it('need no answer about a certificate that the org shows', () => {
    const shown = plan({ components: appFiles({ global: { certificate: 'MIIB' } }), certificate: 'unknown' });
    expect([shown.needsCertificateAnswer, shown.files.length]).toEqual([false, 2]);
  });

  it('are never sent with a rotation flag that is true, and the plan says so', () => {
    const { files, changes, warnings } = plan({
      components: appFiles({ global: { shouldRotateConsumerKey: 'true', shouldRotateConsumerSecret: 'true' } }),
    });
    expect(textOf(files[0]?.content)).not.toMatch(/shouldRotate\w+>true/);
    expect(changes.filter(({ to }) => to === 'false').map(({ field }) => field)).toEqual([
      'shouldRotateConsumerKey',
      'shouldRotateConsumerSecret',
    ]);
    expect(warnings.filter((warning) => warning.includes('shouldRotate'))).toHaveLength(2);
  });

  it('never carry a consumer secret, neither forth nor in the pre-image', () => {
    const result = plan({ components: appFiles({ global: { consumerSecret: 'S3CR3T' } }) });
    expect(JSON.stringify([...result.files, ...result.preImages].map(({ content }) => textOf(content)))).not.toContain(
      'S3CR3T',
    );
    expect(JSON.stringify(result.changes)).not.toContain('S3CR3T');
  });
});

describe('what stops a plan', () => {
  it.each(['isEnabled', 'isOauthPluginEnabled'])('%s is off in the app policies', (field) => {
    const attempt = () => plan({ components: appFiles({ appPolicy: { [field]: 'false' } }) });
    expect(attempt).toThrow(expect.objectContaining({ code: 'AppOauthDisabled' }));
    expect(attempt).toThrow(field);
  });

  it('the app has no global settings', () => {
    const attempt = () => plan({ components: { ...appFiles(), global: null } });
    expect(attempt).toThrow(expect.objectContaining({ code: 'ComponentMissing' }));
  });

  it('a packaged app has the flow off in its own settings', () => {
    expect(() => plan({ isPackaged: true })).toThrow(expect.objectContaining({ code: 'AppIsPackaged' }));
  });
});

describe('a packaged app', () => {
  it('gets its policies alone', () => {
    const { files } = plan({ isPackaged: true, components: appFiles({ global: flowOn }) });
    expect(files.map(({ type }) => type)).toEqual(['ExtlClntAppOauthConfigurablePolicies']);
  });

  it('whose settings are hidden is planned with a warning', () => {
    const { files, warnings } = plan({ isPackaged: true, components: { ...appFiles(), global: null } });
    expect(files).toHaveLength(1);
    expect(warnings.join()).toContain("keyturn can't see whether the flow is on");
  });
});

it('an app without OAuth policies gets those that Salesforce would make itself', () => {
  const { files, preImages, changes } = plan({ components: { ...appFiles({ global: flowOn }), oauthPolicy: null } });
  expect(preImages).toEqual([]);
  expect(files[0]?.path).toBe('extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy');
  expect(Object.fromEntries(changes.map(({ field, to }) => [field, to]))).toMatchObject({
    clientCredentialsFlowUser: user,
    externalClientApplication: 'Billing_Sync',
    ipRelaxationPolicyType: 'Enforce',
    isClientCredentialsFlowEnabled: 'true',
    permittedUsersPolicyType: 'AllSelfAuthorized',
    requiredSessionLevel: 'STANDARD',
  });
  expect(changes.every(({ from }) => from === null)).toBe(true);
});

describe('warnings', () => {
  it.each([
    ['a high-assurance session', { policy: { requiredSessionLevel: 'HIGH_ASSURANCE' } }, /high-assurance/],
    ['enforced addresses', {}, /allow the integration's IP addresses/],
    ['bypassed addresses', { policy: { ipRelaxationPolicyType: 'Bypass' } }, /any address/],
    ['a second factor', { policy: { ipRelaxationPolicyType: 'Bypass_2factor' } }, /second factor/],
    ['scopes without Api', { settings: { commaSeparatedOauthScopes: 'Web, Chatter' } }, /lacks the scope Api/],
    ['scopes that do not count', { settings: { commaSeparatedOauthScopes: 'Full, RefreshToken' } }, /no token/],
  ])('are given for %s', (_what, over, words) => {
    expect(plan({ components: appFiles(over) }).warnings.join('\n')).toMatch(words);
  });

  it('say nothing about scopes that have Api', () => {
    const components = appFiles({ settings: { commaSeparatedOauthScopes: 'Full,api' } });
    expect(plan({ components }).warnings.filter((warning) => warning.includes('scope'))).toEqual([]);
  });

  it('show no control characters of the org', () => {
    const components = appFiles({ policy: { permittedUsersPolicyType: 'evil\u009b31m\u202e' } });
    expect(plan({ components }).keeps.join('')).not.toMatch(/[\u0080-\u009f\u202e]/);
  });
});

it('in any file of any shape, only the planned elements differ', () => {
  const names = ['isClientCredentialsFlowEnabled', 'clientCredentialsFlowUser'];
  fc.assert(
    fc.property(metadataText, metadataText, (globalText, policyText) => {
      const base = appFiles();
      const components = {
        ...base,
        global: { ...base.global, content: bytes(globalText) },
        oauthPolicy: { ...base.oauthPolicy, content: bytes(policyText) },
      };
      const { files, changes } = plan({ components });
      for (const file of files) {
        const before = file.type === base.global.type ? globalText : policyText;
        const touched = changes.filter(({ component }) => component === file.fullName).map(({ field }) => field);
        expect(names).toEqual(expect.arrayContaining(touched));
        expect(without(textOf(file.content), touched)).toBe(without(before, touched));
        for (const field of touched) expect(elementText(file, field)).toBe(field === names[0] ? 'true' : user);
      }
    }),
    { numRuns: 200 },
  );
});

/** The file with these elements cut out, and the line before each. */
function without(text: string, fields: readonly string[]): string {
  const { elements } = readElements({ path: 'x', content: bytes(text) });
  const cut = elements
    .filter(({ name }) => fields.includes(name))
    .reduceRight(
      (rest, { start, end }) => rest.slice(0, start).replace(/(\r\n|\n)[ \t]*$/, '') + rest.slice(end),
      text,
    );
  return elements.every(({ name }) => fields.includes(name)) ? cut.replace(/\s+/g, '') : cut;
}
