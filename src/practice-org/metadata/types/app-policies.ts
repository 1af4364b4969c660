import { choice, flag, text } from './field-spec.ts';
import type { MetadataType } from './metadata-type.ts';

/** What the admin allows of the app as a whole; no flow flag lives here. */
export const APP_POLICIES: MetadataType = {
  xmlName: 'ExtlClntAppConfigurablePolicies',
  folder: 'extlClntAppPolicies',
  suffix: 'ecaPlcy',
  since: 60,
  fields: [
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
  ],
};
