import { isKeyturnError } from '../../../src/core/errors.ts';
import type { Pair } from '../../../src/core/external-client-app/model.ts';
import { confirmHandOver } from '../../../src/core/operate/hand-over.ts';
import {
  type OperatePorts,
  type OperateRequest,
  operate,
  resumeRotation,
  usualPatience,
} from '../../../src/core/operate/operate.ts';
import type {
  Clock,
  Deliveries,
  SalesforceOrg,
  SecretStore,
  SignIn,
  State,
  StoredPair,
} from '../../../src/core/ports.ts';
import type { Consent, Rotation, RotationKind } from '../../../src/core/rotation/state.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { WatchedApp } from '../../../src/core/watch/watched-app.ts';
import type { App, Consumer } from '../../../src/practice-org/model/app.ts';
import type { KnobValue } from '../../../src/practice-org/model/knobs.ts';
import { OrgModel } from '../../../src/practice-org/model/org.ts';
import { tokenRefusal } from '../../../src/practice-org/oauth/token-rules.ts';
import { createOrg } from '../../../src/practice-org/seeds/scenarios.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { modelOrg } from '../../support/model-org.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const seed = createOrg('acme', Date.UTC(2026, 10, 24, 3));

/** The process is gone in the middle of something; nothing of it goes on. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A promise of the product that did not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export interface Story {
  readonly name: string;
  readonly kind?: RotationKind;
  readonly app?: string;
  /** Which consumer of the app. */
  readonly consumer?: number;
  readonly deliveries?: readonly string[];
  readonly graceDays?: number;
  readonly consent?: Partial<Consent>;
  readonly noConsumers?: boolean;
  /** keyturn signs in through the app. */
  readonly isSelf?: boolean;
  /** Secret access over REST is off. */
  readonly isOff?: boolean;
  readonly knobs?: Readonly<Record<string, KnobValue>>;
  readonly automation?: WatchedApp['policy']['automation'];
}

const agreed: Consent = { confirmed: false, otherFlows: true, borrow: true };

/** An org, what outlives the processes that work on it, and those who use the pairs. */
export class World {
  readonly org: OrgModel;
  readonly app: App;
  readonly consumer: Consumer;
  readonly memory = new MemoryState();
  readonly entries = new Map<string, StoredPair>();
  /** The pair that each consumer was given last. */
  readonly given = new Map<string, Pair>();
  readonly sent = { stage: 0, rotate: 0, delete: 0 };
  readonly clock: Clock;
  readonly story: Story;
  readonly original: Pair;
  /** Boundaries of effects so far; each effect has one before and one after. */
  boundaries = 0;
  /** At which boundaries the process dies. */
  crashes: readonly number[] = [];
  /** Called at every boundary, for what else may happen there. */
  atBoundary: (what: string) => void = () => undefined;
  /** Whether other people's hands may have broken what we promise for our own. */
  isOthersFault = false;
  #isDead = false;
  #state: State;

  constructor(story: Story) {
    this.story = story;
    this.org = new OrgModel(structuredClone(seed.data), seed.users.values());
    Object.assign(this.org.data.knobs, story.knobs);
    if (story.isOff) this.org.data.settings.enableClientSecretInRestApiAccess = 'false';
    const app = this.org.appNamed(story.app ?? 'ERP_Bridge');
    const consumer = app?.consumers[story.consumer ?? 0];
    if (!app || !consumer) throw new Error('the seed has no such app');
    this.app = app;
    this.consumer = consumer;
    this.original = { consumerKey: consumer.primary.key, consumerSecret: new Secret(consumer.primary.secret) };
    for (const target of story.deliveries ?? ['file:/etc/erp.env']) this.given.set(target, this.original);
    this.clock = {
      now: () => this.org.now(),
      sleep: async (ms) => {
        this.org.data.clockOffset += ms;
      },
    };
    this.#state = this.memory.open(this.clock);
  }

  /** What a fresh look at the state tells. */
  watched(): Promise<WatchedApp | null> {
    return this.#state.apps.find(this.org.orgId, this.app.developerName, this.consumer.id);
  }

