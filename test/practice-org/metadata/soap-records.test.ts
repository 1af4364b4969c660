import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { textOf } from '../../../src/practice-org/metadata/xml/read-xml.ts';
import { type MiniOrg, miniOrg } from './mini-org.ts';
import { appFiles, deploy, soap } from './soap-client.ts';

let org: MiniOrg;
let api: MetadataApi;

beforeEach(() => {
  org = miniOrg();
  api = createMetadataApi(org);
  deploy(api, org, appFiles());
});

describe('reading and writing records', () => {
  const read = (type: string, name: string) =>
    soap(api, `<readMetadata><type>${type}</type><fullNames>${name}</fullNames></readMetadata>`).body;

  it('reads what was deployed and what the org adds, and hides what it hides', () => {
    const body = read('ExtlClntAppGlobalOauthSettings', 'Acme_glbloauth');
    expect(body).toContain(
      '<records xsi:type="ExtlClntAppGlobalOauthSettings"><fullName>Acme_glbloauth</fullName><callbackUrl>',
    );
    expect(body).toContain(`<consumerKey>${org.byName.get('Acme')?.consumers[0]?.primary.key}</consumerKey>`);
    expect(body).not.toContain('onsumerSecret>SECRET');
    expect(read('ExternalClientApplication', 'Acme')).toContain(
      '<orgScopedExternalApp>00D000000000001AAA:Acme</orgScopedExternalApp>',
    );
  });

  it('reads a name that is not there as nil', () => {
    expect(read('ExternalClientApplication', 'Nope')).toContain('<records xsi:nil="true"/>');
  });

  const policy = (inner: string) =>
    `<metadata xsi:type="ExtlClntAppConfigurablePolicies"><fullName>Acme_defaultPolicy</fullName>${inner}</metadata>`;
  const switchedOff = policy(
    '<externalClientApplication>Acme</externalClientApplication><isEnabled>true</isEnabled><isOauthPluginEnabled>false</isOauthPluginEnabled>',
  );
  const plugin = () => org.byName.get('Acme')?.components.ExtlClntAppConfigurablePolicies?.fields.isOauthPluginEnabled;

  it('updates at once', () => {
    expect(soap(api, `<updateMetadata>${switchedOff}</updateMetadata>`).body).toContain('<success>true</success>');
    expect(plugin()).toBe('false');
  });

  it("writes nothing while someone else's deploy locks it, only with the knob", () => {
    org.knobs.deployMs = 1000;
    deploy(api, org, appFiles());
    expect(soap(api, `<updateMetadata>${switchedOff}</updateMetadata>`).body).toContain('<success>true</success>');
    org.knobs.deployRunning = true;
    org.time += 10_000;
    const back = switchedOff.replace('Enabled>false', 'Enabled>true');
    for (const wait of [0, 4000]) {
      org.time += wait;
      const told = soap(api, `<updateMetadata>${back}</updateMetadata>`).body;
      expect(told).toContain('<statusCode>UNABLE_TO_LOCK_ROW</statusCode>');
      expect(plugin()).toBe('false');
    }
    org.time += 1000;
    expect(soap(api, `<updateMetadata>${back}</updateMetadata>`).body).toContain('<success>true</success>');
    expect(plugin()).toBe('true');
  });

  it('says per record what is wrong, and faults for a record of another shape', () => {
    const bad = policy('<externalClientApplication>Nope</externalClientApplication><isEnabled>true</isEnabled>');
    const told = soap(api, `<updateMetadata>${bad}${switchedOff}</updateMetadata>`);
    expect(told.body).toContain('<statusCode>INVALID_CROSS_REFERENCE_KEY</statusCode>');
    expect(told.results.map((each) => textOf(each, 'success'))).toEqual(['false', 'true']);
    expect(soap(api, `<updateMetadata>${policy('<nonsense/>')}</updateMetadata>`).fault).toContain(
      'invalid at this location',
    );
  });

  it('writes all or none on request', () => {
    const bad = policy('<isEnabled>true</isEnabled>');
    soap(api, `<updateMetadata>${switchedOff}${bad}</updateMetadata>`, {
      header: '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>',
    });
    expect(plugin()).toBe('true');
    soap(api, `<updateMetadata>${switchedOff}</updateMetadata>`, {
      header: '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>',
    });
    expect(plugin()).toBe('false');
  });

  it('creates only what is not there, updates only what is, and upsert says which it did', () => {
    const app = (name: string) =>
      `<metadata xsi:type="ExternalClientApplication"><fullName>${name}</fullName><label>x</label></metadata>`;
    expect(soap(api, `<createMetadata>${app('Acme')}</createMetadata>`).body).toContain('DUPLICATE_DEVELOPER_NAME');
    expect(soap(api, `<updateMetadata>${app('Other')}</updateMetadata>`).body).toContain('INVALID_CROSS_REFERENCE_KEY');
    expect(soap(api, `<upsertMetadata>${app('Other')}</upsertMetadata>`).body).toContain('<created>true</created>');
    expect(soap(api, `<upsertMetadata>${app('Other')}</upsertMetadata>`).body).toContain('<created>false</created>');
    expect(
      soap(api, '<deleteMetadata><type>ExternalClientApplication</type><fullNames>Other</fullNames></deleteMetadata>')
        .body,
    ).toContain('<success>true</success>');
    expect(org.byName.has('Other')).toBe(false);
  });

  it('takes no more than ten', () => {
    expect(soap(api, `<updateMetadata>${switchedOff.repeat(11)}</updateMetadata>`).fault).toContain('LIMIT_EXCEEDED');
  });

  it('names the record that failed', () => {
    const named = (call: string) => soap(api, call).results.map((result) => textOf(result, 'fullName'));
    const other =
      '<metadata xsi:type="ExternalClientApplication"><fullName>Other</fullName><label>x</label></metadata>';
    expect(named(`<updateMetadata>${other}</updateMetadata>`)).toEqual(['Other']);
    const names = '<fullNames>One</fullNames><fullNames>Two</fullNames>';
    expect(named(`<deleteMetadata><type>ExternalClientApplication</type>${names}</deleteMetadata>`)).toEqual([
      'One',
      'Two',
    ]);
  });

  it('deletes a permission set that nobody has', () => {
    const set = '<metadata xsi:type="PermissionSet"><fullName>Spare</fullName><label>Spare</label></metadata>';
    const remove = () =>
      soap(api, '<deleteMetadata><type>PermissionSet</type><fullNames>Spare</fullNames></deleteMetadata>').body;
    expect(soap(api, `<createMetadata>${set}</createMetadata>`).body).toContain('<success>true</success>');
    const [made] = org.data.permissionSets.filter(({ name }) => name === 'Spare');
    org.data.assignments.push({
      id: '0Pa000000000001AAA',
      userId: org.data.adminUserId,
      permissionSetId: made?.id ?? '',
    });
    expect(remove()).toContain('assigned to users');
    org.data.assignments.pop();
    expect(remove()).toContain('<success>true</success>');
    expect(org.data.permissionSets.map(({ name }) => name)).not.toContain('Spare');
    expect(remove()).toContain('No PermissionSet named: Spare found');
  });
});
