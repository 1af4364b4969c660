import { describe, expect, it } from 'vitest';
import { type AppSources, unite } from '../../../../src/core/adapters/salesforce/app-list.ts';
import { allFromOutside, type Plain } from '../../../support/from-outside.ts';
import { processorTime } from '../../../support/processor-time.ts';

const id = '0xI000000000001AAA';
const nothing: Plain<AppSources> = {
  usage: null,
  applications: null,
  listed: null,
  policies: null,
  oauthPolicies: null,
};
const application = {
  Id: id,
  DeveloperName: 'Billing_Sync',
  MasterLabel: 'Billing Sync',
  ManageableState: 'unmanaged',
  NamespacePrefix: null,
};
const oauthPolicy = {
  ExternalClientApplicationId: id.slice(0, 15),
  IsClientCredentialsFlowEnabled: true,
  ClientCredentialsFlowUser: 'int.billing@acme.example',
  PermittedUsersPolicyType: 'AllSelfAuthorized',
};
const policy = { ExternalClientApplicationId: id, IsEnabled: true, OauthPluginStatus: 'Enabled' };
const listed = {
  type: 'ExternalClientApplication',
  fullName: 'Billing_Sync',
  fileName: '',
  id,
  manageableState: 'unmanaged',
  namespacePrefix: '',
};
const used = { developerName: 'Billing_Sync', identifier: id, isFromPackage: false };

type Sources = Plain<AppSources>;
const unitedOf = (sources: Sources) => unite(allFromOutside<AppSources>(sources));

function flowOf(difference: Partial<Sources>) {
  return unitedOf({ ...nothing, applications: [application], policies: [policy], ...difference })[0]?.flow;
}

describe('the flow of an app in a list', () => {
  it.each([
    ['on', [oauthPolicy], { kind: 'on', runsAs: 'int.billing@acme.example' }],
    [
      'off without a user',
      [{ ...oauthPolicy, ClientCredentialsFlowUser: null }],
      { kind: 'off', appSide: null, policySide: true },
    ],
    [
      'off by its policy',
      [{ ...oauthPolicy, IsClientCredentialsFlowEnabled: false }],
      { kind: 'off', appSide: null, policySide: false },
    ],
    ['unknown without a policy', [], { kind: 'unknown', why: 'the org shows no OAuth policy for it' }],
    [
      'unknown when policies are hidden',
      null,
      { kind: 'unknown', why: "keyturn can't read the OAuth policies of the org" },
    ],
  ])('is %s', (_, oauthPolicies, flow) => {
    expect(flowOf({ oauthPolicies })).toEqual(flow);
  });

  it.each([{ IsEnabled: false }, { OauthPluginStatus: 'Disabled' }])(
    'is disabled with all of OAuth by %o',
    (difference) => {
      expect(flowOf({ oauthPolicies: [oauthPolicy], policies: [{ ...policy, ...difference }] })).toEqual({
        kind: 'oauth-disabled',
      });
    },
  );
});

describe('the sources', () => {
  it('give one app, when all of them know it', () => {
    const apps = unitedOf({
      ...nothing,
      applications: [application],
      listed: [listed],
      usage: [used],
      oauthPolicies: [oauthPolicy],
    });
    expect(apps).toEqual([
      {
        developerName: 'Billing_Sync',
        label: 'Billing Sync',
        id,
        namespace: null,
        isPackaged: false,
        flow: { kind: 'on', runsAs: 'int.billing@acme.example' },
        permittedUsers: 'AllSelfAuthorized',
      },
    ]);
  });

  it.each<[string, Partial<Sources>, object]>([
    ['usage alone', { usage: [used] }, { id, label: 'Billing_Sync' }],
    ['the data API alone', { applications: [application] }, { id, label: 'Billing Sync' }],
    ['the Metadata API alone', { listed: [{ ...listed, id: '' }] }, { id: null, label: 'Billing_Sync' }],
  ])('give the app that only %s knows', (_, sources, expected) => {
    expect(unitedOf({ ...nothing, ...sources })).toMatchObject([{ developerName: 'Billing_Sync', ...expected }]);
  });

  it('keep a packaged app apart from one of the org with the same name', () => {
    const packaged = { ...application, Id: '0xI000000000002AAA', NamespacePrefix: 'ns', ManageableState: 'installed' };
    const apps = unitedOf({
      ...nothing,
      applications: [application, packaged],
      listed: [listed, { ...listed, id: packaged.Id, fullName: 'ns__Billing_Sync', namespacePrefix: 'ns' }],
      usage: [used, { developerName: 'Billing_Sync', identifier: packaged.Id, isFromPackage: true }],
    });
    expect(apps.map(({ namespace, isPackaged }) => [namespace, isPackaged])).toEqual([
      [null, false],
      ['ns', true],
    ]);
  });

  it('match by name where the Metadata API gives no ids', () => {
    const own = { ...listed, id: '' };
    const apps = unitedOf({
      ...nothing,
      listed: [own, { ...own, fullName: 'ns__Billing_Sync', namespacePrefix: 'ns', manageableState: 'installed' }],
      usage: [{ developerName: 'Billing_Sync', identifier: '0xI000000000002AAA', isFromPackage: true }, used],
    });
    expect(apps.map(({ id: found, namespace }) => [namespace, found])).toEqual([
      [null, id],
      ['ns', '0xI000000000002AAA'],
    ]);
  });

  it('can have thousands of apps', () => {
    const applications = Array.from({ length: 5000 }, (_, index) => ({
      ...application,
      Id: `0xI${String(index).padStart(12, '0')}AAA`,
      DeveloperName: `App_${index}`,
    }));
    const usage = applications.map(({ Id, DeveloperName }) => ({
      developerName: DeveloperName,
      identifier: Id,
      isFromPackage: false,
    }));
    const oauthPolicies = applications.map(({ Id }) => ({ ...oauthPolicy, ExternalClientApplicationId: Id }));
    const work = () => expect(unitedOf({ ...nothing, applications, usage, oauthPolicies })).toHaveLength(5000);
    expect(processorTime(work)).toBeLessThan(1000);
  });
});
