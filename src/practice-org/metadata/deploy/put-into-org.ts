import { isDeepStrictEqual } from 'node:util';
import { endTokens } from '../../credentials/life-cycle.ts';
import { type App, type Consumer, executionUserOf, rememberFormerUser } from '../../model/app.ts';
import { namesIn } from '../../model/component.ts';
import { isSameId } from '../../model/ids.ts';
import type { OrgModel } from '../../model/org.ts';
import type { PermissionSet } from '../../model/user.ts';

/** When (epoch ms) something changed, and who changed it. */
export interface Change {
  readonly at: number;
  readonly byUserId: string;
}

/** Saves an app and updates what depends on it: who its policy admits, when the token endpoint sees it, the audit trail. */
export function putApp(org: OrgModel, app: App, change: Change): void {
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

/** The stored OAuth consumer object, updated with the deploy's changes. */
function keptConsumer({ consumers }: App, changed: Consumer): Consumer {
  const held = consumers.find(({ id }) => id === changed.id);
  return held ? Object.assign(held, changed) : changed;
}

/** A deploy that replaces credentials counts as both their rotation and their deletion for knob `killTokens`. */
function endTokensOfReplaced(org: OrgModel, before: App, { consumers }: App): void {
  for (const { id, primary } of consumers) {
    const held = before.consumers.find((one) => one.id === id);
    if (held && (held.primary.key !== primary.key || held.primary.secret !== primary.secret)) endTokens(org, held);
  }
}

/** Only permission sets that the policy names, by API name or id, admit users to the app. */
function admitByPolicy(org: OrgModel, app: App): void {
  const names = namesIn(app.components.ExtlClntAppOauthConfigurablePolicies?.fields.commaSeparatedPermissionSet);
  for (const set of org.data.permissionSets) {
    const others = set.appIds.filter((id) => id !== app.id);
    const admits = names.some((name) => name === set.name || isSameId(name, set.id));
    set.appIds = admits ? [...others, app.id] : others;
  }
}

export function dropApp(org: OrgModel, app: App, change: Change): void {
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

export function putPermissionSet(org: OrgModel, set: PermissionSet): void {
  const before = org.data.permissionSets.find(({ name }) => name === set.name);
  if (before) Object.assign(before, { ...set, id: before.id, appIds: before.appIds });
  else org.data.permissionSets.push(set);
}
