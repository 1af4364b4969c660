import { targetsOf } from '../model/consumer.ts';
import type { JournalEntry, JournalLine } from '../model/journal.ts';
import type { Rotation } from '../model/rotation.ts';
import type { StoredApp, WatchedApp } from '../model/watched-app.ts';
import type { Clock, Lease, Leases, State } from '../ports/ports.ts';
import { isAnothers, isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { leaseHolders } from '../words/state-problems.ts';

/** A state that keeps in this process what it can't write. */
export interface SpareState {
  /** Its leases are the real ones. */
  readonly state: State;
  readonly leases: Leases;
  /** Why the first write failed; null if none did. */
  fault(): KeyturnError | null;
  /** From now on, a write that fails is an error, as in any state. */
  harden(): void;
}

interface Sparing {
  readonly clock: Clock;
  /** Leases that are taken from a living holder, too. It can't record its next step, so it stops before it. */
  readonly precedes?: (lease: string) => boolean;
}

/** For work that must not wait until the state can be written. Nothing is left of what is kept here when the process ends. */
export function spareState(real: State, { clock, precedes = () => false }: Sparing): SpareState {
  const apps = new Map<string, WatchedApp>();
  const runs = new Map<string, Rotation>();
  const lines: JournalLine[] = [];
  let fault: KeyturnError | null = null;
  let isHard = false;
  /** A damaged file is closed, so any error may follow the first one. */
  const mayPass = (error: unknown): boolean => {
    if (isHard || (isKeyturnError(error) && isAnswer(error))) return false;
    if (isKeyturnError(error)) fault ??= error;
    return fault !== null;
  };
  const orSpare = async <Value>(write: () => Promise<Value>, instead: () => Value | Promise<Value>): Promise<Value> => {
    if (fault !== null && isHard) throw fault;
    if (fault === null) {
      try {
        return await write();
      } catch (error) {
        if (!mayPass(error)) throw error;
      }
    }
    return instead();
  };
  /** What is kept here counts where the file can no longer be read. */
  const orNone = async <Value>(read: () => Promise<Value>, none: Value): Promise<Value> => {
    try {
      return await read();
    } catch (error) {
      if (fault === null || (isKeyturnError(error) && error.code === 'RecordUnreadable')) throw error;
      return none;
    }
  };
  const withSpare = (found: readonly Rotation[], isAsked: (run: Rotation) => boolean) => [
    ...found.filter(({ id }) => !runs.has(id)),
    ...[...runs.values()].filter(isAsked),
  ];
  const isOf = (orgId: string, consumerId: string) => (run: Rotation) =>
    run.orgId === orgId && run.consumerId === consumerId;
  const isOpen = ({ finishedAt }: Rotation) => finishedAt === null;
  const latestOf = async (read: () => Promise<Rotation | null>, isAsked: (run: Rotation) => boolean) => {
    const found = await orNone(read, null);
    const all = withSpare(found ? [found] : [], isAsked);
    return all.find(isOpen) ?? all.at(-1) ?? null;
  };
  const spareLease = async (name: string, what: string): Promise<Lease> => {
    const holder = precedes(name) ? null : await orNone(() => real.leases.holder(name), null);
    if (holder) throw reason('AnotherAtWork', { what, holder: leaseHolders.process(holder.pid, holder.host) });
    return leaseOf(name);
  };
  const state: State = {
    ...real,
    apps: {
      ...real.apps,
      list: async () => [
        ...(await orNone(() => real.apps.list(), [])).filter((app) => !apps.has(keyOf(app))),
        ...apps.values(),
      ],
      find: async (orgId, app, consumerId) =>
        apps.get(keyOf({ orgId, app, consumerId })) ??
        (await orNone(() => real.apps.find(orgId, app, consumerId), null)),
      save: (app) =>
        orSpare(
          () => real.apps.save(app),
          async () => {
            const known = await state.apps.find(app.orgId, app.app, app.consumerId);
            const kept = { ...app, policy: known?.policy ?? app.chosenPolicy, deliveries: targetsOf(app.consumers) };
            apps.set(keyOf(app), kept);
            return kept;
          },
        ),
    },
    rotations: {
      ...real.rotations,
      open: async (orgId, consumerId) => {
        const found = await orNone(() => real.rotations.open(orgId, consumerId), null);
        return withSpare(found ? [found] : [], isOf(orgId, consumerId)).find(isOpen) ?? null;
      },
      find: async (id) => runs.get(id) ?? (await orNone(() => real.rotations.find(id), null)),
      latest: (orgId, consumerId) => latestOf(() => real.rotations.latest(orgId, consumerId), isOf(orgId, consumerId)),
      // Nothing is delivered again here.
      latestChange: (orgId, consumerId) =>
        latestOf(() => real.rotations.latestChange(orgId, consumerId), isOf(orgId, consumerId)),
      unfinished: async () => withSpare(await orNone(() => real.rotations.unfinished(), []), () => true).filter(isOpen),
      save: (...all) =>
        orSpare(
          () => real.rotations.save(...all),
          () => {
            for (const run of all) runs.set(run.id, run);
          },
        ),
    },
    journal: {
      ...real.journal,
      append: (entry) =>
        orSpare(
          () => real.journal.append(entry),
          () => {
            const line = { ...entry, chain: '', line: 0, at: clock.now(), actor: '', hash: '' };
            lines.push(line);
            return line;
          },
        ),
      list: async (filter = {}) => {
        const isAsked = ({ orgId, app }: JournalEntry) =>
          (filter.orgId === undefined || filter.orgId === orgId) && (filter.app === undefined || filter.app === app);
        return [...(await orNone(() => real.journal.list(filter), [])), ...lines.filter(isAsked)];
      },
      open: async () => {
        const ended = new Set(lines.filter(({ event }) => ends.has(event)).map(({ intent }) => intent));
        const spare = lines.filter(({ event }) => event === 'intended');
        return [...(await orNone(() => real.journal.open(), [])), ...spare].filter(({ intent }) => !ended.has(intent));
      },
    },
  };
  /** The leases behind those that this state gave out; null for one that nobody could write. */
  const originals = new Map<Lease, Lease | null>();
  const taken = async (take: () => Promise<Lease>, instead: () => Promise<Lease>): Promise<Lease> => {
    const lease = await orSpare(take, instead);
    const spare: Lease = {
      ...lease,
      heartbeat: () => orSpare(lease.heartbeat, () => undefined),
      // The work is over, and what came of it matters more. The lease ends with this process.
      release: () => lease.release().catch(() => undefined),
    };
    originals.set(spare, lease.fence === 0 ? null : lease);
    return spare;
  };
  const leases: Leases = {
    ...real.leases,
    acquire: (name, what = name) =>
      taken(
        () => real.leases.acquire(name, what),
        () => spareLease(name, what),
      ),
    takeOver: (name, what = name) =>
      taken(
        () => real.leases.takeOver(name, what),
        async () => leaseOf(name),
      ),
    guarding: (held, work) =>
      real.leases.guarding(() => held().flatMap((lease) => originals.get(lease) ?? []), work, mayPass),
  };
  return {
    state,
    leases,
    fault: () => fault,
    harden: () => {
      isHard = true;
    },
  };
}

/** Held by nobody, because nobody could write that. */
function leaseOf(name: string): Lease {
  return { name, fence: 0, heartbeat: async () => undefined, release: async () => undefined };
}

const ends: ReadonlySet<JournalEntry['event']> = new Set(['done', 'failed', 'recovered']);

/** Whether the state works and has answered. */
function isAnswer(error: KeyturnError): boolean {
  return isAnothers(error) || error.exitCode === 130;
}

function keyOf({ orgId, app, consumerId }: Pick<StoredApp, 'orgId' | 'app' | 'consumerId'>): string {
  return `${orgId} ${app} ${consumerId}`;
}
