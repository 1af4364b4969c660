import { pathOfComponent } from './components.ts';
import { flowFlag, flowUser } from './file-edit.ts';
import { escapeText } from './metadata-edit.ts';
import type { ComponentRef, MetadataFile } from './model.ts';

/**
 * OAuth policies for an app that has none, under the name and with the values with which Salesforce makes them itself
 * when an app is deployed without policies; only the flow and its user differ. What is left out there is false.
 */
export function newOauthPolicy(wanted: {
  readonly app: string;
  readonly oauthSettings: string;
  readonly executionUser: string;
}): MetadataFile {
  const ref: ComponentRef = {
    type: 'ExtlClntAppOauthConfigurablePolicies',
    fullName: `${wanted.oauthSettings}_defaultPolicy`,
  };
  // Alphabetical, as the org writes them itself.
  const fields: readonly (readonly [string, string])[] = [
    [flowUser, wanted.executionUser],
    ['externalClientApplication', wanted.app],
    ['ipRelaxationPolicyType', 'Enforce'],
    [flowFlag, 'true'],
    ['label', ref.fullName],
    ['permittedUsersPolicyType', 'AllSelfAuthorized'],
    ['refreshTokenPolicyType', 'SpecificLifetime'],
    ['refreshTokenValidityPeriod', '365'],
    ['refreshTokenValidityUnit', 'Days'],
    ['requiredSessionLevel', 'STANDARD'],
  ];
  const lines = fields.map(([name, value]) => `    <${name}>${escapeText(value)}</${name}>`);
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<${ref.type} xmlns="http://soap.sforce.com/2006/04/metadata">`,
    ...lines,
    `</${ref.type}>`,
    '',
  ].join('\n');
  return { ...ref, path: pathOfComponent(ref), content: new TextEncoder().encode(text) };
}
