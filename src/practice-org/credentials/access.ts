import { type PracticeResponse, restError } from '../http/message.ts';
import type { App } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';

/** An answer that ends the request, thrown from wherever it is found out. */
export class CredentialsRefusal extends Error {
  override readonly name = 'CredentialsRefusal';
  readonly response: PracticeResponse;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.response = restError(status, errorCode, message);
  }
}

const viewers = ['ExternalClientAppViewer', 'ExternalClientAppAdmin', 'ExternalClientAppDeveloper'];

export function notFound(): CredentialsRefusal {
  return new CredentialsRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
}

export function wrongMethod(method: string): CredentialsRefusal {
  return new CredentialsRefusal(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed.`);
}

/** @throws CredentialsRefusal unless the caller may see apps */
export function requireViewer(org: OrgModel, permissions: ReadonlySet<string>): void {
  if (!viewers.some((name) => permissions.has(name))) throw closed(org, 'this user');
}

/** @throws CredentialsRefusal unless the caller may change who uses apps */
export function requireAdmin(org: OrgModel, permissions: ReadonlySet<string>): void {
  if (!permissions.has('ExternalClientAppAdmin') && !permissions.has('ExternalClientAppDeveloper')) {
    throw closed(org, 'this user');
  }
}

/** Whether secrets may be seen: permissions, then the org's setting, then the proof of identity where the org asks for it. @throws CredentialsRefusal */
export function requireSecrets(org: OrgModel, permissions: ReadonlySet<string>): void {
  if (!permissions.has('ExternalClientAppDeveloper') || !permissions.has('ViewClientSecret')) {
    throw closed(org, 'this user');
  }
  if (org.data.settings.enableClientSecretInRestApiAccess !== 'true') throw closed(org, 'this organization');
  if (org.knob('verificationWall')) {
    throw new CredentialsRefusal(
      403,
      'INSUFFICIENT_ACCESS',
      'Identity verification is required. Verify your identity in Setup before you view or change consumer details.',
    );
  }
}

/** Staged credentials exist in some editions only, and the list of those leaves one out. @throws CredentialsRefusal */
export function requireStaging(org: OrgModel): void {
  if (org.knob('edition') === 'Enterprise Edition') throw closed(org, 'this organization');
}

/** What changing pairs needs besides seeing them. @throws CredentialsRefusal */
export function requireRotation(org: OrgModel, permissions: ReadonlySet<string>): void {
  requireSecrets(org, permissions);
  if (org.knob('needRotationPerm') && !permissions.has('ClientSecretRotation')) throw closed(org, 'this user');
}

/** Credentials of an app from a package belong to whoever made it. @throws CredentialsRefusal */
export function requireOwnApp(org: OrgModel, app: App): void {
  if (app.namespace !== null) throw closed(org, 'external client apps that come from a package');
}

/** What a second staging meets. */
export function alreadyStaged(org: OrgModel): CredentialsRefusal {
  const message = 'This consumer already has staged credentials. Delete them first.';
  if (org.knob('errorFlavour') === 'text') return new CredentialsRefusal(400, 'BAD_REQUEST', message);
  return new CredentialsRefusal(409, 'DUPLICATE_VALUE', message);
}

/** A command that isn't `rotate`. */
export function badCommand(org: OrgModel, command: unknown): CredentialsRefusal {
  const code = org.knob('errorFlavour') === 'text' ? 'JSON_PARSER_ERROR' : 'INVALID_API_INPUT';
  return new CredentialsRefusal(400, code, `Invalid command: ${String(command ?? '')}`);
}

/** An id of the right form that no app of this org has. */
export function noSuchApp(org: OrgModel, id: string): CredentialsRefusal {
  return org.knob('errorFlavour') === 'text' ? invalidId(id) : notFound();
}

export function invalidId(id: string): CredentialsRefusal {
  return new CredentialsRefusal(400, 'INVALID_ID_FIELD', `Invalid identifier: ${id}`);
}

/** Nobody has documented code and text of these refusals: the org knows three ways to say it. */
function closed(org: OrgModel, forWhom: string): CredentialsRefusal {
  switch (org.knob('errorFlavour')) {
    case 'access':
      return new CredentialsRefusal(
        403,
        'INSUFFICIENT_ACCESS',
        `Access to consumer details is not enabled for ${forWhom}.`,
      );
    case 'text':
      return new CredentialsRefusal(400, 'BAD_REQUEST', `This feature is not enabled for ${forWhom}.`);
    default:
      return new CredentialsRefusal(
        403,
        'FUNCTIONALITY_NOT_ENABLED',
        `This feature is not currently enabled for ${forWhom}.`,
      );
  }
}
