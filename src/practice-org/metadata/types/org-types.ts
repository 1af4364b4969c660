import { flag, group, text } from './field-spec.ts';
import type { MetadataType } from './metadata-type.ts';

/** The org-wide switches of External Client Apps: the one member `ExternalClientApp` of the type `Settings`. */
export const SETTINGS: MetadataType = {
  xmlName: 'Settings',
  folder: 'settings',
  suffix: 'settings',
  since: 58,
  fields: [
    flag('enableClientSecretInRestApiAccess', { since: 62 }),
    flag('enableConsumerSecretApiAccess'),
    flag('enableExternalClientApps', { until: 61, default: null }),
    flag('enablePackageEcaOauthFromDevOrg', { since: 62 }),
  ],
};

/** Root element of `settings/ExternalClientApp.settings`; the type of a CRUD call on it. */
export const SETTINGS_ROOT = 'ExternalClientAppSettings';
export const SETTINGS_MEMBER = 'ExternalClientApp';

const USER_PERMISSION = [flag('enabled', { required: true }), text('name', { required: true })];

/** Permission sets as far as the practice org knows them: their user permissions. */
export const PERMISSION_SET: MetadataType = {
  xmlName: 'PermissionSet',
  folder: 'permissionsets',
  suffix: 'permissionset',
  since: 22,
  fields: [
    text('description'),
    flag('hasActivationRequired'),
    text('label', { required: true }),
    text('license'),
    group('userPermissions', 'PermissionSetUserPermission', USER_PERMISSION, { max: 2000 }),
  ],
};

/** Plugins of an app that the practice org knows by name only: describe and list speak of them, no app has one. */
export const EMPTY_PLUGINS: readonly MetadataType[] = [
  plugin('ExtlClntAppCanvasSettings', 'extlClntAppCanvasSettings', 'ecaCanvas', 66),
  plugin('ExtlClntAppMobileConfigurablePolicies', 'extlClntAppMobilePolicies', 'ecaMobilePlcy', 59),
  plugin('ExtlClntAppMobileSettings', 'extlClntAppMobileSettings', 'ecaMobile', 59),
  plugin('ExtlClntAppNotificationSettings', 'extlClntAppNotifSettings', 'ecaNotifications', 60),
  plugin('ExtlClntAppPushConfigurablePolicies', 'extlClntAppPushPolicies', 'ecaPushPlcy', 60),
  plugin('ExtlClntAppPushSettings', 'extlClntAppPushSettings', 'ecaPush', 60),
  plugin('ExtlClntAppSamlConfigurablePolicies', 'extlClntAppSamlConfigurablePolicies', 'ecaSamlPlcy', 63),
  plugin('ExtlClntAppSampleConfigurablePolicies', 'extlClntAppSamplePolicies', 'ecaSmplPlcy', 59),
  plugin('ExtlClntAppSampleSettings', 'extlClntAppSampleSettings', 'ecaSmpl', 59),
];

function plugin(xmlName: string, folder: string, suffix: string, since: number): MetadataType {
  return { xmlName, folder, suffix, since, fields: [] };
}
