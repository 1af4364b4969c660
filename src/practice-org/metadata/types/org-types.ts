import { flag, group, text } from './field-spec.ts';
import { metadataType } from './metadata-type.ts';

/** Org-wide settings of External Client Apps: member `ExternalClientApp` of type `Settings`. */
export const SETTINGS = metadataType('Settings', 'settings', 'settings', 58, [
  flag('enableClientSecretInRestApiAccess', { since: 62 }),
  flag('enableConsumerSecretApiAccess'),
  flag('enableExternalClientApps', { until: 61, default: null }),
  flag('enablePackageEcaOauthFromDevOrg', { since: 62 }),
]);

/** Root element of `settings/ExternalClientApp.settings`, and its type in a CRUD call. */
export const SETTINGS_ROOT = 'ExternalClientAppSettings';
export const SETTINGS_MEMBER = 'ExternalClientApp';

const USER_PERMISSION = [flag('enabled', { required: true }), text('name', { required: true })];

/** Permission sets. The practice org supports only their user permissions. */
export const PERMISSION_SET = metadataType('PermissionSet', 'permissionsets', 'permissionset', 22, [
  text('description'),
  flag('hasActivationRequired'),
  text('label', { required: true }),
  text('license'),
  group('userPermissions', 'PermissionSetUserPermission', USER_PERMISSION, { max: 2000 }),
]);

/** App plugins that the practice org only names: describe and list include them, but no app has one. */
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
