import { type App, type Consumer, executionUserOf, fieldOf, isFieldTrue } from '../model/app.ts';
import { namesIn } from '../model/component.ts';
import { isSameId } from '../model/ids.ts';
import type { FoundPair, OrgModel } from '../model/org.ts';
import type { User } from '../model/user.ts';
import { type Refusal, refusals } from './refusal.ts';
import { clientCredentialsScopes, scopesOf } from './scopes.ts';
import { admitsAddress } from './trusted-ip.ts';

const global = 'ExtlClntAppGlobalOauthSettings';
const switches = 'ExtlClntAppConfigurablePolicies';
const policy = 'ExtlClntAppOauthConfigurablePolicies';

/** A request for a client credentials token. */
export interface TokenRequest {
  readonly key: string;
  readonly secret: string;
  /** The `scope` parameter; all scopes of the app if missing. */
  readonly scope?: string | null;
  /** IP address of the request; the app's IP ranges aren't checked if missing. */
  readonly sourceIp?: string;
}

/** What a token would be issued for. */
export interface Grant {
  readonly app: App;
  readonly consumer: Consumer;
  readonly user: User;
  readonly scopes: readonly string[];
}

/** The reason why these credentials get no token now, or null. */
export function tokenRefusal(org: OrgModel, request: TokenRequest): Refusal | null {
  const answer = judge(org, request);
  return 'refusal' in answer ? answer.refusal : null;
}

/** Checks everything that decides a client credentials token: the credentials, the app, its policies, the execution user. */
export function judge(org: OrgModel, request: TokenRequest): Grant | { readonly refusal: Refusal } {
  const found = org.findPair(request.key);
  if (!found || !isAccepted(org, found)) return { refusal: refusals.unknownClient };
  const { app, consumer } = found;
  const wrongIp = request.sourceIp !== undefined && !admitsAddress(app, request.sourceIp) ? ipRefusal(org) : null;
  if (wrongIp && org.knob('ipCheckBeforeSecret')) return { refusal: wrongIp };
  if (found.pair.secret !== request.secret) return { refusal: refusals.wrongSecret };
  const refusal = scopeRefusal(org, request.scope) ?? appRefusal(org, app);
  if (refusal) return { refusal };
  const user = executionUser(org, app);
  if (!user) return { refusal: refusals.noRunAsUser };
  const scopes = clientCredentialsScopes(appScopes(app), request.scope ?? null);
  const last = userRefusal(org, app, user) ?? (scopes.length === 0 ? refusals.noScopes : wrongIp);
  return last ? { refusal: last } : { app, consumer, user, scopes };
}

export function appScopes(app: App): string[] {
  return scopesOf(fieldOf(app, 'ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes'));
}

/** Whether the app itself and its OAuth plugin are enabled. */
export function isOauthOn(app: App): boolean {
  return fieldOf(app, switches, 'isEnabled') !== 'false' && fieldOf(app, switches, 'isOauthPluginEnabled') !== 'false';
}

/** If the app requires admin approval, one of its permission sets or profiles must admit the user. */
export function isAdmitted(org: OrgModel, app: App, user: User): boolean {
  if (fieldOf(app, policy, 'permittedUsersPolicyType') !== 'AdminApprovedPreAuthorized') return true;
  const names = (element: string, one: { id: string; name: string }) =>
    namesIn(fieldOf(app, policy, element)).some((name) => name === one.name || isSameId(name, one.id));
  return (
    org
      .permissionSetsOf(user)
      .some((set) => names('commaSeparatedPermissionSet', set) || set.appIds.some((id) => isSameId(id, app.id))) ||
    names('commaSeparatedProfile', org.profileOf(user))
  );
}

/** Inactive and frozen users can't sign in. */
export function signInRefusal(org: OrgModel, user: User): Refusal | null {
  if (user.isActive && !user.isFrozen) return null;
  return org.knob('tokenErrorSet') === 'specific' ? refusals.inactiveUser : refusals.failed;
}

/** Whether the token endpoint accepts credentials in this slot, and their propagation has ended. */
export function isAccepted(org: OrgModel, { pair, slot }: FoundPair): boolean {
  if (slot === 'gone') return false;
  if ((pair.promotedAt ?? pair.createdAt) + Number(org.knob('propagationMs')) > org.now()) return false;
  if (slot === 'primary' || !('state' in pair)) return true;
  if (pair.state === 'Active') return org.knob('stagedUsable') === true;
  return pair.state === 'Rotated' && org.knob('graceAfterRotate') === true;
}

/** Public clients report that this flow takes no `scope`. Salesforce's documentation calls it optional. */
function scopeRefusal(org: OrgModel, scope: string | null | undefined): Refusal | null {
  return scope && org.knob('scopeParam') === 'refused' ? refusals.scopeNotSupported : null;
}

function appRefusal(org: OrgModel, app: App): Refusal | null {
  if ((org.data.propagatesAt[app.id] ?? 0) > org.now()) return refusals.noRunAsUser;
  if (!isOauthOn(app)) return refusals.flowOff;
  return isFieldTrue(app, global, 'isClientCredentialsFlowEnabled') ? null : refusals.flowOff;
}

function executionUser(org: OrgModel, app: App): User | null {
  if (!isFieldTrue(app, policy, 'isClientCredentialsFlowEnabled')) return null;
  const former = org.knob('formerUserTokens') === true ? app.formerUser : undefined;
  return org.userNamed(former ?? executionUserOf(app) ?? '');
}

function userRefusal(org: OrgModel, app: App, user: User): Refusal | null {
  const refusal = signInRefusal(org, user);
  if (refusal) return refusal;
  if (org.knob('apiOnlyEnforced') === 'token' && !org.permissionsOf(user).has('ApiUserOnly')) {
    return refusals.noRunAsUser;
  }
  return org.knob('permittedUsersForCC') && !isAdmitted(org, app, user) ? refusals.notApproved : null;
}

function ipRefusal(org: OrgModel): Refusal {
  return org.knob('tokenErrorSet') === 'specific' ? refusals.wrongIp : refusals.failed;
}
