import { choice, email, flag, text } from './field-spec.ts';
import { metadataType } from './metadata-type.ts';

/** The app itself. The org writes `orgScopedExternalApp` as `<org id>:<app name>`. */
export const EXTERNAL_CLIENT_APPLICATION = metadataType('ExternalClientApplication', 'externalClientApps', 'eca', 59, [
  email('contactEmail'),
  text('contactPhone'),
  text('description'),
  choice('distributionState', 'ExtlClntAppDistState', ['Local', 'Packaged', 'Managed', 'AutoInstalled'], {
    default: 'Local',
  }),
  text('iconUrl'),
  text('infoUrl'),
  flag('isProtected'),
  text('label'),
  text('logoUrl'),
  choice('managedType', 'ExtlClntAppManagedType', ['Local', 'Global']),
  text('orgScopedExternalApp', { shown: 'filled' }),
]);

/** Policies of the app as a whole. They hold no flow flag. */
export const APP_POLICIES = metadataType('ExtlClntAppConfigurablePolicies', 'extlClntAppPolicies', 'ecaPlcy', 60, [
  text('externalClientApplication', { required: true }),
  flag('isAttestPluginEnabled', { since: 67, default: 'true' }),
  flag('isCanvasPluginEnabled', { since: 66, default: 'true' }),
  flag('isEnabled', { required: true, default: 'true' }),
  flag('isMobilePluginEnabled', { since: 63, default: 'true' }),
  flag('isNotificationPluginEnabled', { since: 63, default: 'true' }),
  flag('isOauthPluginEnabled', { default: 'true' }),
  flag('isPushPluginEnabled', { since: 63, default: 'true' }),
  flag('isSamlPluginEnabled', { since: 63, default: 'true' }),
  text('label'),
  choice('startPage', 'ExtlClntAppStartPage', ['None', 'Custom', 'OAuth', 'SAML'], { since: 63, default: 'None' }),
  text('startUrl', { since: 63 }),
]);
