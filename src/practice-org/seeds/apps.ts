import type { App, Consumer } from '../model/app.ts';
import type { Component, ComponentType, FieldMap } from '../model/component.ts';
import type { OrgModel } from '../model/org.ts';

const day = 86_400_000;

/** How the parts of an app are called: apps made in Setup, by tools and by hand follow different habits. */
export interface PartNames {
  readonly oauth: string;
  readonly global: string;
  readonly policy: string;
  readonly oauthPolicy: string;
}

export interface AppSeed {
  readonly developerName: string;
  readonly label: string;
  readonly names: PartNames;
  /** Username up to the `@`; null leaves the flow off on both sides. */
  readonly runsAs: string | null;
  readonly ageDays: number;
  readonly namespace?: string;
  readonly consumers?: readonly string[];
  readonly policy?: FieldMap;
}

export const setupNames = (app: string): PartNames => ({
  oauth: `${app}_oauth`,
  global: `${app}_glbloauth`,
  policy: `${app}_plcy`,
  oauthPolicy: `${app}_oauthPlcy`,
});

export const toolNames = (app: string): PartNames => ({
  oauth: `${app}OAuthSettings`,
  global: `${app}GlblOAuth`,
  policy: `${app}_defaultPolicy`,
  oauthPolicy: `${app}OAuthSettings_defaultPolicy`,
});

/** Puts an app with its five components and its consumers into the org. */
export function addApp(org: OrgModel, seed: AppSeed): App {
  const { developerName, label, namespace = null } = seed;
  const by = org.data.adminUserId;
  const createdAt = org.data.seededAt - Math.max(seed.ageDays, 120) * day;
  const app: App = {
    id: org.newId('0xI'),
    developerName,
    label,
    namespace,
    components: {},
    consumers: (seed.consumers ?? [developerName]).map((name) => seededConsumer(org, name, seed.ageDays)),
    certificate: null,
  };
  const put = (type: ComponentType, fullName: string, fields: FieldMap) => {
    const part: Component = {
      id: org.newId('0xP'),
      type,
      fullName,
      fields,
      createdById: by,
      createdAt,
      modifiedById: by,
      modifiedAt: createdAt,
    };
    app.components[type] = part;
  };
  const parent = { externalClientApplication: developerName };
  put('ExternalClientApplication', developerName, {
    contactEmail: `admin@${org.data.domain}`,
    distributionState: namespace ? 'Packaged' : 'Local',
    isProtected: 'false',
    label,
    orgScopedExternalApp: `${org.orgId}:${developerName}`,
  });
  put('ExtlClntAppOauthSettings', seed.names.oauth, {
    ...parent,
    commaSeparatedOauthScopes: 'Api',
    label: `${label} OAuth`,
    oauthLink: `${org.orgId}:${app.consumers[0]?.id ?? ''}`,
  });
  put('ExtlClntAppGlobalOauthSettings', seed.names.global, {
    ...parent,
    callbackUrl: 'https://login.salesforce.com/services/oauth2/success',
    consumerKey: app.consumers[0]?.primary.key ?? '',
    isClientCredentialsFlowEnabled: String(seed.runsAs !== null),
    isCodeCredFlowEnabled: 'false',
    isCodeCredPostOnly: 'false',
    isConsumerSecretOptional: 'false',
    isDeviceFlowEnabled: 'false',
    isIntrospectAllTokens: 'false',
    isNamedUserJwtEnabled: 'false',
    isPkceRequired: 'true',
    isRefreshTokenRotationEnabled: 'false',
    isSecretRequiredForRefreshToken: 'true',
    isSecretRequiredForTokenExchange: 'false',
    isTokenExchangeEnabled: 'false',
    label: `${label} Global`,
    shouldRotateConsumerKey: 'false',
    shouldRotateConsumerSecret: 'false',
  });
  put('ExtlClntAppConfigurablePolicies', seed.names.policy, {
    ...parent,
    isEnabled: 'true',
    isOauthPluginEnabled: 'true',
    label: `${label} Policies`,
    startPage: 'None',
  });
  put('ExtlClntAppOauthConfigurablePolicies', seed.names.oauthPolicy, {
    ...(seed.runsAs ? { clientCredentialsFlowUser: `${seed.runsAs}@${org.data.domain}` } : {}),
    ...parent,
    ipRelaxationPolicyType: 'Enforce',
    isClientCredentialsFlowEnabled: String(seed.runsAs !== null),
    isGuestCodeCredFlowEnabled: 'false',
    isTokenExchangeFlowEnabled: 'false',
    label: `${label} OAuth Policies`,
    permittedUsersPolicyType: 'AllSelfAuthorized',
    refreshTokenPolicyType: 'SpecificLifetime',
    refreshTokenValidityPeriod: '365',
    refreshTokenValidityUnit: 'Days',
    requiredSessionLevel: 'STANDARD',
    ...seed.policy,
  });
  org.data.apps.push(app);
  return app;
}

function seededConsumer(org: OrgModel, name: string, ageDays: number): Consumer {
  const consumer = org.newConsumer(name);
  consumer.primary.createdAt = org.data.seededAt - ageDays * day;
  return consumer;
}
