import { flag, group, text } from './field-spec.ts';
import { metadataType } from './metadata-type.ts';

/** The org-wide switches of External Client Apps: the one member `ExternalClientApp` of the type `Settings`. */
export const SETTINGS = metadataType('Settings', 'settings', 'settings', 58, [
  flag('enableClientSecretInRestApiAccess', { since: 62 }),
  flag('enableConsumerSecretApiAccess'),
  flag('enableExternalClientApps', { until: 61, default: null }),
  flag('enablePackageEcaOauthFromDevOrg', { since: 62 }),
]);

/** Root element of `settings/ExternalClientApp.settings`; the type of a CRUD call on it. */
export const SETTINGS_ROOT = 'ExternalClientAppSettings';
export const SETTINGS_MEMBER = 'ExternalClientApp';

const USER_PERMISSION = [flag('enabled', { required: true }), text('name', { required: true })];

/** Permission sets as far as the practice org knows them: their user permissions. */
export const PERMISSION_SET = metadataType('PermissionSet', 'permissionsets', 'permissionset', 22, [
  text('description'),
  flag('hasActivationRequired'),
  text('label', { required: true }),
  text('license'),
  group('userPermissions', 'PermissionSetUserPermission', USER_PERMISSION, { max: 2000 }),
]);

/** Plugins of an app that the practice org knows by name only: describe and list speak of them, no app has one. */
export const EMPTY_PLUGINS = [
  metadataType('ExtlClntAppCanvasSettings', 'extlClntAppCanvasSettings', 'ecaCanvas', 66, []),
  metadataType('ExtlClntAppMobileConfigurablePolicies', 'extlClntAppMobilePolicies', 'ecaMobilePlcy', 59, []),
  metadataType('ExtlClntAppMobileSettings', 'extlClntAppMobileSettings', 'ecaMobile', 59, []),
  metadataType('ExtlClntAppNotificationSettings', 'extlClntAppNotifSettings', 'ecaNotifications', 60, []),
  metadataType('ExtlClntAppPushConfigurablePolicies', 'extlClntAppPushPolicies', 'ecaPushPlcy', 60, []),
  metadataType('ExtlClntAppPushSettings', 'extlClntAppPushSettings', 'ecaPush', 60, []),
  metadataType('ExtlClntAppSamlConfigurablePolicies', 'extlClntAppSamlConfigurablePolicies', 'ecaSamlPlcy', 63, []),
  metadataType('ExtlClntAppSampleConfigurablePolicies', 'extlClntAppSamplePolicies', 'ecaSmplPlcy', 59, []),
  metadataType('ExtlClntAppSampleSettings', 'extlClntAppSampleSettings', 'ecaSmpl', 59, []),
];