  async begin(): Promise<void> {
    const { story, org, app, consumer } = this;
    const user = org.userNamed(
      app.components.ExtlClntAppOauthConfigurablePolicies?.fields.clientCredentialsFlowUser as string,
    );
    await this.#state.apps.save(
      watchedApp({
        orgId: org.orgId,
        org: story.isSelf ? 'tool' : 'acme',
        app: app.developerName,
        appId: app.id,
        consumerId: consumer.id,
        consumerKey: consumer.primary.key,
        executionUser: user && { id: user.id, username: user.username },
        deliveries: story.deliveries ?? ['file:/etc/erp.env'],
        policy: {
          maxAgeDays: 90,
          graceDays: story.graceDays ?? 7,
          remindDays: [],
          automation: story.automation ?? 'stage',
        },
      }),
    );
  }

  /** A new process; the one before is dead, with everything that it had in memory. */
  async #process(): Promise<OperatePorts & { watched: WatchedApp }> {
    this.#isDead = false;
    const state = this.memory.open(this.clock);
    this.#state = state;
    const watched = await this.watched();
    if (!watched) throw new Error('begin() comes first');
    const { orgId } = this.org;
    const toolKey = this.story.isSelf ? this.original.consumerKey : null;
    const other: Partial<SignIn> = { username: 'admin@acme.example', orgId, broken: null };
    return {
      watched,
      state: this.#wrappedState(state),
      clock: this.clock,
      deliveries: this.#deliveries(),
      prover: null,
      signal: new AbortController().signal,
      tell: () => undefined,
      chance: () => 0.5,
      signIns: { list: async () => [other as SignIn] } as unknown as OperatePorts['signIns'],
      openOrg: async (name) => this.#wrappedOrg(modelOrg(this.org, this.app, name === 'tool' ? toolKey : null)),
      openStore: async () => this.#store(),
    };
  }

  async #effect<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
    this.#boundary(`before ${what}`);
    const value = await work();
    this.check(what);
    this.#boundary(`after ${what}`);
    return value;
  }

  #boundary(what: string): void {
    if (this.#isDead) throw new Crash(what);
    this.boundaries += 1;
    this.atBoundary(what);
    if (this.crashes.includes(this.boundaries)) {
      this.#isDead = true;
      throw new Crash(what);
    }
  }

  #wrappedState(state: State): State {
    return {
      ...state,
      apps: { ...state.apps, save: (app) => this.#effect('saving the app', () => state.apps.save(app)) },
      rotations: {
        ...state.rotations,
        save: (rotation) => this.#effect('recording the run', () => state.rotations.save(rotation)),
      },
      journal: {
        ...state.journal,
        append: (entry) => this.#effect(`noting ${entry.action} ${entry.event}`, () => state.journal.append(entry)),
      },
    };
  }

  #wrappedOrg(org: SalesforceOrg): SalesforceOrg {
    const { apps, metadata } = org;
    return {
      ...org,
      apps: {
        ...apps,
        stage: (app, id) => this.#effect('stage', () => this.#count('stage', apps.stage(app, id))),
        rotate: (app, id, slot) => this.#effect('rotate', () => this.#count('rotate', apps.rotate(app, id, slot))),
        deleteStaged: (app, id, slot) =>
          this.#effect('delete', () => this.#count('delete', apps.deleteStaged(app, id, slot))),
      },
      metadata: {
        ...metadata,
        setSecretAccess: (on) => this.#effect(`secret access ${on}`, () => metadata.setSecretAccess(on)),
      },
    };
  }

  async #count<Value>(what: keyof World['sent'], done: Promise<Value>): Promise<Value> {
    const value = await done;
    this.sent[what] += 1;
    return value;
  }

  #store(): SecretStore {
    return {
      kind: 'file',
      reference: (_orgId, key) => key,
      put: (pair) => this.#effect('saving the pair', async () => void this.entries.set(pair.consumerKey, pair)),
      get: async (_orgId, key) => this.entries.get(key) ?? null,
      remove: (_orgId, key) =>
        this.#effect('forgetting the pair', async () => {
          const pair = this.entries.get(key);
          if (pair && this.accepts(pair)) throw new Broken('a pair was forgotten that still gets tokens');
          this.entries.delete(key);
        }),
      keys: async () => [...this.entries.keys()],
    };
  }

  #deliveries(): Deliveries {
    return {
      inspect: async () => null,
      deliver: (target, { pair }) =>
        this.#effect(`delivering to ${target}`, async () => {
          this.given.set(target, pair);
          return null;
        }),
    };
  }

  accepts({ consumerKey, consumerSecret }: Pair): boolean {
    return tokenRefusal(this.org, { key: consumerKey, secret: consumerSecret.reveal() }) === null;
  }

  /** What has to hold at every moment. */
  check(when: string): void {
    if (this.isOthersFault) return;
    for (const [target, pair] of this.given) {
      if (!this.accepts(pair)) throw new Broken(`${target} lost access after ${when}`);
    }
    const { primary } = this.consumer;
    const isOriginal = primary.key === this.original.consumerKey;
    if (!isOriginal && this.entries.get(primary.key)?.consumerSecret.reveal() !== primary.secret) {
      throw new Broken(`the primary pair is in nobody's store after ${when}`);
    }
  }

  /** Claims of the run's own record. */
  async checkRecord(): Promise<void> {
    for (const { savedAt, stays, finishedAt } of await this.#state.rotations.unfinished()) {
      if (
        finishedAt === null &&
        savedAt !== null &&
        stays !== null &&
        !this.entries.has(stays) &&
        !this.isOthersFault
      ) {
        throw new Broken('the record says saved, and the store has no such pair');
      }
    }
  }

  /** The product as its users run it, again after every crash, until nothing is left to do. Returns how often it ran. */
  async drive(): Promise<{ readonly runs: number; readonly last: Rotation | null; readonly stop: string | null }> {
    const { orgId } = this.org;
    for (let runs = 1; runs <= 40; runs += 1) {
      const ports = await this.#process();
      await this.checkRecord();
      const open = await ports.state.rotations.open(orgId, this.consumer.id);
      try {
        const end = open
          ? await resumeRotation(ports, this.#resuming(ports))
          : await operate(ports, this.#request(ports), async () => this.#consent());
        if (!end) continue;
        const { rotation, restsUntil } = end;
        if (rotation.finishedAt !== null) return { runs, last: rotation, stop: null };
        if (restsUntil === null) return { runs, last: rotation, stop: null };
        this.org.data.clockOffset += Math.max(0, restsUntil - this.clock.now());
      } catch (error) {
        if (error instanceof Crash) {
          const latest = await this.#state.rotations.latest(orgId, this.consumer.id);
          if (latest?.finishedAt != null && latest.outcome === 'done') return this.#settled(runs, latest);
          continue;
        }
        if (!isKeyturnError(error)) throw error;
        if (error.code === 'HandOverPending') {
          await this.#answerByHand(ports);
          continue;
        }
        if (error.exitCode === 75) {
          this.org.data.clockOffset += 60_000;
          continue;
        }
        return { runs, last: await this.#state.rotations.latest(orgId, this.consumer.id), stop: error.code };
      }
    }
    throw new Broken('it does not come to an end');
  }

  /** What a start gives back is given back by the next one, whatever the next one is for. */
  async #settled(runs: number, last: Rotation) {
    const ports = await this.#process();
    const open = await ports.state.journal.open();
    if (open.some(({ action }) => action === 'borrow-secret-access')) {
      const { returnBorrowedSecretAccess } = await import('../../../src/core/secret-access.ts');
      await returnBorrowedSecretAccess({ org: await ports.openOrg('acme'), state: ports.state, clock: this.clock });
    }
    return { runs, last, stop: null };
  }

  async #answerByHand(ports: OperatePorts & { watched: WatchedApp }): Promise<void> {
    const open = await ports.state.rotations.open(this.org.orgId, this.consumer.id);
    for (const { target, status } of open?.deliveries ?? []) {
      const pair = this.entries.get(open?.stays ?? '');
      if (status !== 'waiting' || !pair) continue;
      this.given.set(target, pair);
      try {
        await confirmHandOver(ports, ports.watched, target.slice('manual:'.length));
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        return;
      }
    }
  }

  #resuming({ watched }: { watched: WatchedApp }): Pick<OperateRequest, 'watched' | 'orgName' | 'patienceMs'> {
    return { watched, orgName: this.story.isSelf ? 'tool' : 'acme', patienceMs: usualPatience };
  }

  #request(ports: { watched: WatchedApp }): OperateRequest {
    const { kind = 'rotate', graceDays = null, noConsumers = false } = this.story;
    return { ...this.#resuming(ports), kind, graceDays, deliveries: null, noConsumers };
  }

  #consent(): Consent {
    return { ...agreed, ...this.story.consent };
  }

  /** What has to hold once it has come to its end. */
  checkEnd(): void {
    const { primary, staged } = this.consumer;
    const fail = (problem: string) => {
      throw new Broken(problem);
    };
    if (staged) fail(`a pair is left in the slot (${staged.state})`);
    if (primary.key === this.original.consumerKey) fail('the pair was not rotated');
    if (this.accepts(this.original)) fail('the old pair is still accepted');
    if (this.entries.has(this.original.consumerKey)) fail('the refused pair is still in the store');
    for (const [target, pair] of this.given)
      if (pair.consumerKey !== primary.key) fail(`${target} has not the primary pair`);
    const isOn = this.org.data.settings.enableClientSecretInRestApiAccess === 'true';
    if (isOn === (this.story.isOff === true)) fail('secret access over REST was not given back');
    const ended = new Set(
      this.memory.lines.filter(({ event }) => /done|failed|recovered/.test(event)).map(({ intent }) => intent),
    );
    const open = this.memory.lines.filter(({ event, intent }) => event === 'intended' && !ended.has(intent));
    if (open.length > 0) fail(`an intent stays open: ${open[0]?.action}`);
  }
}
