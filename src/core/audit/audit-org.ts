import { timeIn } from '../acts/org-clock.ts';
import { seen } from '../acts/seen.ts';
import { type AppComponents, appOf, findComponents } from '../external-client-app/components.ts';
import { flowFlag, flowUser, isOn } from '../external-client-app/file-edit.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import { otherFlowsOf } from '../external-client-app/other-flows.ts';
import type { AppSummary, MetadataFile } from '../model/app.ts';
import { authorId } from '../model/slot.ts';
import { idKey } from '../plain/ids.ts';
import type { CleanText } from '../plain/outside-text.ts';
import { plainText } from '../plain/text.ts';
import type { Clock, SalesforceOrg, State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { auditGaps } from '../words/audit.ts';
import { findingsOfApp, findingsOfOrg } from './findings.ts';
import { type AuditProgress, gap, readFiles, readUse } from './read-use.ts';
import type { AuditedApp, AuditedConsumer, AuditedFlow, AuditReport } from './report.ts';

export interface AuditRequest {
  readonly org: SalesforceOrg;
  readonly clock: Clock;
  /** Shows which apps are watched; null on a new computer. */
  readonly state: State | null;
  readonly tell: AuditProgress;
}

/** Of all answers together. */
const mostBytes = 128 * 1024 * 1024;

/**
 * Reviews every External Client App of an org. Only reads: it changes no setting, stores nothing and requests no token.
 * @throws OrgAnswersTooLarge
 */
export function auditOrg(request: AuditRequest): Promise<AuditReport> {
  return request.org.keepingAtMost(mostBytes, () => readAll(request));
}

async function readAll({ org, clock, state, tell }: AuditRequest): Promise<AuditReport> {
  tell('apps');
  const [files, { facts, apps, consumers, refreshUsers, ...use }, secretAccess, metadataSecretAccess, watched] =
    await Promise.all([
      readFiles(org),
      readUse(org, tell),
      org.secretAccess(),
      org.metadataSecretAccess(),
      state ? state.apps.list() : [],
    ]);
  const unseen: string[] = [...files.unseen];
  const components = componentsOf(apps, files.found, unseen);
  const flows = new Map(apps.map((app) => [app, flowOf(app, components.get(app) ?? null)]));
  const runsAs = [...new Set([...flows.values()].flatMap((flow) => (flow.runsAs ? [flow.runsAs] : [])))];
  const users = await seen(org.users.findAll(runsAs), gap(auditGaps.users), unseen, 'throw');
  unseen.push(...use.unseen);
  const authors = await seen(org.users.usernames(authorIds(consumers)), gap(auditGaps.authors), unseen, 'throw');
  const userNamed = new Map((users ?? []).map((user) => [user.username.toLowerCase(), user]));
  const watchedApps = new Set(watched.filter(({ orgId }) => orgId === org.orgId).map(({ app }) => app.toLowerCase()));
  const now = timeIn(org, clock);
  const audited = apps.map((summary): AuditedApp => {
    const flow = flows.get(summary) ?? flowOf(summary, null);
    const settings = components.get(summary) ?? null;
    const refreshTokenUsers = refreshUsers.get(summary) ?? null;
    const app = {
      summary,
      flow,
      // A user that can't be read isn't reported as missing.
      executionUser: flow.runsAs ? (userNamed.get(flow.runsAs.toLowerCase()) ?? null) : null,
      otherFlows: settings ? otherFlowsOf(settings, refreshTokenUsers) : [],
      refreshTokenUsers,
      consumers: consumers.get(summary)?.map((consumer) => withAuthors(consumer, authors)) ?? null,
      isWatched: watchedApps.has(summary.developerName.toLowerCase()),
    };
    const seen = users === null ? { ...app, flow: { ...flow, runsAs: null } } : app;
    return { ...app, findings: findingsOfApp({ ...seen, components: settings }, now) };
  });
  const settings = { secretAccess, metadataSecretAccess };
  return {
    at: clock.now(),
    org: facts,
    instanceUrl: org.instanceUrl,
    ...settings,
    apps: audited,
    findings: findingsOfOrg(settings),
    unseen,
  };
}

/** Unwatched apps of this org whose flow is on. Packaged apps belong to their publisher. */
export function adoptable(report: AuditReport): readonly AuditedApp[] {
  return report.apps.filter(({ flow, isWatched, summary }) => flow.state === 'on' && !isWatched && !summary.isPackaged);
}

/** Groups files by app in one pass. A damaged file is reported and left out. */
function componentsOf(
  apps: readonly AppSummary[],
  files: readonly MetadataFile[],
  unseen: string[],
): ReadonlyMap<AppSummary, AppComponents> {
  const byApp = Map.groupBy(files, (file) => {
    try {
      return (appOf(file) ?? '').toLowerCase();
    } catch (error) {
      if (!isKeyturnError(error)) throw error;
      unseen.push(`${plainText(file.path)}: ${error.message}`);
      return '';
    }
  });
  const found = new Map<AppSummary, AppComponents>();
  for (const app of apps) {
    const names = [app.developerName, ...(app.namespace ? [`${app.namespace}__${app.developerName}`] : [])];
    const name = names.find((each) => byApp.has(each.toLowerCase()));
    if (name === undefined) continue;
    try {
      found.set(app, findComponents(name, byApp.get(name.toLowerCase()) ?? [], { isPackaged: true }));
    } catch (error) {
      if (!isKeyturnError(error)) throw error;
      unseen.push(error.message);
    }
  }
  return found;
}

/** The flow in settings and policies. If the files can't be read, the list shows only the policies. */
function flowOf(app: AppSummary, components: AppComponents | null): AuditedFlow {
  const own = components?.global ? isOn(components.global, flowFlag) : null;
  const policy = components?.oauthPolicy ?? null;
  const listed = app.flow;
  const policySide = policy
    ? isOn(policy, flowFlag)
    : listed.kind === 'on' || (listed.kind === 'off' ? listed.policySide : null);
  const named = policy ? elementText(policy, flowUser) : listed.kind === 'on' ? listed.runsAs : null;
  const runsAs = named === '' ? null : named;
  const flow = { app: own, policy: policySide, runsAs };
  const appPolicy = components?.appPolicy ?? null;
  const isDisabled =
    listed.kind === 'oauth-disabled' ||
    (appPolicy !== null &&
      ['isEnabled', 'isOauthPluginEnabled'].some((field) => elementText(appPolicy, field)?.toLowerCase() === 'false'));
  if (isDisabled) return { ...flow, state: 'oauth-disabled' };
  if (policySide === null) return { ...flow, state: 'unknown' };
  if (!policySide) return { ...flow, state: 'off' };
  return { ...flow, state: own === false || runsAs === null ? 'half-on' : 'on' };
}

function authorIds(consumers: ReadonlyMap<AppSummary, readonly AuditedConsumer[]>): readonly string[] {
  const slots = [...consumers.values()].flat().flatMap(({ slot }) => slot ?? []);
  return [...new Set(slots.flatMap(({ createdBy }) => authorId(createdBy) ?? []))];
}

/** Replaces user ids by usernames. */
function withAuthors(consumer: AuditedConsumer, names: ReadonlyMap<string, CleanText> | null): AuditedConsumer {
  const slot = consumer.slot?.map((pair) => ({
    ...pair,
    createdBy: names?.get(idKey(pair.createdBy ?? '')) ?? pair.createdBy,
  }));
  return { ...consumer, slot: slot ?? null };
}
