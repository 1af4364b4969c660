import type { App } from '../../model/app.ts';
import type { ComponentType, FieldMap } from '../../model/component.ts';
import { ComponentProblem } from '../component/problem.ts';
import { storedFields } from '../component/stored-fields.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { changeConsumer } from './change-consumer.ts';
import { fullNameOf } from './draft.ts';
import { checkManaged } from './managed-rule.ts';
import { checkOauthPolicies } from './policy-rules.ts';
import { checkName, replaceMode } from './put-app.ts';
import type { PutContext, PutRequest, PutResult } from './put-context.ts';
import { saveComponent, textField } from './save-component.ts';

/**
 * Makes or replaces one part of an app: settings or policies.
 *
 * @throws {ComponentProblem}
 */
export function putPart(context: PutContext, type: MetadataType, request: PutRequest): PutResult {
  const partType = type.xmlName as ComponentType;
  const app = parentOf(context, partType, request);
  const before = app.components[partType] ?? null;
  checkOnlyOne(partType, app, request);
  const fields = storedFields(request.fields, {
    type,
    before: before?.fields ?? {},
    version: context.version,
    mode: replaceMode(context),
  });
  fields.externalClientApplication = fullNameOf(app);
  fields.label ??= request.fullName;
  if (!partType.endsWith('Policies')) checkManaged(app, before, fields);
  if (!before && app.namespace === null) checkName(request.fullName);
  const effect = check(context, partType, app, { given: request.fields, fields });
  return saveComponent(context, { app, type: partType, fullName: request.fullName, fields, ...effect });
}

function check(context: PutContext, type: ComponentType, app: App, values: { given: FieldMap; fields: FieldMap }) {
  if (type === 'ExtlClntAppOauthConfigurablePolicies') checkOauthPolicies(context, values.fields);
  if (type !== 'ExtlClntAppGlobalOauthSettings') return {};
  if (!app.components.ExtlClntAppOauthSettings) {
    throw new ComponentProblem(
      "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.",
      'FIELD_INTEGRITY_EXCEPTION',
    );
  }
  return changeConsumer(context, app, values.given);
}

/** The parent named in the file: there, and not moved to another app. */
function parentOf(context: PutContext, type: ComponentType, request: PutRequest): App {
  const named = textField(request.fields, 'externalClientApplication') ?? '';
  const app = context.draft.app(named);
  if (!app || !parentIsOld(context, type, app)) {
    throw new ComponentProblem(
      `INVALID_CROSS_REFERENCE_KEY: In field: externalClientApplication - no ExternalClientApplication named ${named} found`,
      'INVALID_CROSS_REFERENCE_KEY',
    );
  }
  const held = context.draft.component(type, request.fullName);
  if (held && held.app.developerName !== app.developerName) {
    throw new ComponentProblem(
      `INVALID_CROSS_REFERENCE_KEY: ${request.fullName} belongs to the external client app ${fullNameOf(held.app)}`,
      'INVALID_CROSS_REFERENCE_KEY',
    );
  }
  return app;
}

/**
 * Whether a part may name an app made in the same deploy. Everything may, as long as the org takes bundles; a strict
 * org wants the app first, and one that doesn't create whole bundles wants policies in a deploy of their own.
 */
function parentIsOld(context: PutContext, type: ComponentType, app: App): boolean {
  const { draft } = context;
  if (!draft.isNew(app)) return true;
  if (draft.org.knob('bundleStrictness') === 'strict') return false;
  return draft.org.knob('createBundle') !== false || !type.endsWith('Policies');
}

/** An app has one part of each kind; another name for it is a second one. */
function checkOnlyOne(type: ComponentType, app: App, request: PutRequest): void {
  const held = app.components[type];
  if (!held || held.fullName === request.fullName) return;
  throw new ComponentProblem(
    `duplicate value found: ExternalClientApplicationId duplicates value on record with id: ${held.id}`,
    'DUPLICATE_VALUE',
  );
}
