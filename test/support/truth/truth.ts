import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import { type DaemonHealth, goodHealth } from '../../../src/core/model/daemon-health.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import type { StoredApp } from '../../../src/core/model/watched-app.ts';
import { stateOf } from '../../../src/practice-org/control/state.ts';
import { newTraffic } from '../../../src/practice-org/http/server.ts';
import { OrgModel } from '../../../src/practice-org/model/org.ts';
import type { OrgData } from '../../../src/practice-org/model/org-data.ts';
import type { User } from '../../../src/practice-org/model/user.ts';
import { usersOf } from '../../../src/practice-org/seeds/scenarios.ts';

/** The practice org itself: what its control API shows, and its users. */
export type OrgTruth = ReturnType<typeof stateOf> & {
  readonly user: (username: string) => User | null;
  /** Whether a user has a permission, by its API name. */
  readonly may: (username: string, permission: string) => boolean;
};
export type AppTruth = OrgTruth['apps'][number];
export type PairTruth = AppTruth['consumers'][number]['pairs'][number];

/** A stored app as JSON: its policy is the chosen one. */
export type WatchedTruth = Omit<StoredApp, 'chosenPolicy' | 'consumers'> & {
  readonly policy: StoredApp['chosenPolicy'];
  readonly consumers: readonly {
    readonly name: string;
    readonly target: string;
    readonly contact: string | null;
    readonly test: { readonly at: number; readonly problem: string | null } | null;
    readonly last: { readonly status: string; readonly at: number | null } | null;
  }[];
};
/** A stored run as JSON: its targets are texts. */
export type RunTruth = Omit<Rotation, 'deliveries' | 'removed'> & {
  readonly deliveries: readonly (Omit<Rotation['deliveries'][number], 'target'> & { readonly target: string })[];
  readonly removed?: readonly { readonly target: string; readonly consumer?: string }[];
};

export interface DaemonTruth {
  readonly pid: number;
  readonly isAlive: boolean;
  /** Epoch ms, as the rest. */
  readonly startedAt: number;
  readonly lastTickAt: number | null;
  readonly nextTickAt: number | null;
  readonly lastGoodTickAt: number | null;
  readonly lastFailure: { readonly at: number; readonly problem: string } | null;
}

/** Everything that texts can be compared with, at one moment. */
export interface Truth {
  /** The time that keyturn goes by, in epoch ms: the practice org's, if there is one. */
  readonly now: number;
  /** null without a practice org in this home. */
  readonly org: OrgTruth | null;
  readonly apps: readonly WatchedTruth[];
  /** All runs, oldest first. */
  readonly runs: readonly RunTruth[];
  /** null if no daemon has run yet. */
  readonly daemon: DaemonTruth | null;
  /** What keeps the daemon from its work. */
  readonly health: DaemonHealth;
  /** Names of the files in the encrypted store. */
  readonly storedPairs: ReadonlySet<string>;
  /** When contacts of consumers were sent a code. */
  readonly notified: readonly number[];
  /** Entries of the audit trail. */
  readonly journalLines: number;
  /** What the audit trail has of each act, as `action event`. */
  readonly trail: ReadonlySet<string>;
  /** Developer names of the apps whose setup isn't finished. */
  readonly openSetups: readonly string[];
  /** A settings file may change the policies of apps. */
  readonly hasSettings: boolean;
}

/**
 * Reads the truth of a home: the practice org's own file, and the records of keyturn.
 * @param aheadMs how far keyturn's clock is ahead of the org's
 */
export function truthOf(home: string, isPractice: boolean, aheadMs = 0): Truth {
  const org = isPractice ? orgOf(join(home, 'practice', 'org.json')) : null;
  const folder = isPractice ? join(home, 'practice-watch') : home;
  const records = recordsOf(join(folder, 'state.db'));
  const storedPairs = storedIn(join(folder, 'secrets', 'pairs'));
  const hasSettings = existsSync(join(home, 'config.json5'));
  return {
    now: (org ? Date.parse(org.now) : systemClock().now()) + aheadMs,
    org,
    hasSettings,
    storedPairs,
    ...records,
  };
}

