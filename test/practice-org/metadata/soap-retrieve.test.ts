import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { childrenOf, textOf } from '../../../src/practice-org/metadata/xml/read-xml.ts';
import { readZip } from '../../../src/practice-org/metadata/zip/read-zip.ts';
import { type MiniOrg, miniOrg } from './mini-org.ts';
import { appFiles, deploy, soap } from './soap-client.ts';

let org: MiniOrg;
let api: MetadataApi;

beforeEach(() => {
  org = miniOrg();
  api = createMetadataApi(org);
  deploy(api, org, appFiles());
});

describe('retrieving', () => {
  function retrieve(unpackaged: string, more: { argument?: string; extra?: string } = {}) {
    const { argument = 'retrieveRequest', extra = '' } = more;
    const [started] = soap(
      api,
      `<retrieve><${argument}><apiVersion>65.0</apiVersion>${extra}<unpackaged>${unpackaged}</unpackaged></${argument}></retrieve>`,
    ).results;
    const id = textOf(started ?? fail(), 'id') ?? '';
    const status = () => soap(api, `<checkRetrieveStatus><asyncProcessId>${id}</asyncProcessId></checkRetrieveStatus>`);
    expect(textOf(status().results[0] ?? fail(), 'status')).toBe('InProgress');
    org.time += 50;
    const [result = fail()] = status().results;
    const files = readZip(Buffer.from(textOf(result, 'zipFile') ?? '', 'base64'));
    const texts = new Map([...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
    return { id, result, texts, again: status };
  }
  const types = (name: string, ...members: string[]) =>
    `<types>${members.map((each) => `<members>${each}</members>`).join('')}<name>${name}</name></types>`;

  it.each(['request', 'retrieveRequest'])('writes files as an org does (asked in %s)', (argument) => {
    const { texts, result } = retrieve(`${types('ExtlClntAppOauthConfigurablePolicies', '*')}<version>65.0</version>`, {
      argument,
    });
    expect(texts.get('unpackaged/extlClntAppOauthPolicies/Acme_oauth_defaultPolicy.ecaOauthPlcy')).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<ExtlClntAppOauthConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    <externalClientApplication>Acme</externalClientApplication>
    <ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType>
    <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    <isGuestCodeCredFlowEnabled>false</isGuestCodeCredFlowEnabled>
    <isTokenExchangeFlowEnabled>false</isTokenExchangeFlowEnabled>
    <label>Acme_oauth_defaultPolicy</label>
    <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>
    <refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>
    <refreshTokenValidityPeriod>365</refreshTokenValidityPeriod>
    <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
    <requiredSessionLevel>STANDARD</requiredSessionLevel>
</ExtlClntAppOauthConfigurablePolicies>
`,
    );
    expect(childrenOf(result, 'fileProperties').map((each) => textOf(each, 'type'))).toEqual([
      'ExtlClntAppOauthConfigurablePolicies',
      'Package',
    ]);
    expect([...texts.keys()]).toContain('unpackaged/package.xml');
  });

  it('leaves out what a version does not know', () => {
    const asked = types('ExtlClntAppConfigurablePolicies', '*');
    const at = (version: string) => [...retrieve(`${asked}<version>${version}</version>`).texts.values()].join('');
    expect(at('62.0')).not.toContain('startPage');
    expect(at('63.0')).toContain('<startPage>None</startPage>');
  });

  it('puts a single package at the root of the zip', () => {
    const { texts } = retrieve(types('ExternalClientApplication', 'Acme'), {
      extra: '<singlePackage>true</singlePackage>',
    });
    expect([...texts.keys()]).toEqual(['externalClientApps/Acme.eca', 'package.xml']);
  });

  it('succeeds with a message for what is missing', () => {
    const { result } = retrieve(types('ExternalClientApplication', 'Nope'));
    expect(textOf(result, 'status')).toBe('Succeeded');
    expect(childrenOf(result, 'messages').map((each) => textOf(each, 'problem'))).toEqual([
      "Entity of type 'ExternalClientApplication' named 'Nope' cannot be found",
    ]);
  });

  it('hands the zip out once', () => {
    expect(retrieve(types('Settings', 'ExternalClientApp')).again().fault).toContain('INVALID_LOCATOR');
    expect(
      soap(api, '<checkRetrieveStatus><asyncProcessId>09S</asyncProcessId></checkRetrieveStatus>').fault,
    ).toContain('INVALID_CROSS_REFERENCE_KEY');
  });

  it('gives back files that deploy unchanged', () => {
    const { texts } = retrieve(
      types('ExternalClientApplication', '*') +
        types('ExtlClntAppOauthSettings', '*') +
        types('ExtlClntAppGlobalOauthSettings', '*') +
        types('ExtlClntAppConfigurablePolicies', '*') +
        types('ExtlClntAppOauthConfigurablePolicies', '*'),
    );
    const again = deploy(api, org, Object.fromEntries(texts));
    expect(again.failures).toEqual([]);
    expect(again.successes.map((row) => row.changed)).toEqual([false, false, false, false, false]);
  });
});

function fail(): never {
  throw new Error('the answer holds no result');
}
