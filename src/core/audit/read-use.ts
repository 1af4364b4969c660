import { readAllComponents } from '../acts/app-components.ts';
import { named } from '../acts/named.ts';
import { whyNoStaging } from '../acts/no-staging.ts';
import { seen } from '../acts/seen.ts';
import type { AppSummary, MetadataFile, RefreshTokenUser } from '../model/app.ts';
import { isStagedBy } from '../model/slot.ts';
import { inParallel } from '../plain/in-parallel.ts';
import type { OrgFacts, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { auditGaps, type auditSteps } from '../words/audit.ts';
import type { AuditedConsumer } from './report.ts';

/** Receives progress: what is being read, and of how many apps it has been read. */
export type AuditProgress = (
  what: keyof typeof auditSteps,
  apps?: { readonly read: number; readonly of: number },
) => void;

/** Names what the org refused, for the report. */
export const gap = (what: string) => (refusal: KeyturnError) => `${what}: ${refusal.message}`;

/** Apps that are read at the same time, for credentials and for usage. */
const callsAtOnce = 6;
/** Of the credentials of all apps, and of their users: 2,000 apps have a tenth. What is more is named as not read. */
const mostBytes = 24 * 1024 * 1024;

/** The metadata of all apps; empty if the org refuses it. */
export async function readFiles(
  org: SalesforceOrg,
): Promise<{ readonly found: readonly MetadataFile[]; readonly unseen: readonly string[] }> {
  const unseen: string[] = [];
  const found = await seen(readAllComponents(org), gap(auditGaps.settings), unseen, 'throw');
  return { found: found ?? [], unseen };
}

/** How the apps of an org are used. */
export interface AppUse {
  readonly facts: OrgFacts;
  readonly apps: readonly AppSummary[];
  /** Without an app whose OAuth consumers can't be read. */
  readonly consumers: ReadonlyMap<AppSummary, readonly AuditedConsumer[]>;
  readonly refreshUsers: ReadonlyMap<AppSummary, readonly RefreshTokenUser[]>;
  readonly unseen: readonly string[];
}

/** Reads each app by itself, because Salesforce has no request for the credentials or the users of several apps. */
export async function readUse(org: SalesforceOrg, tell: AuditProgress): Promise<AppUse> {
  const [facts, apps] = await Promise.all([org.facts(), org.apps.list()]);
  tell('users');
  const ofConsumers: string[] = [];
  const ofUsers: string[] = [];
  const [consumers, refreshUsers] = await Promise.all([
    readConsumers(org, apps, { personId: facts.person.id, unseen: ofConsumers, tell }),
    readRefreshUsers(org, apps, ofUsers),
  ]);
  return { facts, apps, consumers, refreshUsers, unseen: [...ofConsumers, ...ofUsers] };
}

/** Reads OAuth consumers. Stops at a refusal that would repeat for every app. */
async function readConsumers(
  org: SalesforceOrg,
  apps: readonly AppSummary[],
  { personId, unseen, tell }: { readonly personId: string; readonly unseen: string[]; readonly tell: AuditProgress },
): Promise<ReadonlyMap<AppSummary, readonly AuditedConsumer[]>> {
  const found = new Map<AppSummary, readonly AuditedConsumer[]>();
  let isRefused = false;
  let read = 0;
  const readOne = async (app: AppSummary) => {
    if (isRefused || app.id === null) return;
    tell('users', { read, of: apps.length });
    read += 1;
    try {
      found.set(app, await named({ id: app.id, name: app.developerName }, consumersOf(org, app.id, personId)));
    } catch (error) {
      if (!isKeyturnError(error)) throw error;
      if (app.isPackaged) return;
      const concernsAll = [
        'SecretAccessDisabled',
        'PermissionMissing',
        'IdentityVerificationNeeded',
        'OrgAnswersTooLarge',
      ];
      if (!concernsAll.includes(error.code)) unseen.push(gap(auditGaps.consumersOf(app.developerName))(error));
      else if (!isRefused) {
        isRefused = true;
        unseen.push(gap(auditGaps.consumers)(error));
      }
    }
  };
  await org.keepingAtMost(mostBytes, () => inParallel(apps, callsAtOnce, readOne));
  return found;
}

async function consumersOf(org: SalesforceOrg, appId: string, personId: string): Promise<readonly AuditedConsumer[]> {
  const consumers = await org.apps.consumers(appId);
  const knowsStaging = whyNoStaging(org) === null;
  return Promise.all(
    consumers.map(async (consumer) => {
      if (!knowsStaging) return { ...consumer, slot: null };
      const slot = await org.apps.staged(appId, consumer.id);
      return { ...consumer, slot: slot.map((pair) => ({ ...pair, isYours: isStagedBy(pair, personId) })) };
    }),
  );
}

async function readRefreshUsers(
  org: SalesforceOrg,
  apps: readonly AppSummary[],
  unseen: string[],
): Promise<ReadonlyMap<AppSummary, readonly RefreshTokenUser[]>> {
  const found = new Map<AppSummary, readonly RefreshTokenUser[]>();
  const readOne = async (app: AppSummary) => {
    if (app.id !== null) found.set(app, await org.apps.refreshTokenUsers(app.id));
  };
  const all = () => inParallel(apps, callsAtOnce, readOne);
  await seen(org.keepingAtMost(mostBytes, all), gap(auditGaps.refreshUsers), unseen, 'throw');
  return found;
}
