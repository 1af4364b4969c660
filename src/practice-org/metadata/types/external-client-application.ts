import { choice, email, flag, text } from './field-spec.ts';
import type { MetadataType } from './metadata-type.ts';

/** The app itself. `orgScopedExternalApp` is `<org id>:<app name>`, written by the org. */
export const EXTERNAL_CLIENT_APPLICATION: MetadataType = {
  xmlName: 'ExternalClientApplication',
  folder: 'externalClientApps',
  suffix: 'eca',
  since: 59,
  fields: [
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
  ],
};
