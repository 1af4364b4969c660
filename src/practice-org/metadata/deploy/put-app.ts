import type { App } from '../../model/app.ts';
import { type ComponentType, type FieldMap, namesIn, textIn } from '../../model/component.ts';
import { isSameId } from '../../model/ids.ts';
import { ComponentProblem, ComponentWarning } from '../component/problem.ts';
import { storedFields } from '../component/stored-fields.ts';
import { EXTERNAL_CLIENT_APPLICATION as TYPE } from '../types/external-client-application.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { fullNameOf } from './draft.ts';
import { checkManaged } from './managed-rule.ts';
import type { PutContext, PutRequest, PutResult } from './put-context.ts';
import { saveComponent } from './save-component.ts';

const LONGEST_NAME = 80;

/**
 * Creates or replaces the app itself.
 *
 * @throws {ComponentProblem}
 */
export function putApp(context: PutContext, request: PutRequest): PutResult {
  const { draft } = context;
  const existing = draft.app(request.fullName);
  const before = existing?.components.ExternalClientApplication ?? null;
  const fields = storedFields(request.fields, {
    type: TYPE,
    before: before?.fields ?? {},
    version: context.version,
    mode: replaceMode(context),
  });
  fields.label ??= request.fullName;
  const label = textIn(fields, 'label') ?? request.fullName;
  if (existing) {
    checkManaged(existing, TYPE, { before, fields });
    existing.label = label;
  } else checkName(request.fullName);
  const app = existing ?? newApp(draft.org.newId('0xI'), request.fullName, label);
  if (!existing) draft.addApp(app);
  return saveComponent(context, { app, type: 'ExternalClientApplication', fullName: fullNameOf(app), fields });
}

function newApp(id: string, developerName: string, label: string): App {
  return { id, developerName, label, namespace: null, components: {}, consumers: [], certificate: null };
}

function replaceMode(context: PutContext): 'replace' | 'merge' {
  return context.draft.org.knob('replaceMode') === 'merge' ? 'merge' : 'replace';
}

/** @throws {ComponentProblem} for what can't be a developer name */
export function checkName(name: string): void {
  const good = /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name) && name.length <= LONGEST_NAME;
  if (good) return;
  throw new ComponentProblem(
    `The name '${name}' can only contain underscores and alphanumeric characters. It must be unique, begin with a ` +
      'letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.',
    'FIELD_INTEGRITY_EXCEPTION',
  );
}

/**
 * Creates or replaces settings or policies of an app.
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
  if (!partType.endsWith('Policies')) checkManaged(app, type, { before, fields });
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

/** The app named in the file. It must exist, and the component can't move to another app. */
function parentOf(context: PutContext, type: ComponentType, request: PutRequest): App {
  const named = textIn(request.fields, 'externalClientApplication') ?? '';
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
 * Whether a part may refer to this app. For an app made in the same deploy that depends on the org: knob `bundleStrictness`
 * can require the app first, and without `createBundle` policies need their own deploy.
 */
function parentIsOld(context: PutContext, type: ComponentType, app: App): boolean {
  const { draft } = context;
  if (!draft.isNew(app)) return true;
  if (draft.org.knob('bundleStrictness') === 'strict') return false;
  return draft.org.knob('createBundle') !== false || !type.endsWith('Policies');
}

/** An app has one component of each type. A different name would be a second one. */
function checkOnlyOne(type: ComponentType, app: App, request: PutRequest): void {
  const held = app.components[type];
  if (!held || held.fullName === request.fullName) return;
  throw new ComponentProblem(
    `duplicate value found: ExternalClientApplicationId duplicates value on record with id: ${held.id}`,
    'DUPLICATE_VALUE',
  );
}

/**
 * Checks that the users, permission sets and profiles of a policy exist. The execution user is a username, a permission set
 * an API name or id, a profile a name.
 *
 * @throws {ComponentProblem}
 */
function checkOauthPolicies(context: PutContext, fields: FieldMap): void {
  const { org } = context.draft;
  const username = textIn(fields, 'clientCredentialsFlowUser');
  if (username !== null) checkExecutionUser(context, username);
  for (const name of namesIn(fields.commaSeparatedPermissionSet)) {
    if (!isPermissionSet(context, name)) throw unresolved('commaSeparatedPermissionSet', 'PermissionSet', name);
  }
  for (const name of namesIn(fields.commaSeparatedProfile)) {
    if (!org.data.profiles.some((profile) => profile.name === name))
      throw unresolved('commaSeparatedProfile', 'Profile', name);
  }
}

function checkExecutionUser(context: PutContext, username: string): void {
  const { org } = context.draft;
  const user = org.userNamed(username);
  if (!user) throw new ComponentProblem(`No such user: ${username}`, 'INVALID_CROSS_REFERENCE_KEY');
  if (org.knob('apiOnlyEnforced') === 'deploy' && !org.permissionsOf(user).has('ApiUserOnly')) {
    throw new ComponentProblem(
      `The client credentials flow user ${username} must have the API Only permission`,
      'FIELD_INTEGRITY_EXCEPTION',
    );
  }
}

function isPermissionSet(context: PutContext, name: string): boolean {
  const { draft } = context;
  return draft.permissionSet(name) !== null || draft.org.data.permissionSets.some(({ id }) => isSameId(id, name));
}

function unresolved(field: string, type: string, name: string): ComponentProblem {
  return new ComponentProblem(`In field: ${field} - no ${type} named ${name} found`, 'INVALID_CROSS_REFERENCE_KEY');
}

/**
 * What global OAuth settings do besides being stored. The first deploy creates the OAuth consumer. A missing certificate is
 * cleared. The rotate flags replace the current key or secret at once, without overlap. A consumer key or secret in the file
 * has no effect.
 */
function changeConsumer(context: PutContext, app: App, given: FieldMap) {
  const { org } = context.draft;
  const [consumer] = app.consumers;
  const warning = consumer ? rotationWarning(given) : null;
  if (warning !== null && !context.ignoreWarnings) throw new ComponentWarning(warning);
  const certificate = textIn(given, 'certificate') ?? (replaceMode(context) === 'merge' ? app.certificate : null);
  const alsoChanged = certificate !== app.certificate;
  app.certificate = certificate;
  if (!consumer) {
    app.consumers.push(org.newConsumer(app.developerName, context.caller.user.id));
    return { alsoChanged: true, warning: null };
  }
  if (warning === null) return { alsoChanged, warning };
  const fresh = org.newPair(context.caller.user.id);
  const { primary } = consumer;
  consumer.gone.push(primary);
  consumer.primary = {
    ...fresh,
    key: isTrue(given, 'shouldRotateConsumerKey') ? fresh.key : primary.key,
    secret: isTrue(given, 'shouldRotateConsumerSecret') ? fresh.secret : primary.secret,
  };
  return { alsoChanged: true, warning };
}

function isTrue(given: FieldMap, name: string): boolean {
  return given[name] === 'true';
}

function rotationWarning(given: FieldMap): string | null {
  const what = [
    isTrue(given, 'shouldRotateConsumerKey') ? 'consumer key' : '',
    isTrue(given, 'shouldRotateConsumerSecret') ? 'consumer secret' : '',
  ].filter((word) => word !== '');
  if (what.length === 0) return null;
  return `The ${what.join(' and ')} of this external client app will be rotated. Integrations that use the old value stop working.`;
}
