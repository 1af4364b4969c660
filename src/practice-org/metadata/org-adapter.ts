import { isDeepStrictEqual } from 'node:util';
import { endTokens } from '../credentials/life-cycle.ts';
import { type App, type Consumer, executionUserOf, rememberFormerUser } from '../model/app.ts';
import { namesIn } from '../model/component.ts';
import { isSameId } from '../model/ids.ts';
import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import type { PermissionSet, User } from '../model/user.ts';
import type { Caller, Change, MetadataOrg } from './org-port.ts';

/** Scopes that open the APIs; the admin's own practice sign-in needs none. */
const API_SCOPES: ReadonlySet<string> = new Set(['api', 'full', 'web']);

/** The practice org as the Metadata API sees it. */
export function metadataOrg(org: OrgModel): MetadataOrg {
  const { data } = org;
  return {
    orgId: org.orgId,
    get sandbox() {
      return data.isSandbox;
    },
    namespace: '',
    get newestVersion() {
      return Math.max(...org.apiVersions);
    },
    get deploys() {
      return data.deploys;
    },
    now: () => org.now(),
    knob: (name) => org.knob(name),
    newId: (prefix) => org.newId(prefix),
    newPair: (createdById) => org.newPair(createdById),
    newConsumer: (name, createdById) => org.newConsumer(name, createdById),
    apps: () => data.apps,
    appNamed: (name) => org.appNamed(name),
    newApp: ({ developerName, label }) => newApp(org.newId('0xI'), developerName, label),
    putApp: (app, change) => putApp(org, app, change),
    dropApp: (app, change) => dropApp(org, app, change),
    settings: () => data.settings,
    putSettings: (fields) => Object.assign(data.settings, fields),
    permissionSets: () => data.permissionSets.map((set) => ({ ...set, permissions: new Set(set.permissions) })),
    putPermissionSet: (facts) => putPermissionSet(org, { ...facts, permissions: [...facts.permissions], appIds: [] }),
    hasProfile: (name) => data.profiles.some((profile) => profile.name === name),
    userNamed: (username) => executionUser(org, org.userNamed(username)),
    nameOfUser: (id) => (id === '' ? '' : fullName(org.userById(id))),
    otherAdminThan: (userId) => otherAdminThan(org, userId),
    callerOf: (token) => callerOf(org, org.sessionOf(token)),
    callerById: (userId) => callerFor(org, org.userById(userId), false),
    changed: () => org.changed(),
  };
}

function newApp(id: string, developerName: string, label: string): App {
  return { id, developerName, label, namespace: null, components: {}, consumers: [], certificate: null };
}

/** What other parts of the org know of an app follows: who its policy admits, when it is seen, the audit trail. */
function putApp(org: OrgModel, app: App, change: Change): void {
  const { data } = org;
  const before = data.apps.find(({ id }) => id === app.id);
  if (before && isDeepStrictEqual(before, app)) return;
  const userBefore = before ? executionUserOf(before) : null;
  const policyBefore = before && structuredClone(before.components.ExtlClntAppOauthConfigurablePolicies);
  if (before) {
    if (org.knob('killTokens') !== 'never') endTokensOfReplaced(org, before, app);
    Object.assign(before, app, { consumers: app.consumers.map((one) => keptConsumer(before, one)) });
  } else data.apps.push(app);
  const policy = app.components.ExtlClntAppOauthConfigurablePolicies;
  if (!isDeepStrictEqual(policyBefore?.fields, policy?.fields)) admitByPolicy(org, app);
  rememberFormerUser(before ?? app, userBefore);
  const delay = Number(org.knob('propagationMs'));
  if (delay > 0) data.propagatesAt[app.id] = change.at + delay;
  audit(org, change, before ? 'Changed' : 'Created', app);
}

/** A consumer stays the same one, whatever a deploy made of its pair. */
function keptConsumer({ consumers }: App, changed: Consumer): Consumer {
  const held = consumers.find(({ id }) => id === changed.id);
  return held ? Object.assign(held, changed) : changed;
}

/** A deploy that makes a new pair is the rotation and the end of the old pair at once. */
function endTokensOfReplaced(org: OrgModel, before: App, { consumers }: App): void {
  for (const { id, primary } of consumers) {
    const held = before.consumers.find((one) => one.id === id);
    if (held && (held.primary.key !== primary.key || held.primary.secret !== primary.secret)) endTokens(org, held);
  }
}

/** Permission sets named by the policy, by API name or id, admit to the app; the others don't. */
function admitByPolicy(org: OrgModel, app: App): void {
  const names = namesIn(app.components.ExtlClntAppOauthConfigurablePolicies?.fields.commaSeparatedPermissionSet);
  for (const set of org.data.permissionSets) {
    const others = set.appIds.filter((id) => id !== app.id);
    const admits = names.some((name) => name === set.name || isSameId(name, set.id));
    set.appIds = admits ? [...others, app.id] : others;
  }
}

function dropApp(org: OrgModel, app: App, change: Change): void {
  const { data } = org;
  data.apps = data.apps.filter(({ id }) => id !== app.id);
  for (const set of data.permissionSets) set.appIds = set.appIds.filter((id) => id !== app.id);
  audit(org, change, 'Deleted', app);
}

function audit(org: OrgModel, change: Change, verb: 'Changed' | 'Created' | 'Deleted', app: App): void {
  org.addSetupChange({
    at: change.at,
    userId: change.byUserId,
    action: `${verb.toLowerCase()}ExternalClientApp`,
    section: 'External Client Apps',
    display: `${verb} external client app ${app.label}`,
  });
}

function putPermissionSet(org: OrgModel, set: PermissionSet): void {
  const before = org.data.permissionSets.find(({ name }) => name === set.name);
  if (before) Object.assign(before, { ...set, id: before.id, appIds: before.appIds });
  else org.data.permissionSets.push(set);
}

function executionUser(org: OrgModel, user: User | null) {
  return user && { id: user.id, apiOnly: org.permissionsOf(user).has('ApiUserOnly') };
}

function callerOf(org: OrgModel, session: Session | null): Caller | null {
  if (!session) return null;
  const open =
    session.kind === 'setup' ||
    session.kind === 'soap' ||
    session.scopes.some((scope) => API_SCOPES.has(scope.toLowerCase()));
  return open ? callerFor(org, org.userById(session.userId), session.isJwt) : null;
}

function callerFor(org: OrgModel, user: User | null, jwt: boolean): Caller | null {
  if (!user?.isActive) return null;
  return { userId: user.id, name: fullName(user), permissions: org.permissionsOf(user), jwt };
}

function fullName(user: User | null): string {
  return user ? `${user.firstName} ${user.lastName}`.trim() : '';
}

function otherAdminThan(org: OrgModel, userId: string): string {
  const profiles = org.data.profiles.filter(({ permissions }) => permissions.includes('ModifyAllData'));
  const ids = new Set(profiles.map(({ id }) => id));
  for (const user of org.users.values()) {
    if (user.isActive && user.id !== userId && ids.has(user.profileId)) return user.id;
  }
  return userId;
}
