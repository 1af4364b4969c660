import type { PracticeRequest } from '../http/message.ts';
import { fail, notFound, type Refusal } from '../http/refusal.ts';
import type { App } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';

/** A request below `/services/data/vNN.N/apps/oauth`, read, of a caller who may see apps. */
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

/** @throws Refusal unless the caller may change who uses apps */
export function requireAdmin(org: OrgModel, permissions: ReadonlySet<string>): void {
  if (!permissions.has('ExternalClientAppAdmin') && !permissions.has('ExternalClientAppDeveloper')) {
    throw closed(org, 'this user');
  }
}

/** Whether secrets may be seen: permissions, then the org's setting, then the proof of identity where the org asks for it. @throws Refusal */
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

/** Staged credentials exist in some editions only, and the list of those leaves one out. @throws Refusal */
export function requireStaging(org: OrgModel): void {
  if (org.knob('edition') === 'Enterprise Edition') throw closed(org, 'this organization');
}

/** What changing pairs needs besides seeing them. @throws Refusal */
export function requireRotation(org: OrgModel, permissions: ReadonlySet<string>): void {
  requireSecrets(org, permissions);
  if (org.knob('needRotationPerm') && !permissions.has('ClientSecretRotation')) throw closed(org, 'this user');
}

/** Credentials of an app from a package belong to whoever made it. @throws Refusal */
export function requireOwnApp(org: OrgModel, app: App): void {
  if (app.namespace !== null) throw closed(org, 'external client apps that come from a package');
}

/** What a second staging meets. */
export function alreadyStaged(org: OrgModel): Refusal {
  const message = 'This consumer already has staged credentials. Delete them first.';
  if (org.knob('errorFlavour') === 'text') return fail(400, 'BAD_REQUEST', message);
  return fail(409, 'DUPLICATE_VALUE', message);
}

/** A command that isn't `rotate`. */
export function badCommand(org: OrgModel, command: unknown): Refusal {
  const code = org.knob('errorFlavour') === 'text' ? 'JSON_PARSER_ERROR' : 'INVALID_API_INPUT';
  return fail(400, code, `Invalid command: ${String(command ?? '')}`);
}

/** An id of the right form that no app of this org has. */
export function noSuchApp(org: OrgModel, id: string): Refusal {
  return org.knob('errorFlavour') === 'text' ? invalidId(id) : notFound();
}

export function invalidId(id: string): Refusal {
  return fail(400, 'INVALID_ID_FIELD', `Invalid identifier: ${id}`);
}

/** Nobody has documented code and text of these refusals: the org knows three ways to say it. */
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
