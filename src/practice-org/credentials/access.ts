import type { PracticeRequest } from '../http/message.ts';
import { fail, notFound, type Refusal } from '../http/refusal.ts';
import type { App } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';

/** A parsed request below `/services/data/vNN.N/apps/oauth`. Its caller may see apps. */
export interface Call {
  readonly org: OrgModel;
  readonly request: PracticeRequest;
  /** `/services/data/v65.0/apps/oauth` */
  readonly root: string;
  readonly version: number;
  readonly userId: string;
  readonly permissions: ReadonlySet<string>;
}

const viewers = ['ExternalClientAppViewer', 'ExternalClientAppAdmin', 'ExternalClientAppDeveloper'];

/** @throws Refusal unless the caller may see apps */
export function requireViewer(org: OrgModel, permissions: ReadonlySet<string>): void {
  if (!viewers.some((name) => permissions.has(name))) throw closed(org, 'this user');
}

/** @throws Refusal unless the caller may change who has access to apps */
export function requireAdmin(org: OrgModel, permissions: ReadonlySet<string>): void {
  if (!permissions.has('ExternalClientAppAdmin') && !permissions.has('ExternalClientAppDeveloper')) {
    throw closed(org, 'this user');
  }
}

/**
 * Checks that the caller may see secrets: permissions first, then the org setting, then the identity check if knob
 * `verificationWall` asks for one.
 *
 * @throws Refusal
 */
export function requireSecrets(org: OrgModel, permissions: ReadonlySet<string>): void {
  if (!permissions.has('ExternalClientAppDeveloper') || !permissions.has('ViewClientSecret')) {
    throw closed(org, 'this user');
  }
  if (org.data.settings.enableClientSecretInRestApiAccess !== 'true') throw closed(org, 'this organization');
  if (org.knob('verificationWall')) {
    throw fail(
      403,
      'INSUFFICIENT_ACCESS',
      'Identity verification is required. Verify your identity in Setup before you view or change consumer details.',
    );
  }
}

/**
 * No source says that an edition lacks staged credentials. The value without them stands for an org that refuses the calls.
 *
 * @throws Refusal
 */
export function requireStaging(org: OrgModel): void {
  if (org.knob('edition') === 'Enterprise Edition without staging') throw closed(org, 'this organization');
}

/** Checks that the caller may change credentials, which includes seeing them. @throws Refusal */
export function requireRotation(org: OrgModel, permissions: ReadonlySet<string>): void {
  requireSecrets(org, permissions);
  if (org.knob('needRotationPerm') && !permissions.has('ClientSecretRotation')) throw closed(org, 'this user');
}

/** Only the publisher of a package can see the credentials of its apps. @throws Refusal */
export function requireOwnApp(org: OrgModel, app: App): void {
  if (app.namespace !== null) throw closed(org, 'external client apps that come from a package');
}

/** The error for staging while the staging slot is taken. */
export function alreadyStaged(org: OrgModel): Refusal {
  const message = 'This consumer already has staged credentials. Delete them first.';
  if (org.knob('errorFlavour') === 'text') return fail(400, 'BAD_REQUEST', message);
  return fail(409, 'DUPLICATE_VALUE', message);
}

/** The error for a command that isn't `rotate`. */
export function badCommand(org: OrgModel, command: unknown): Refusal {
  const code = org.knob('errorFlavour') === 'text' ? 'JSON_PARSER_ERROR' : 'INVALID_API_INPUT';
  return fail(400, code, `Invalid command: ${String(command ?? '')}`);
}

/** The error for a well-formed app id that this org doesn't have. */
export function noSuchApp(org: OrgModel, id: string): Refusal {
  return org.knob('errorFlavour') === 'text' ? invalidId(id) : notFound();
}

export function invalidId(id: string): Refusal {
  return fail(400, 'INVALID_ID_FIELD', `Invalid identifier: ${id}`);
}

/** The code and text of these refusals aren't documented. Knob `errorFlavour` chooses one of three. */
function closed(org: OrgModel, forWhom: string): Refusal {
  switch (org.knob('errorFlavour')) {
    case 'access':
      return fail(403, 'INSUFFICIENT_ACCESS', `Access to consumer details is not enabled for ${forWhom}.`);
    case 'text':
      return fail(400, 'BAD_REQUEST', `This feature is not enabled for ${forWhom}.`);
    default:
      return fail(403, 'FUNCTIONALITY_NOT_ENABLED', `This feature is not currently enabled for ${forWhom}.`);
  }
}
