import { noAttention } from '../../model/attention.ts';
import { effectivePolicy, type PolicySettings } from '../../model/effective-policy.ts';
import { parseTarget, targetText } from '../../model/target.ts';
import { type Drift, driftKinds, type StoredApp, type WatchedApp } from '../../model/watched-app.ts';
import type { State } from '../../ports/ports.ts';
import { stateProblems } from '../../words/state-problems.ts';
import type { StateDatabase } from './database.ts';
import {
  type Fields,
  flagOf,
  jsonOf,
  listOf,
  numberOf,
  numberOrNull,
  objectOf,
  objectOrNull,
  textOf,
  textOrNull,
  wordOf,
} from './row.ts';
import { RowUnreadable } from './sqlite-fault.ts';

/** What the settings say of single apps, as the file says it now. @throws ConfigInvalid */
export type AppSettings = () => Promise<PolicySettings['apps']>;

export function createApps(database: StateDatabase, appSettings: AppSettings): State['apps'] {
  return {
    list: async () => {
      const apps = await appSettings();
      return database.read((db) =>
        db
          .prepare('SELECT body FROM apps ORDER BY org_id, app, consumer_id')
          .all()
          .map((row) => readApp(row, apps)),
      );
    },
    find: async (orgId, app, consumerId) => {
      const apps = await appSettings();
      return database.read((db) => {
        const row = db
          .prepare('SELECT body FROM apps WHERE org_id = ? AND app = ? AND consumer_id = ?')
          .get(orgId, app, consumerId);
        return row ? readApp(row, apps) : null;
      });
    },
    save: async (app) => {
      const watched = inForce(app, await appSettings());
      const { chosenPolicy, deliveries, ...rest } = app;
      const body = { ...rest, policy: chosenPolicy, deliveries: deliveries.map(targetText) };
      await database.change((db) => {
        db.prepare(
          `INSERT INTO apps (org_id, app, consumer_id, body) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET body = excluded.body, due_at = 0, attention_at = NULL, touched = touched + 1`,
        ).run(app.orgId, app.app, app.consumerId, JSON.stringify(body));
      });
      return watched;
    },
    remove: async ({ orgId, app, consumerId }) =>
      database.change((db) => {
        db.prepare('DELETE FROM apps WHERE org_id = ? AND app = ? AND consumer_id = ?').run(orgId, app, consumerId);
      }),
  };
}

export function readApp(row: Fields, apps: PolicySettings['apps']): WatchedApp {
  return inForce(readStored(row), apps);
}

function inForce(app: StoredApp, apps: PolicySettings['apps']): WatchedApp {
  return { ...app, policy: effectivePolicy({ apps }, app) };
}

function readStored(row: Fields): StoredApp {
  const body = jsonOf(row, 'body');
  const executionUser = objectOrNull(body, 'executionUser');
  const store = objectOrNull(body, 'store');
  return {
    orgId: textOf(body, 'orgId'),
    org: textOf(body, 'org'),
    orgName: textOf(body, 'orgName'),
    username: textOf(body, 'username'),
    instanceUrl: textOf(body, 'instanceUrl'),
    isSandbox: flagOf(body, 'isSandbox'),
    app: textOf(body, 'app'),
    label: textOf(body, 'label'),
    appId: textOf(body, 'appId'),
    consumerId: textOf(body, 'consumerId'),
    consumerKey: textOf(body, 'consumerKey'),
    executionUser: executionUser && { id: textOf(executionUser, 'id'), username: textOf(executionUser, 'username') },
    chosenPolicy: readPolicy(objectOf(body, 'policy')),
    deliveries: listOf(body, 'deliveries').map((text) => parseTarget(asText(text))),
    hasNoConsumers: flagOf(body, 'hasNoConsumers'),
    store: store && { kind: wordOf(store, 'kind', ['keychain', 'file']), reference: textOf(store, 'reference') },
    issuedAt: numberOrNull(body, 'issuedAt'),
    ageSource: wordOf(body, 'ageSource', ['rotated', 'told', 'unknown']),
    adoptedAt: numberOf(body, 'adoptedAt'),
    lastProof: readProof(objectOrNull(body, 'lastProof')),
    ...readChecks(body),
    ...readBreakGlass(body),
  };
}

