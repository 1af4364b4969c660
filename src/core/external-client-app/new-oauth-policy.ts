import type { ComponentRef, MetadataFile } from '../model/app.ts';
import { flowFlag, flowUser } from './file-edit.ts';
import { newFile } from './new-file.ts';

/** The values that Salesforce gives to OAuth policies that don't set them. */
export const policyDefaults = {
  ipRelaxationPolicyType: 'Enforce',
  permittedUsersPolicyType: 'AllSelfAuthorized',
  refreshTokenPolicyType: 'SpecificLifetime',
  refreshTokenValidityPeriod: '365',
  refreshTokenValidityUnit: 'Days',
  requiredSessionLevel: 'STANDARD',
} as const;

/**
 * OAuth policies for an app that has none. The name and values are those that Salesforce uses when an app is deployed without
 * policies; only the flow and its user differ. Elements that are left out are false.
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
  return newFile(ref, [
    [flowUser, wanted.executionUser],
    ['externalClientApplication', wanted.app],
    ['ipRelaxationPolicyType', policyDefaults.ipRelaxationPolicyType],
    [flowFlag, 'true'],
    ['label', ref.fullName],
    ['permittedUsersPolicyType', policyDefaults.permittedUsersPolicyType],
    ['refreshTokenPolicyType', policyDefaults.refreshTokenPolicyType],
    ['refreshTokenValidityPeriod', policyDefaults.refreshTokenValidityPeriod],
    ['refreshTokenValidityUnit', policyDefaults.refreshTokenValidityUnit],
    ['requiredSessionLevel', policyDefaults.requiredSessionLevel],
  ]);
}
