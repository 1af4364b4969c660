import { noAttention } from '../../model/attention.ts';
import { targetsOf } from '../../model/consumer.ts';
import { type AppSettings, effectivePolicy } from '../../model/effective-policy.ts';
import type { SeenPairs } from '../../model/seen-pairs.ts';
import { targetText } from '../../model/target.ts';
import { type Drift, driftKinds, type StoredApp, type WatchedApp } from '../../model/watched-app.ts';
import type { State } from '../../ports/ports.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { consumerBody, readConsumers } from './consumers.ts';
import type { StateDatabase } from './database.ts';
import { readDecommission } from './decommission.ts';
import { oneRead } from './one-read.ts';
import {
  type Fields,
  flagIn,
  jsonIn,
  listIn,
  numberIn,
  numberOrNull,
  objectIn,
  objectOrNull,
  textIn,
  textOrNull,
  textsIn,
  wordIn,
} from './row.ts';
import { RowUnreadable } from './sqlite-fault.ts';

/** What names an app whose body can't be read. */
export const appColumns = ['app', 'body'].join();

/** Reads the settings file again at each call. */
export type ReadAppSettings = () => Promise<AppSettings>;

export function createApps(database: StateDatabase, appSettings: ReadAppSettings): State['apps'] {
  return {
    list: oneRead(async () => {
      const settings = await appSettings();
      return database.all(
        (row) => readApp(row, settings),
        `SELECT ${appColumns} FROM apps ORDER BY org_id, app, consumer_id`,
      );
    }),
    find: async (orgId, app, consumerId) => {
      const settings = await appSettings();
      const sql = `SELECT ${appColumns} FROM apps WHERE org_id = ? AND app = ? AND consumer_id = ?`;
      return database.find((row) => readApp(row, settings), sql, orgId, app, consumerId);
    },
    save: async (app) => {
      const body = bodyOf(app);
      const sql = `INSERT INTO apps (org_id, app, consumer_id, body) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET body = excluded.body, due_at = 0, attention_at = NULL, touched = touched + 1`;
      // The write starts at once, so that it shares a transaction with what the caller writes along with it.
      const [apps] = await Promise.all([
        appSettings(),
        database.run(sql, app.orgId, app.app, app.consumerId, JSON.stringify(body)),
      ]);
      return inForce(app, apps);
    },
    remove: ({ orgId, app, consumerId }) =>
      database.run('DELETE FROM apps WHERE org_id = ? AND app = ? AND consumer_id = ?', orgId, app, consumerId),
  };
}

export function readApp(row: Fields, settings: AppSettings): WatchedApp {
  return inForce(readStored(row), settings);
}

function inForce(app: StoredApp, settings: AppSettings): WatchedApp {
  return { ...app, policy: effectivePolicy(settings, app), deliveries: targetsOf(app.consumers) };
}

/** Earlier versions read the targets alone. */
function bodyOf({ chosenPolicy, consumers, ...rest }: StoredApp) {
  const deliveries = targetsOf(consumers).map(targetText);
  return { ...rest, policy: chosenPolicy, deliveries, consumers: consumers.map(consumerBody) };
}

export function readStored(row: Fields): StoredApp {
  const body = jsonIn(row, 'body');
  const executionUser = objectOrNull(body, 'executionUser');
  const store = objectOrNull(body, 'store');
  return {
    orgId: textIn(body, 'orgId'),
    org: textIn(body, 'org'),
    orgName: textIn(body, 'orgName'),
    username: textIn(body, 'username'),
    instanceUrl: textIn(body, 'instanceUrl'),
    isSandbox: flagIn(body, 'isSandbox'),
    app: textIn(body, 'app'),
    label: textIn(body, 'label'),
    appId: textIn(body, 'appId'),
    consumerId: textIn(body, 'consumerId'),
    consumerKey: textIn(body, 'consumerKey'),
    executionUser: executionUser && { id: textIn(executionUser, 'id'), username: textIn(executionUser, 'username') },
    chosenPolicy: readPolicy(objectIn(body, 'policy')),
    consumers: readConsumers(body),
    hasNoConsumers: flagIn(body, 'hasNoConsumers'),
    store: store && { kind: wordIn(store, 'kind', ['keychain', 'file']), reference: textIn(store, 'reference') },
    ...readAge(body),
    lastProof: readProof(objectOrNull(body, 'lastProof')),
    ...readChecks(body),
    ...readOptional(body),
    ...readDecommission(body),
    ...(body.allowedHost === undefined ? {} : { allowedHost: textIn(body, 'allowedHost') }),
    ...(body.usedStore === undefined ? {} : { usedStore: wordIn(body, 'usedStore', ['keychain', 'file']) }),
    ...(body.isAddressChosen === true ? { isAddressChosen: true } : {}),
  };
}

function readAge(body: Fields): Pick<WatchedApp, 'issuedAt' | 'ageSource' | 'adoptedAt'> {
  return {
    issuedAt: numberOrNull(body, 'issuedAt'),
    ageSource: wordIn(body, 'ageSource', ['rotated', 'told', 'unknown']),
    adoptedAt: numberIn(body, 'adoptedAt'),
  };
}

