import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../src/practice-org/metadata/deploy/deploy-package.ts';
import { createMetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { miniOrg } from './mini-org.ts';
import { appFiles, deploy, file, manifest, zipOf } from './soap-client.ts';

const read = (files: Record<string, string>) => readPackage(zipOf(files), { version: 65, allowMissingFiles: false });

describe('reading the zip of a deploy', () => {
  it('lets package.xml decide what counts', () => {
    const files = appFiles();
    files['package.xml'] = manifest({ ExternalClientApplication: ['Acme'] });
    expect(read(files).units.map((unit) => unit.fullName)).toEqual(['Acme']);
  });

  it('puts parents before children, whatever the order of the manifest', () => {
    const files = appFiles();
    files['package.xml'] = manifest({
      ExtlClntAppGlobalOauthSettings: ['*'],
      ExtlClntAppOauthSettings: ['*'],
      ExternalClientApplication: ['*'],
    });
    expect(read(files).units.map((unit) => unit.fullName)).toEqual(['Acme', 'Acme_oauth', 'Acme_glbloauth']);
  });

  it('finds a package inside one folder, as the official client zips a metadata folder', () => {
    const inside = Object.fromEntries(Object.entries(appFiles()).map(([path, text]) => [`zip/${path}`, text]));
    expect(read(inside).units.map((unit) => unit.fileName)).toContain('zip/externalClientApps/Acme.eca');
    expect(read(inside).units.every((unit) => unit.problem === null)).toBe(true);
  });

  it('takes the version of package.xml over the one of the call', () => {
    expect(read({ 'package.xml': manifest({}, '60.0') }).version).toBe(60);
  });

  it('deletes before and after it puts, as the manifests are named', () => {
    const files = {
      ...appFiles(),
      'destructiveChangesPre.xml': manifest({ ExternalClientApplication: ['First'] }),
      'destructiveChangesPost.xml': manifest({ ExternalClientApplication: ['Last'] }),
    };
    expect(read(files).units.map((unit) => `${unit.action} ${unit.fullName}`)).toEqual([
      'delete First',
      'put Acme',
      'put Acme_oauth',
      'put Acme_glbloauth',
      'delete Last',
    ]);
  });

  it.each([
    ['a version that is none', '<version>soon</version>', 'Invalid version specified:soon'],
    ['an element of its own', '<hello/>', 'invalid at this location in type Package'],
  ])('names %s in package.xml', (_, inner, problem) => {
    const [row] = read({
      'package.xml': `<Package xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</Package>`,
    }).manifests;
    expect(row?.problem?.message).toContain(problem);
  });
});

describe('any package at all', () => {
  const types = fc.constantFrom(
    'ExternalClientApplication',
    'ExtlClntAppOauthSettings',
    'ExtlClntAppConfigurablePolicies',
    'Settings',
    'PermissionSet',
    'ExtlClntAppPushSettings',
  );
  const elements = fc.dictionary(
    fc.constantFrom(
      'label',
      'externalClientApplication',
      'isEnabled',
      'userPermissions',
      'commaSeparatedOauthScopes',
      'fullName',
      'contactEmail',
    ),
    fc.constantFrom('', 'true', 'Acme', '<b/>', '&amp;', 'Api', '<name>x</name><enabled>true</enabled>'),
  );
  const content = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.tuple(types, elements).map(([type, inside]) => file(type, inside)),
  );
  const files = fc.record(
    {
      'package.xml': fc.oneof(
        fc.dictionary(types, fc.constant(['*', 'ExternalClientApp', '../x', ''])).map((all) => manifest(all)),
        content,
      ),
      'externalClientApps/Acme.eca': content,
      'extlClntAppOauthSettings/A_oauth.ecaOauth': content,
      'extlClntAppPolicies/A.ecaPlcy': content,
      'settings/ExternalClientApp.settings': content,
      'permissionsets/P.permissionset': content,
      'destructiveChanges.xml': content,
    },
    { requiredKeys: [] },
  );

  it('ends as a result', () => {
    fc.assert(
      fc.property(files, fc.boolean(), (some, rollbackOnError) => {
        const org = miniOrg();
        const { status } = deploy(createMetadataApi(org), org, some as Record<string, string>, { rollbackOnError });
        expect(['Succeeded', 'SucceededPartial', 'Failed']).toContain(status);
      }),
      { numRuns: 200 },
    );
  });
});
