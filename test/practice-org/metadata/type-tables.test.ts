import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { OAUTH_SCOPES } from '../../../src/practice-org/metadata/types/oauth-settings.ts';
import { SETTINGS, SETTINGS_ROOT } from '../../../src/practice-org/metadata/types/org-types.ts';
import { ALL_TYPES, APP_TYPES, rootElementOf, typeNamed } from '../../../src/practice-org/metadata/types/registry.ts';

const typings = readFileSync(
  createRequire(import.meta.url)
    .resolve('@salesforce/types/metadata')
    .replace(/\.js$/, '.d.ts'),
  'utf8',
);

/** Elements of a type in the typings that Salesforce generates from its service description. */
function published(name: string): string[] {
  const body = new RegExp(`export type ${name} = Metadata & \\{([^}]*)\\}`).exec(typings)?.[1] ?? '';
  return [...body.matchAll(/^\s*(\w+)\??:/gm)].map((match) => match[1] ?? '').sort();
}

/** Elements of older versions that the newest service description no longer has. */
const GONE = ['enableExternalClientApps', 'isNamedUserJwtEnabled'];

describe('the tables of metadata types', () => {
  it.each([...APP_TYPES, SETTINGS].map((type) => [rootElementOf(type), type] as const))(
    '%s has the elements Salesforce publishes',
    (name, type) => {
      const names = type.fields.filter((field) => field.until > 68).map((field) => field.name);
      expect(names.sort()).toEqual(published(name));
      const retired = type.fields.filter((field) => field.until <= 68).map((field) => field.name);
      expect(GONE).toEqual(expect.arrayContaining(retired));
    },
  );

  it('has the flow flag only in the global settings and in the OAuth policies', () => {
    const holders = ALL_TYPES.filter((type) =>
      type.fields.some((field) => field.name === 'isClientCredentialsFlowEnabled'),
    );
    expect(holders.map((type) => type.xmlName)).toEqual([
      'ExtlClntAppGlobalOauthSettings',
      'ExtlClntAppOauthConfigurablePolicies',
    ]);
  });

  it('has one folder and one suffix for each type', () => {
    expect(new Set(ALL_TYPES.map((type) => type.folder)).size).toBe(ALL_TYPES.length);
    expect(new Set(ALL_TYPES.map((type) => type.suffix)).size).toBe(ALL_TYPES.length);
  });

  it.each([
    ['ExternalClientApplication', 58, false],
    ['ExternalClientApplication', 59, true],
    ['ExtlClntAppConfigurablePolicies', 59, false],
    ['ExtlClntAppConfigurablePolicies', 60, true],
    [SETTINGS_ROOT, 65, false],
  ])('%s at version %d: %s', (name, version, known) => {
    expect(typeNamed(name, version) !== null).toBe(known);
  });

  it('takes the scope a client credentials app needs', () => {
    expect(OAUTH_SCOPES).toContain('Api');
  });
});