/** Missing in data from earlier versions. */
function readChecks(body: Fields): Pick<WatchedApp, 'baseline' | 'lastCheck' | 'trouble' | 'attention'> {
  const baseline = objectOrNull({ baseline: null, ...body }, 'baseline');
  const check = objectOrNull({ lastCheck: null, ...body }, 'lastCheck');
  const trouble = objectOrNull({ trouble: null, ...body }, 'trouble');
  const attention = objectIn({ attention: noAttention, ...body }, 'attention');
  const acknowledged = objectOrNull(attention, 'acknowledged');
  return {
    baseline: baseline && {
      executionUser: textOrNull(baseline, 'executionUser'),
      powers: textsIn(baseline, 'powers'),
      permittedUsers: textOrNull(baseline, 'permittedUsers'),
      ipRelaxation: textOrNull(baseline, 'ipRelaxation'),
      requiredSessionLevel: textOrNull(baseline, 'requiredSessionLevel'),
      secretAccess: baseline.secretAccess === null ? null : flagIn(baseline, 'secretAccess'),
      ...(baseline.isFlowOn === undefined
        ? {}
        : { isFlowOn: baseline.isFlowOn === null ? null : flagIn(baseline, 'isFlowOn') }),
    },
    lastCheck: check && {
      at: numberIn(check, 'at'),
      drift: listIn(check, 'drift').map((one) => readDrift(one as Fields)),
      ...(check.aheadMs === undefined ? {} : { aheadMs: numberIn(check, 'aheadMs') }),
      ...(check.isFirstLook === true ? { isFirstLook: true } : {}),
    },
    trouble: trouble && {
      code: textIn(trouble, 'code'),
      message: textIn(trouble, 'message'),
      since: numberIn(trouble, 'since'),
      triedAt: numberIn(trouble, 'triedAt'),
      isPassing: flagIn(trouble, 'isPassing'),
    },
    attention: {
      snoozedUntil: numberOrNull(attention, 'snoozedUntil'),
      acknowledged: acknowledged && {
        at: numberIn(acknowledged, 'at'),
        by: textIn(acknowledged, 'by'),
        why: textIn(acknowledged, 'why'),
        consumerKey: textIn(acknowledged, 'consumerKey'),
      },
    },
  };
}

/** Present only after somebody set it, or after it was seen. */
function readOptional(
  body: Fields,
): Pick<WatchedApp, 'card' | 'lastDrill' | 'clockSeen' | 'seenPairs' | 'ageBefore' | 'verificationPausedAt'> {
  const drill = objectOrNull({ lastDrill: null, ...body }, 'lastDrill');
  const seen = objectOrNull({ clockSeen: null, ...body }, 'clockSeen');
  const pairs = objectOrNull({ seenPairs: null, ...body }, 'seenPairs');
  const before = objectOrNull({ ageBefore: null, ...body }, 'ageBefore');
  return {
    ...(body.card === undefined ? {} : { card: textIn(body, 'card') }),
    ...(drill ? { lastDrill: { at: numberIn(drill, 'at'), estimateMs: numberIn(drill, 'estimateMs') } } : {}),
    ...(seen ? { clockSeen: { at: numberIn(seen, 'at'), aheadMs: numberIn(seen, 'aheadMs') } } : {}),
    ...(pairs ? { seenPairs: readSeenPairs(pairs) } : {}),
    ...(body.verificationPausedAt === undefined
      ? {}
      : { verificationPausedAt: numberIn(body, 'verificationPausedAt') }),
    ...(before ? { ageBefore: { consumerKey: textIn(before, 'consumerKey'), ...readAge(before) } } : {}),
  };
}

function readSeenPairs(pairs: Fields): SeenPairs {
  return {
    since: numberIn(pairs, 'since'),
    primaryKey: textIn(pairs, 'primaryKey'),
    slot:
      pairs.slot === null
        ? null
        : listIn(pairs, 'slot').map((one) => {
            const pair = one as Fields;
            return {
              id: textIn(pair, 'id'),
              consumerKey: textOrNull(pair, 'consumerKey'),
              state: wordIn(pair, 'state', ['Active', 'Rotated', 'Expired', 'unknown']),
              createdAt: numberOrNull(pair, 'createdAt'),
              expiresAt: numberOrNull(pair, 'expiresAt'),
            };
          }),
  };
}

function readDrift(drift: Fields): Drift {
  return {
    kind: wordIn(drift, 'kind', driftKinds),
    since: numberIn(drift, 'since'),
    ...(drift.seenAt === undefined ? {} : { seenAt: numberIn(drift, 'seenAt') }),
    sentence: textIn(drift, 'sentence'),
    cure: textIn(drift, 'cure'),
  };
}

function readPolicy(policy: Fields): WatchedApp['policy'] {
  return {
    maxAgeDays: numberIn(policy, 'maxAgeDays'),
    graceDays: numberIn(policy, 'graceDays'),
    remindDays: listIn(policy, 'remindDays').map(asNumber),
    automation: wordIn(policy, 'automation', ['remind', 'stage', 'rotate']),
  };
}

function readProof(proof: Fields | null): WatchedApp['lastProof'] {
  if (proof === null) return null;
  return {
    at: numberIn(proof, 'at'),
    answer: wordIn(proof, 'answer', ['accepted', 'refused', 'inconclusive']),
    detail: textIn(proof, 'detail'),
    ...(proof.since === undefined ? {} : { since: numberIn(proof, 'since') }),
  };
}

function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new RowUnreadable(stateProblems.reminder);
}