function storedIn(path: string): ReadonlySet<string> {
  return new Set(existsSync(path) ? readdirSync(path) : []);
}

function orgOf(path: string): OrgTruth | null {
  const data = parsed(path);
  if (data === null) return null;
  const org = new OrgModel(data, seededUsers(data));
  return {
    ...stateOf(org, newTraffic()),
    user: (username) => org.userNamed(username),
    may: (username, permission) => {
      const user = org.userNamed(username);
      return user !== null && org.permissionsOf(user).has(permission);
    },
  };
}

/** Every look at the same org begins with the same users, and there are hundreds. */
let seeded: { readonly of: string; readonly users: readonly User[] } = { of: '', users: [] };

function seededUsers(data: OrgData): readonly User[] {
  const of = [data.scenario, data.orgId, data.domain, data.seededAt].join(' ');
  if (seeded.of !== of) seeded = { of, users: [...usersOf(data)] };
  return seeded.users;
}

function parsed(path: string): OrgData | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as OrgData;
  } catch {
    return null;
  }
}

const noRecords = {
  apps: [],
  runs: [],
  daemon: null,
  health: goodHealth,
  notified: [],
  journalLines: 0,
  trail: new Set<string>(),
  openSetups: [],
};

function recordsOf(path: string): Omit<Truth, 'now' | 'org' | 'hasSettings' | 'storedPairs'> {
  if (!existsSync(path)) return noRecords;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const bodies = (sql: string) =>
      (database as DatabaseSync)
        .prepare(sql)
        .all()
        .map(({ body }) => JSON.parse(String(body)));
    const acts = database.prepare('SELECT DISTINCT action, event FROM journal').all();
    const [lines] = database.prepare('SELECT count(*) AS lines FROM journal').all();
    return {
      apps: bodies('SELECT body FROM apps') as WatchedTruth[],
      runs: bodies('SELECT body FROM rotations ORDER BY started_at, id') as RunTruth[],
      daemon: daemonOf(database),
      health: (bodies('SELECT body FROM daemon_health')[0] as DaemonHealth | undefined) ?? goodHealth,
      notified: database
        .prepare('SELECT sent_at FROM hand_over_codes WHERE sent_at IS NOT NULL')
        .all()
        .map((row) => Number(row.sent_at)),
      journalLines: Number(lines?.lines),
      trail: new Set(acts.map(({ action, event }) => `${action} ${event}`)),
      openSetups: database
        .prepare("SELECT app FROM journal JOIN open_intents USING (intent) WHERE action = 'set-up'")
        .all()
        .map(({ app }) => String(app)),
    };
  } catch {
    // No state yet, or a damaged one: then there is nothing to compare with.
    return noRecords;
  } finally {
    database?.close();
  }
}

/** A daemon that has written nothing yet. */
const justStarted = { startedAt: 0, lastTickAt: null, nextTickAt: null, lastGoodTickAt: null, lastFailure: null };

function daemonOf(database: DatabaseSync): DaemonTruth | null {
  const lease = database.prepare("SELECT pid FROM leases WHERE name = 'daemon'").get();
  const isAlive = lease?.pid != null && isRunning(Number(lease.pid));
  const number = (value: unknown) => (value === null ? null : Number(value));
  const row = database.prepare('SELECT * FROM daemon').get();
  if (!row) return isAlive ? { ...justStarted, pid: Number(lease.pid), isAlive } : null;
  return {
    pid: Number(row.pid),
    isAlive,
    startedAt: Number(row.started_at),
    lastTickAt: number(row.last_tick_at),
    nextTickAt: number(row.next_tick_at),
    lastGoodTickAt: number(row.last_good_tick_at),
    lastFailure: row.last_failure === null ? null : JSON.parse(String(row.last_failure)),
  };
}

/** A process that ended but wasn't waited for yet doesn't run. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
