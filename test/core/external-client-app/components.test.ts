import { describe, expect, it } from 'vitest';
import { componentOfPath, pathOfComponent } from '../../../src/core/external-client-app/component-path.ts';
import { findComponents } from '../../../src/core/external-client-app/components.ts';
import { componentTypes, type MetadataFile } from '../../../src/core/model/app.ts';
import { appFiles } from './app-files.ts';
import { bytes, metadataFile } from './files.ts';

const files = Object.values(appFiles());
const code = (name: string) => expect.objectContaining({ code: name });

describe('paths of components', () => {
  it.each([
    ['ExternalClientApplication', 'externalClientApps/Acme.eca'],
    ['ExtlClntAppOauthSettings', 'extlClntAppOauthSettings/Acme.ecaOauth'],
    ['ExtlClntAppGlobalOauthSettings', 'extlClntAppGlobalOauthSets/Acme.ecaGlblOauth'],
    ['ExtlClntAppConfigurablePolicies', 'extlClntAppPolicies/Acme.ecaPlcy'],
    ['ExtlClntAppOauthConfigurablePolicies', 'extlClntAppOauthPolicies/Acme.ecaOauthPlcy'],
  ] as const)('%s lies at %s, and is found again from there', (type, path) => {
    expect(pathOfComponent({ type, fullName: 'Acme' })).toBe(path);
    expect(componentOfPath(path)).toEqual({ type, fullName: 'Acme' });
    expect(componentOfPath(`force-app/main/default/${path}-meta.xml`)).toEqual({ type, fullName: 'Acme' });
  });

  it.each([
    'package.xml',
    'externalClientApps/.eca',
    'externalClientApps/Acme.ecaOauth',
    'extlClntAppOauthPolicies/Acme.ecaPolicy',
    'extlClntAppGlobalOauthSettings/Acme.ecaGlblOauth',
  ])('%s is none of them', (path) => {
    expect(componentOfPath(path)).toBeNull();
  });
});

describe('finding the components of an app', () => {
  it('goes by the element that names the app, not by the names of the components', () => {
    const renamed = files.map((file) =>
      file.type === 'ExternalClientApplication' ? file : { ...file, fullName: `Zeta_${file.fullName.length}` },
    );
    const decoy = metadataFile('ExtlClntAppOauthSettings', 'Billing_Sync_oauth', {
      externalClientApplication: 'Other',
    });
    const found = findComponents('Billing_Sync', [decoy, ...renamed]);
    expect(found.oauthSettings?.fullName).toBe('Zeta_18');
    expect(found.oauthPolicy?.fullName).toBe('Zeta_22');
  });

  it('leaves policies out that do not exist', () => {
    const found = findComponents('billing_sync', files.slice(0, 3));
    expect([found.appPolicy, found.oauthPolicy]).toEqual([null, null]);
    expect(found.global?.fullName).toBe('Billing_Sync_glbloauth');
  });

  it.each(componentTypes.slice(0, 3))('says that %s is missing, unless a managed package hides it', (type) => {
    const rest = files.filter((file) => file.type !== type);
    expect(() => findComponents('Billing_Sync', rest)).toThrow(code('ComponentMissing'));
    expect(() => findComponents('Billing_Sync', rest, { isPackaged: true })).not.toThrow();
  });

  it('does not choose between two policies of one app', () => {
    const second = metadataFile('ExtlClntAppOauthConfigurablePolicies', 'Second', {
      externalClientApplication: 'Billing_Sync',
    });
    expect(() => findComponents('Billing_Sync', [...files, second])).toThrow(code('ComponentAmbiguous'));
    expect(() => findComponents('Billing_Sync', [...files, second])).toThrow(/Billing_Sync_oauthPlcy, Second/);
  });

  it("is not stopped by another app's damaged file, but by one that may be the app's own", () => {
    const damaged: MetadataFile = {
      ...metadataFile('ExtlClntAppOauthConfigurablePolicies', 'Damaged', {}),
      content: bytes('<oops'),
    };
    expect(findComponents('Billing_Sync', [damaged, ...files]).oauthPolicy?.fullName).toBe('Billing_Sync_oauthPlcy');
    expect(() => findComponents('Billing_Sync', [damaged, ...files.slice(0, 4)])).toThrow(code('MetadataUnreadable'));
  });
});
