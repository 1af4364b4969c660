import { fullNameOf } from '../../metadata/deploy/draft.ts';
import { OAUTH_SCOPES } from '../../metadata/types/oauth-settings.ts';
import { type App, fieldOf, isFieldTrue } from '../../model/app.ts';
import { type Component, type ComponentType, textIn as fieldText, namesIn } from '../../model/component.ts';
import type { Caller } from '../caller.ts';
import { type FieldOf, field, objectType, type ParentOf } from './object-type.ts';
import { systemFields } from './system-fields.ts';

const isThere = ({ org, isTooling }: Caller) =>
  org.knob('ecaSoql') === 'soql' || (isTooling && org.knob('ecaSoql') === 'tooling');

/** An app's component of one type. */
interface Part {
  readonly app: App;
  readonly component: Component;
}

const application: ParentOf<Part> = {
  name: 'ExternalClientApplication',
  object: 'ExternalClientApplication',
  find: ({ app }) => app,
};

export const externalClientApplication = objectType<App>({
  name: 'ExternalClientApplication',
  keyPrefix: '0xI',
  api: 'both',
  isThere,
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('DeveloperName', 'string', ({ developerName }) => developerName),
    field('MasterLabel', 'string', ({ label }) => label),
    ofApp('ContactEmail', 'email', 'contactEmail'),
    ofApp('Description', 'string', 'description'),
    ofApp('DistributionState', 'picklist', 'distributionState'),
    field('OrgScopedExternalApp', 'string', (app, { org }) => `${org.orgId}:${fullNameOf(app)}`),
    field('ManageableState', 'picklist', ({ namespace }) => (namespace === null ? 'unmanaged' : 'installed')),
    field('NamespacePrefix', 'string', ({ namespace }) => namespace),
    field('Version', 'string', () => '1.0'),
    ...systemFields<App>((app, { org }) => app.components.ExternalClientApplication ?? org.scenarioSignature),
  ],
  rows: ({ org }) => org.data.apps,
});

export const oauthPolicies = objectType<Part>({
  name: 'ExtlClntAppOauthPlcyCnfg',
  label: 'External Client App OAuth Policies',
  api: 'both',
  isThere,
  fields: [
    ...common(),
    flagOf('IsClientCredentialsFlowEnabled', 'isClientCredentialsFlowEnabled'),
    textOf('ClientCredentialsFlowUser', 'clientCredentialsFlowUser'),
    textOf('PermittedUsersPolicyType', 'permittedUsersPolicyType'),
    textOf('IpRelaxationPolicyType', 'ipRelaxationPolicyType'),
    textOf('RequiredSessionLevel', 'requiredSessionLevel'),
    field<Part>('SessionTimeoutInMinutes', 'int', (part) => numberIn(part, 'sessionTimeoutInMinutes')),
  ],
  parents: [application],
  rows: (caller) => partsOf(caller, 'ExtlClntAppOauthConfigurablePolicies'),
});

export const appPolicies = objectType<Part>({
  name: 'ExtlClntAppPlcyCnfg',
  label: 'External Client App Policies',
  api: 'both',
  isThere,
  fields: [
    ...common(),
    flagOf('IsEnabled', 'isEnabled'),
    field<Part>('OauthPluginStatus', 'picklist', pluginStatus, { values: ['Enabled', 'Disabled', 'Notinstalled'] }),
  ],
  parents: [application],
  rows: (caller) => partsOf(caller, 'ExtlClntAppConfigurablePolicies'),
});

export const oauthSettings = objectType<Part>({
  name: 'ExtlClntAppOauthSettings',
  label: 'External Client App OAuth Settings',
  api: 'both',
  isThere,
  fields: [
    ...common(),
    ...OAUTH_SCOPES.map((scope) =>
      field<Part>(`OauthScopes${scope}`, 'boolean', ({ app }) => scopesOf(app).has(scope.toLowerCase())),
    ),
  ],
  parents: [application],
  rows: (caller) => partsOf(caller, 'ExtlClntAppOauthSettings'),
});

function common(): FieldOf<Part>[] {
  return [
    field('Id', 'id', ({ component }) => component.id),
    field('DeveloperName', 'string', ({ component }) => component.fullName),
    field('MasterLabel', 'string', (part) => textIn(part, 'label')),
    field('ExternalClientApplicationId', 'reference', ({ app }) => app.id, { refersTo: 'ExternalClientApplication' }),
    field('LastModifiedDate', 'datetime', ({ component }) => component.modifiedAt),
  ];
}

function partsOf({ org }: Caller, type: ComponentType): Part[] {
  return org.data.apps.flatMap((app) => {
    const component = app.components[type];
    return component ? [{ app, component }] : [];
  });
}

function ofApp(name: string, type: 'email' | 'picklist' | 'string', element: string): FieldOf<App> {
  return field(name, type, (app) => fieldOf(app, 'ExternalClientApplication', element));
}

function textOf(name: string, element: string): FieldOf<Part> {
  return field(name, 'string', (part) => textIn(part, element));
}

function flagOf(name: string, element: string): FieldOf<Part> {
  return field(name, 'boolean', ({ app, component }) => isFieldTrue(app, component.type, element));
}

function textIn({ component }: Part, element: string): string | null {
  return fieldText(component.fields, element) || null;
}

function numberIn(part: Part, element: string): number | null {
  const number = Number(textIn(part, element) ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}

function pluginStatus({ app, component }: Part): string {
  if (!app.components.ExtlClntAppOauthSettings) return 'Notinstalled';
  return isFieldTrue(app, component.type, 'isOauthPluginEnabled') ? 'Enabled' : 'Disabled';
}

function scopesOf(app: App): Set<string> {
  const names = namesIn(fieldOf(app, 'ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes'));
  return new Set(names.map((scope) => scope.toLowerCase()));
}
