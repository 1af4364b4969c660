import type { App } from '../../model/app.ts';
import type { ComponentType } from '../../model/component.ts';
import { storedFields } from '../component/stored-fields.ts';
import { APP_POLICIES } from '../types/external-client-application.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { OAUTH_POLICIES } from '../types/oauth-policies.ts';
import { fullNameOf } from './draft.ts';
import type { PutContext } from './put-context.ts';
import { saveComponent } from './save-component.ts';

const EVERY_FIELD = Number.MAX_SAFE_INTEGER;

/**
 * Adds missing policies to an app that has OAuth settings and an OAuth consumer. They are named after the app and its
 * settings.
 */
export function addDefaultPolicies(context: PutContext, app: App): void {
  const settings = app.components.ExtlClntAppOauthSettings;
  if (!settings || !app.components.ExtlClntAppGlobalOauthSettings) return;
  add(context, app, APP_POLICIES, `${app.developerName}_defaultPolicy`);
  add(context, app, OAUTH_POLICIES, `${settings.fullName}_defaultPolicy`);
}

function add(context: PutContext, app: App, type: MetadataType, fullName: string): void {
  const componentType = type.xmlName as ComponentType;
  if (app.components[componentType]) return;
  const given = { externalClientApplication: fullNameOf(app), label: fullName };
  const fields = storedFields(given, { type, before: {}, version: EVERY_FIELD, mode: 'replace' });
  saveComponent(context, { app, type: componentType, fullName, fields });
}
