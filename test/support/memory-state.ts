import { createHash } from 'node:crypto';
import { permitNow, withPermit } from '../../src/core/adapters/permit.ts';
import { chainHash, chainStart } from '../../src/core/adapters/state/journal-chain.ts';
import { targetsOf } from '../../src/core/model/consumer.ts';
import type { JournalLine } from '../../src/core/model/journal.ts';
import { endsNothing, type Rotation } from '../../src/core/model/rotation.ts';
import type { WatchedApp } from '../../src/core/model/watched-app.ts';
import type { Clock, Lease, State } from '../../src/core/ports/ports.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { frozenCopy } from './frozen-copy.ts';

/** What outlives a process in a test: the state without a disk. Values are copied, and the copies can't be changed. */
export class MemoryState {
  readonly lines: JournalLine[] = [];
  readonly #apps = new Map<string, WatchedApp>();
  readonly #rotations = new Map<string, Rotation>();
  readonly #channelSecrets = new Map<string, 'keychain' | 'file'>();
  readonly #leases = new Map<string, { fence: number; life: number | null }>();
  /** Increases with every process. */
  #life = 0;
  /** The processes that run. Leases of all others are free. */
  readonly #alive = new Map<State, number>();
  readonly #killed = new WeakSet<State>();

  /** Every recorded run in its latest version. */
  get runs(): readonly Rotation[] {
    return [...this.#rotations.values()];
  }

  /** Journal intents without an outcome. */
  get openIntents(): readonly JournalLine[] {
    const ended = new Set(
      this.lines.filter(({ event }) => /done|failed|recovered/.test(event)).map(({ intent }) => intent),
    );
    return this.lines.filter(({ event, intent }) => event === 'intended' && !ended.has(intent));
  }

  /** All content as text. */
  get text(): string {
    return JSON.stringify([
      this.lines,
      [...this.#rotations.values()],
      [...this.#apps.values()],
      [...this.#channelSecrets],
    ]);
  }

  /** The ports of one process. All earlier ones are dead. */
  open(clock: Clock): State {
    this.#alive.clear();
    return this.openBeside(clock);
  }

  /** The process stops without an end. What it awaits of its leases and of the journal never comes. */
  kill(process: State): void {
    this.#alive.delete(process);
    this.#killed.add(process);
  }

  /** Never resolves for a process that was killed. */
  async unlessKilled(process: State): Promise<void> {
    if (this.#killed.has(process)) await new Promise(() => undefined);
  }

  /** The ports of one process, beside those that run. */
  openBeside(clock: Clock): State {
    this.#life += 1;
    const life = this.#life;
    const rotations = () => [...this.#rotations.values()];
    const apps = () => [...this.#apps.values()];
    const openFirst = (list: Rotation[]) =>
      list.reverse().sort((a, b) => Number(b.finishedAt === null) - Number(a.finishedAt === null));
    const isAlive = (one: number | null | undefined) => [...this.#alive.values()].some((running) => running === one);
    const holders = () =>
      new Map(
        [...this.#leases].flatMap(([name, { fence, life: pid }]) =>
          pid !== null && isAlive(pid) ? [[name, { pid, host: 'memory', fence }]] : [],
        ),
      );
    const mustBeHeld = ({ name, fence }: Pick<Lease, 'name' | 'fence'>) => {
      const held = this.#leases.get(name);
      if (held?.fence === fence && held.life !== null) return;
      throw reason('TakenOver', { what: name, holder: `process ${held?.life}` });
    };
    const take = (name: string): Lease => {
      const lease = { name, fence: (this.#leases.get(name)?.fence ?? 0) + 1 };
      this.#leases.set(name, { fence: lease.fence, life });
      return {
        ...lease,
        heartbeat: async () => mustBeHeld(lease),
        release: async () => {
          if (this.#leases.get(name)?.fence === lease.fence) this.#leases.set(name, { ...lease, life: null });
        },
      };
    };
    const state: State = {
      apps: {
        list: async () => apps(),
        find: async (orgId, app, consumerId) =>
          apps().find((one) => one.orgId === orgId && one.app === app && one.consumerId === consumerId) ?? null,
        save: async (app) => {
          permitNow()?.check();
          const watched = frozenCopy({ ...app, policy: app.chosenPolicy, deliveries: targetsOf(app.consumers) });
          this.#apps.set(`${app.orgId} ${app.consumerId}`, watched);
          return watched;
        },
        remove: async (app) => {
          permitNow()?.check();
          this.#apps.delete(`${app.orgId} ${app.consumerId}`);
        },
      },
      rotations: {
        open: async (orgId, consumerId) =>
          rotations().find((one) => one.orgId === orgId && one.consumerId === consumerId && one.finishedAt === null) ??
          null,
        find: async (id) => rotations().find((one) => one.id === id) ?? null,
        latest: async (orgId, consumerId) =>
          openFirst(rotations().filter((one) => one.orgId === orgId && one.consumerId === consumerId))[0] ?? null,
        latestChange: async (orgId, consumerId) =>
          openFirst(
            rotations().filter((one) => one.orgId === orgId && one.consumerId === consumerId && !endsNothing(one)),
          )[0] ?? null,
        unfinished: async () => rotations().filter((one) => one.finishedAt === null),
        newest: async () => [
          ...new Map(
            openFirst(rotations())
              .toReversed()
              .map((one) => [`${one.orgId} ${one.consumerId}`, one]),
          ).values(),
        ],
        save: async (...all) => {
          permitNow()?.check();
          for (const rotation of all) this.#rotations.set(rotation.id, frozenCopy(rotation));
        },
      },
      fingerprint: async (secret) => createHash('sha256').update(`k${secret.reveal()}`).digest('hex').slice(0, 12),
      journal: {
        append: async (entry) => {
          await this.unlessKilled(state);
          permitNow()?.check();
          const line = { ...entry, chain: 'memory', line: this.lines.length + 1, at: clock.now(), actor: 'tester' };
          const hashed = withHash(line, this.lines.at(-1));
          this.lines.push(hashed);
          return hashed;
        },
        list: async (filter = {}) =>
          this.lines.filter(
            ({ orgId, app }) => (!filter.orgId || orgId === filter.orgId) && (!filter.app || app === filter.app),
          ),
        open: async () => this.openIntents,
        verify: async () => ({ lines: this.lines.length }),
      },
      ...unusedHere,
      channelSecrets: {
        list: async () => [...this.#channelSecrets].map(([name, store]) => ({ name, store })),
        find: async (name) => this.#channelSecrets.get(name) ?? null,
        save: async (name, store) => void this.#channelSecrets.set(name, store),
      },
      drafts: { load: async () => null, save: async () => undefined, clear: async () => undefined },
      preImages: { save: async () => undefined, load: async () => [] },
      leases: {
        holder: async (name) => holders().get(name) ?? null,
        holders: async () => holders(),
        guarding: (held, work) => {
          return withPermit({ check: () => held().forEach(mustBeHeld) }, work);
        },
        acquire: async (name) => {
          await this.unlessKilled(state);
          const held = this.#leases.get(name);
          if (held && isAlive(held.life)) throw reason('AnotherAtWork', { what: name, holder: `process ${held.life}` });
          return take(name);
        },
        takeOver: async (name) => {
          await this.unlessKilled(state);
          return take(name);
        },
      },
      installation: {
        unconfirmed: () => null,
        mayAct: () => true,
        goOn: () => undefined,
        confirm: async () => undefined,
      },
      writeProblem: () => null,
      mustBeInPlace: () => undefined,
      close: () => undefined,
    };
    this.#alive.set(state, life);
    return state;
  }
}

/** The hash is computed when somebody asks for it. Few do. */
function withHash(line: Omit<JournalLine, 'hash'>, previous: JournalLine | undefined): JournalLine {
  let known: string | null = null;
  return Object.defineProperty({ ...line, hash: '' }, 'hash', {
    enumerable: true,
    get: () => {
      known ??= chainHash(previous?.hash ?? chainStart, line);
      return known;
    },
  });
}

/** Tested on the real file only. */
const unusedHere = {
  due: {},
  reminders: {},
  daemon: {},
  health: {},
  handOverCodes: { end: async () => undefined },
  seals: { latest: async () => null, place: async () => ({ chain: 'memory', store: null, key: null }) },
} as unknown as Pick<State, 'due' | 'reminders' | 'daemon' | 'health' | 'handOverCodes' | 'seals'>;
