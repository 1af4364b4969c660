import type { z } from 'zod';
import type { AppSummary, FlowState, PermittedUsersPolicy } from '../../model/app.ts';
import { idKey } from '../../plain/ids.ts';
import { type CleanText, outsideName, outsideText } from '../../plain/outside-text.ts';
import { flowUnknown } from '../../words/org-answers.ts';
import type { applicationRow, oauthPolicyRow, policyRow, usageAnswer } from './wire/apps.ts';
import type { fileProperties } from './wire/metadata.ts';

/** The rows of each source; null if it couldn't be read. */
export interface AppSources {
  readonly usage: z.infer<typeof usageAnswer>['apps'] | null;
  readonly applications: readonly z.infer<typeof applicationRow>[] | null;
  readonly listed: z.infer<typeof fileProperties> | null;
  readonly policies: readonly z.infer<typeof policyRow>[] | null;
  readonly oauthPolicies: readonly z.infer<typeof oauthPolicyRow>[] | null;
}

interface Found {
  readonly developerName: CleanText;
  label: CleanText;
  id: CleanText | null;
  namespace: CleanText | null;
  isPackaged: boolean;
}

/**
 * The apps of all sources by namespace and developer name, sorted by label. Usage data has no namespace, so its rows match
 * other sources by id, or by name if there is no id.
 */
export function unite(sources: AppSources): readonly AppSummary[] {
  const found = new Map<string, Found>();
  for (const row of sources.applications ?? []) {
    found.set(keyOf(row.NamespacePrefix, row.DeveloperName), {
      developerName: row.DeveloperName,
      label: row.MasterLabel ?? row.DeveloperName,
      id: row.Id,
      namespace: row.NamespacePrefix,
      isPackaged: isInstalled(row.ManageableState, row.NamespacePrefix),
    });
  }
  for (const file of sources.listed ?? []) addListed(found, file);
  const byId = indexById([...found.values()], (app) => app.id);
  const byName = Map.groupBy(found.values(), (app) => app.developerName);
  for (const app of sources.usage ?? []) addUsed(found, { byId, byName }, app);
  const policies = indexById(sources.policies ?? [], (row) => row.ExternalClientApplicationId);
  const oauthPolicies = indexById(sources.oauthPolicies ?? [], (row) => row.ExternalClientApplicationId);
  return [...found.values()]
    .map((app) => {
      const id = shortId(app.id) ?? '';
      const state = { policy: policies.get(id), oauthPolicy: oauthPolicies.get(id) };
      return summaryOf(app, state, sources.oauthPolicies !== null);
    })
    .sort((one, other) => compare(one.label, other.label) || compare(one.developerName, other.developerName));
}

function addListed(found: Map<string, Found>, file: z.infer<typeof fileProperties>[number]): void {
  const namespace = file.namespacePrefix || null;
  const prefix = `${file.namespacePrefix}__`;
  const developerName =
    namespace && file.fullName.startsWith(prefix) ? outsideName(file.fullName.slice(prefix.length)) : file.fullName;
  if (developerName === '') return;
  const key = keyOf(namespace, developerName);
  const known = found.get(key);
  const isPackaged = isInstalled(file.manageableState || null, namespace);
  if (known) known.isPackaged ||= isPackaged;
  else {
    const id = /^0xI/.test(file.id) ? file.id : null;
    found.set(key, { developerName, label: developerName, id, namespace, isPackaged });
  }
}

interface Indexes {
  readonly byId: ReadonlyMap<string, Found>;
  readonly byName: ReadonlyMap<string, readonly Found[]>;
}

function addUsed(
  found: Map<string, Found>,
  { byId, byName }: Indexes,
  app: NonNullable<AppSources['usage']>[number],
): void {
  const { developerName, identifier, isFromPackage } = app;
  if (!developerName) return;
  const isSame = (each: Found) => each.id === null && (isFromPackage === null || each.isPackaged === isFromPackage);
  const known = byId.get(shortId(identifier) ?? '') ?? byName.get(developerName)?.find(isSame);
  if (known) {
    known.id ??= identifier;
    known.isPackaged ||= isFromPackage === true;
  } else {
    const rest = { id: identifier, namespace: null, isPackaged: isFromPackage === true };
    found.set(`${identifier} ${developerName}`, { developerName, label: developerName, ...rest });
  }
}

interface PolicyState {
  readonly policy: z.infer<typeof policyRow> | undefined;
  readonly oauthPolicy: z.infer<typeof oauthPolicyRow> | undefined;
}

function summaryOf(app: Found, state: PolicyState, couldRead: boolean): AppSummary {
  const permitted: string | null = state.oauthPolicy?.PermittedUsersPolicyType ?? null;
  return {
    ...app,
    flow: flowOf(state, couldRead),
    permittedUsers: isPermittedUsersPolicy(permitted) ? permitted : null,
  };
}

/**
 * Whether the flow is on, according to the policy. The app's own flag is only in its metadata, which would take one retrieve
 * per app. So `on` means that the policy turns the flow on and names a user. The plan retrieves both sides and finds an app
 * whose own flag is off.
 */
function flowOf({ policy, oauthPolicy }: PolicyState, couldRead: boolean): FlowState {
  if (policy?.IsEnabled === false || policy?.OauthPluginStatus === 'Disabled') return { kind: 'oauth-disabled' };
  if (!couldRead) return { kind: 'unknown', why: outsideText(flowUnknown.hidden) };
  const isOn = oauthPolicy?.IsClientCredentialsFlowEnabled ?? null;
  if (!oauthPolicy || isOn === null) return { kind: 'unknown', why: outsideText(flowUnknown.noPolicy) };
  const runsAs = oauthPolicy.ClientCredentialsFlowUser;
  if (isOn && runsAs) return { kind: 'on', runsAs };
  return { kind: 'off', appSide: null, policySide: isOn };
}

function isPermittedUsersPolicy(text: string | null): text is PermittedUsersPolicy {
  return text === 'AdminApprovedPreAuthorized' || text === 'AllSelfAuthorized';
}

export function shortId(id: string | null | undefined): string | null {
  return id ? idKey(id) : null;
}

export function indexById<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string | null | undefined,
): ReadonlyMap<string, Item> {
  return new Map(
    items.flatMap((item) => {
      const id = shortId(idOf(item));
      return id ? [[id, item] as const] : [];
    }),
  );
}

/** Falls back to the namespace if the org doesn't say whether an app is packaged. */
function isInstalled(manageableState: string | null, namespace: string | null): boolean {
  return manageableState === null ? namespace !== null : /^installed/i.test(manageableState);
}

function keyOf(namespace: string | null, developerName: string): string {
  return `${namespace ?? ''}__${developerName}`.toLowerCase();
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
