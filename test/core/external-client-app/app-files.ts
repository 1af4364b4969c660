import type { AppComponents } from '../../../src/core/external-client-app/components.ts';
import { metadataFile } from './files.ts';

/** An app made in Setup, its flow off on both sides; fields can be overridden or added per component. */
export function appFiles(
  over: {
    readonly settings?: Record<string, string>;
    readonly global?: Record<string, string>;
    readonly appPolicy?: Record<string, string>;
    readonly policy?: Record<string, string>;
  } = {},
) {
  return {
    eca: metadataFile('ExternalClientApplication', 'Billing_Sync', {
      distributionState: 'Local',
      label: 'Billing Sync',
      orgScopedExternalApp: '00D000000000001:Billing_Sync',
    }),
    oauthSettings: metadataFile('ExtlClntAppOauthSettings', 'Billing_Sync_oauth', {
      commaSeparatedOauthScopes: 'Api, Web',
      externalClientApplication: 'Billing_Sync',
      oauthLink: '00D000000000001:888000000000001',
      ...over.settings,
    }),
    global: metadataFile('ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth', {
      callbackUrl: 'https://billing.example/callback',
      consumerKey: '3MVG9example',
      externalClientApplication: 'Billing_Sync',
      isClientCredentialsFlowEnabled: 'false',
      isPkceRequired: 'true',
      label: 'Billing Sync',
      shouldRotateConsumerKey: 'false',
      shouldRotateConsumerSecret: 'false',
      ...over.global,
    }),
    appPolicy: metadataFile('ExtlClntAppConfigurablePolicies', 'Billing_Sync_plcy', {
      externalClientApplication: 'Billing_Sync',
      isEnabled: 'true',
      isOauthPluginEnabled: 'true',
      ...over.appPolicy,
    }),
    oauthPolicy: metadataFile('ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync_oauthPlcy', {
      externalClientApplication: 'Billing_Sync',
      ipRelaxationPolicyType: 'Enforce',
      isClientCredentialsFlowEnabled: 'false',
      permittedUsersPolicyType: 'AllSelfAuthorized',
      requiredSessionLevel: 'STANDARD',
      ...over.policy,
    }),
  } satisfies AppComponents;
}
