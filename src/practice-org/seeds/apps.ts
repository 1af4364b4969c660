import { storedFields } from '../metadata/component/stored-fields.ts';
import { fullNameOf } from '../metadata/deploy/draft.ts';
import type { MetadataType } from '../metadata/types/metadata-type.ts';
import { typeNamed } from '../metadata/types/registry.ts';
import type { App, Consumer } from '../model/app.ts';
import type { ComponentType, FieldMap } from '../model/component.ts';
import type { OrgModel } from '../model/org.ts';

const day = 86_400_000;

/** Names of an app's components. Setup, tools and people name them differently. */
export interface PartNames {
  readonly oauth: string;
  readonly global: string;
  readonly policy: string;
  readonly oauthPolicy: string;
}

export interface AppSeed {
  /** The label is the developer name with spaces. */
  readonly developerName: string;
  readonly names: (app: string) => PartNames;
  /** Username up to the `@`. With null, the flow is off in both the app and its policy. */
  readonly runsAs: string | null;
  readonly ageDays: number;
  readonly namespace?: string;
  readonly consumers?: readonly string[];
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

/** Adds an app with its five components and its OAuth consumers to the org. */
export function addApp(org: OrgModel, seed: AppSeed): App {
  const { developerName, namespace = null } = seed;
  const label = developerName.replaceAll('_', ' ');
  const names = seed.names(developerName);
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
  const signed = { createdById: by, createdAt, modifiedById: by, modifiedAt: createdAt };
  const put = (type: ComponentType, fullName: string, given: FieldMap) => {
    const fields = withDefaults(typeNamed(type, 65), given);
    app.components[type] = { id: org.newId('0xP'), type, fullName, fields, ...signed };
  };
  const parent = { externalClientApplication: fullNameOf(app) };
  put('ExternalClientApplication', developerName, {
    contactEmail: `admin@${org.data.domain}`,
    distributionState: namespace ? 'Packaged' : 'Local',
    isProtected: 'false',
    label,
  });
  put('ExtlClntAppOauthSettings', names.oauth, {
    ...parent,
    commaSeparatedOauthScopes: 'Api',
    label: `${label} OAuth`,
  });
  put('ExtlClntAppGlobalOauthSettings', names.global, {
    ...parent,
    callbackUrl: 'https://login.salesforce.com/services/oauth2/success',
    isClientCredentialsFlowEnabled: String(seed.runsAs !== null),
    label: `${label} Global`,
  });
  put('ExtlClntAppConfigurablePolicies', names.policy, {
    ...parent,
    isEnabled: 'true',
    isOauthPluginEnabled: 'true',
    label: `${label} Policies`,
    startPage: 'None',
  });
  put('ExtlClntAppOauthConfigurablePolicies', names.oauthPolicy, {
    ...(seed.runsAs ? { clientCredentialsFlowUser: `${seed.runsAs}@${org.data.domain}` } : {}),
    ...parent,
    isClientCredentialsFlowEnabled: String(seed.runsAs !== null),
    label: `${label} OAuth Policies`,
  });
  org.data.apps.push(app);
  return app;
}

/** The fields as a deploy with version 65 would store them. */
function withDefaults(type: MetadataType | null, given: FieldMap): FieldMap {
  if (!type) return given;
  return storedFields(given, { type, before: {}, version: 65, mode: 'replace' });
}

function seededConsumer(org: OrgModel, name: string, ageDays: number): Consumer {
  const consumer = org.newConsumer(name);
  consumer.primary.createdAt = org.data.seededAt - ageDays * day;
  return consumer;
}