/** Not there in what an earlier version wrote. */
function readChecks(body: Fields): Pick<WatchedApp, 'baseline' | 'lastCheck' | 'trouble' | 'attention'> {
  const baseline = objectOrNull({ baseline: null, ...body }, 'baseline');
  const check = objectOrNull({ lastCheck: null, ...body }, 'lastCheck');
  const trouble = objectOrNull({ trouble: null, ...body }, 'trouble');
  const attention = objectOf({ attention: noAttention, ...body }, 'attention');
  const acknowledged = objectOrNull(attention, 'acknowledged');
  return {
    baseline: baseline && {
      executionUser: textOrNull(baseline, 'executionUser'),
      powers: listOf(baseline, 'powers').map(asText),
      permittedUsers: textOrNull(baseline, 'permittedUsers'),
      ipRelaxation: textOrNull(baseline, 'ipRelaxation'),
      requiredSessionLevel: textOrNull(baseline, 'requiredSessionLevel'),
      secretAccess: baseline.secretAccess === null ? null : flagOf(baseline, 'secretAccess'),
    },
    lastCheck: check && {
      at: numberOf(check, 'at'),
      drift: listOf(check, 'drift').map((one) => readDrift(one as Fields)),
    },
    trouble: trouble && {
      code: textOf(trouble, 'code'),
      message: textOf(trouble, 'message'),
      since: numberOf(trouble, 'since'),
      triedAt: numberOf(trouble, 'triedAt'),
      isPassing: flagOf(trouble, 'isPassing'),
    },
    attention: {
      snoozedUntil: numberOrNull(attention, 'snoozedUntil'),
      acknowledged: acknowledged && {
        at: numberOf(acknowledged, 'at'),
        by: textOf(acknowledged, 'by'),
        why: textOf(acknowledged, 'why'),
        consumerKey: textOf(acknowledged, 'consumerKey'),
      },
    },
  };
}

/** Only there once somebody asked for it. */
function readBreakGlass(body: Fields): Pick<WatchedApp, 'card' | 'lastDrill'> {
  const drill = objectOrNull({ lastDrill: null, ...body }, 'lastDrill');
  return {
    ...(body.card === undefined ? {} : { card: textOf(body, 'card') }),
    ...(drill ? { lastDrill: { at: numberOf(drill, 'at'), estimateMs: numberOf(drill, 'estimateMs') } } : {}),
  };
}

function readDrift(drift: Fields): Drift {
  return {
    kind: wordOf(drift, 'kind', driftKinds),
    since: numberOf(drift, 'since'),
    sentence: textOf(drift, 'sentence'),
    cure: textOf(drift, 'cure'),
  };
}

function readPolicy(policy: Fields): WatchedApp['policy'] {
  return {
    maxAgeDays: numberOf(policy, 'maxAgeDays'),
    graceDays: numberOf(policy, 'graceDays'),
    remindDays: listOf(policy, 'remindDays').map(asNumber),
    automation: wordOf(policy, 'automation', ['remind', 'stage', 'rotate']),
  };
}

function readProof(proof: Fields | null): WatchedApp['lastProof'] {
  if (proof === null) return null;
  return {
    at: numberOf(proof, 'at'),
    answer: wordOf(proof, 'answer', ['accepted', 'refused', 'inconclusive']),
    detail: textOf(proof, 'detail'),
    ...(proof.since === undefined ? {} : { since: numberOf(proof, 'since') }),
  };
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new RowUnreadable(stateProblems.delivery);
}

function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new RowUnreadable(stateProblems.reminder);
}
