import { decommission, resumeDecommission, returnApp } from '../../../src/core/decommission/decommission.ts';
import type { DecommissionEnd, DecommissionPorts } from '../../../src/core/decommission/ports.ts';
import type { DecommissionWishes } from '../../../src/core/model/decommission.ts';
import type { DecommissionConsent } from '../../../src/core/model/decommission-plan.ts';
import { noCautions } from '../../../src/core/model/file-cautions.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { Clock, SalesforceOrg, State, StoredPair } from '../../../src/core/ports/ports.ts';
import { isKeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { rotate, stage } from '../../../src/practice-org/credentials/life-cycle.ts';
import { type App, type Consumer, fieldOf } from '../../../src/practice-org/model/app.ts';
import type { KnobValue } from '../../../src/practice-org/model/knobs.ts';
import { OrgModel } from '../../../src/practice-org/model/org.ts';
import { judge } from '../../../src/practice-org/oauth/token-rules.ts';
import { createOrg } from '../../../src/practice-org/seeds/scenarios.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { modelOrg } from '../../support/model-org.ts';
import { targets } from '../../support/targets.ts';
import { Broken, Crash } from '../rotation/story.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const seededAt = Date.UTC(2026, 10, 24, 3);
const seed = createOrg('acme', seededAt);
const policies = 'ExtlClntAppConfigurablePolicies';
export const filePath = '/etc/erp.env';

export interface EndStory {
  readonly name: string;
  readonly wishes?: Partial<DecommissionWishes>;
  readonly consumers?: readonly string[];
  readonly slot?: 'staged' | 'previous';
  /** REST access to secrets is off. */
  readonly isAccessOff?: boolean;
  /** OAuth was off before. */
  readonly isOffBefore?: boolean;
  readonly isNotStored?: boolean;
  /** Apps of the execution user; null if the org doesn't show them. */
  readonly sameUser?: readonly string[] | null;
  readonly knobs?: Readonly<Record<string, KnobValue>>;
}

export const agreed: DecommissionConsent = { confirmed: true, stillUsed: true, otherFlows: true };
const noWishes: DecommissionWishes = {
  freezesUser: false,
  cleansFiles: false,
  keepsCredentials: false,
  gone: [],
  reportTo: null,
};

/** An org with an app that reaches its end, what outlives the processes that end it, and what must hold at every moment. */
export class EndWorld {
  readonly org = new OrgModel(structuredClone(seed.data), seed.users.values());
  readonly app: App;
  readonly consumer: Consumer;
  readonly memory = new MemoryState();
  readonly entries = new Map<string, StoredPair>();
  readonly files = new Map<string, string>();
  readonly reports: { path: string; text: string }[] = [];
  readonly sent: string[] = [];
  readonly clock: Clock;
  readonly story: EndStory;
  readonly slotKey: string | null;
  boundaries = 0;
  crashes: readonly number[] = [];
  /** Called at every boundary, for what else may happen there. */
  atBoundary: (what: string) => void = () => undefined;
  /** Changes what the org says; for answers that can't be judged. */
  mutate: (org: SalesforceOrg) => SalesforceOrg = (org) => org;
  broken: Broken | null = null;
  #isDead = false;
  #state: State;
  readonly #first: string;

  constructor(story: EndStory) {
    this.story = story;
    const { org } = this;
    Object.assign(org, { now: () => seededAt + 3_600_000 + org.data.clockOffset });
    Object.assign(org.data.knobs, story.knobs);
    // Nobody has used the app so far.
    org.data.logins = [];
    if (story.isAccessOff) org.data.settings.enableClientSecretInRestApiAccess = 'false';
    const app = org.appNamed('ERP_Bridge');
    const consumer = app?.consumers[0];
    if (!app || !consumer) throw new Error('the seed has no such app');
    this.app = app;
    this.consumer = consumer;
    if (story.slot) stage(org, consumer, org.data.adminUserId);
    if (story.slot === 'previous' && consumer.staged) rotate(org, consumer, consumer.staged);
    org.data.clockOffset += 3_600_000;
    this.slotKey = consumer.staged?.key ?? null;
    this.#first = consumer.primary.key;
    const held = app.components[policies];
    if (story.isOffBefore && held) held.fields = { ...held.fields, isOauthPluginEnabled: 'false' };
    for (const pair of story.isNotStored ? [] : [consumer.primary, consumer.staged]) {
      if (!pair) continue;
      const kept = { orgId: org.orgId, app: app.developerName, savedAt: 0 };
      this.entries.set(pair.key, { ...kept, consumerKey: pair.key, consumerSecret: new Secret(pair.secret) });
    }
    this.files.set(filePath, consumer.primary.key);
    this.clock = {
      now: () => org.now(),
      sleep: async (ms) => {
        this.#boundary('while waiting');
        org.data.clockOffset += ms;
      },
      deadline: () => new AbortController().signal,
    };
    this.#state = this.memory.open(this.clock);
  }

  get isOauthOn(): boolean {
    return fieldOf(this.app, policies, 'isOauthPluginEnabled') !== 'false';
  }

  get user() {
    const name = fieldOf(this.app, 'ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser') ?? '';
    return this.org.userNamed(name);
  }

  begin(): Promise<WatchedApp> {
    const { org, app, consumer, story } = this;
    const { user } = this;
    return this.#state.apps.save(
      watchedApp({
        orgId: org.orgId,
        org: 'acme',
        app: app.developerName,
        label: app.label,
        appId: app.id,
        consumerId: consumer.id,
        consumerKey: consumer.primary.key,
        executionUser: user && { id: user.id, username: user.username },
        deliveries: targets(...(story.consumers ?? [`file:${filePath}`, 'manual:Bob'])),
        ...(story.isNotStored ? { store: null } : {}),
      }),
    );
  }

  watched(): Promise<WatchedApp | null> {
    return this.#state.apps.find(this.org.orgId, this.app.developerName, this.consumer.id);
  }

  /** A new process; the one before is dead, with everything that it had in memory. */
  process(): DecommissionPorts {
    this.#isDead = false;
    const state = this.memory.open(this.clock);
    this.#state = state;
    return {
      state: this.#wrappedState(state),
      clock: this.clock,
      deliveries: {
        deliver: async () => null,
        inspect: async () => null,
        cautions: async () => noCautions,
        places: async () => [],
        settle: async () => undefined,
        recheck: async () => null,
        keyIn: async () => null,
      },
      prover: null,
      incidents: {
        writeReport: (_run, report, to) =>
          this.#effect('report', async () => {
            if (to === '/taken') throw reason('FileExists', { path: '/taken.md' });
            const path = `${to ?? '/incidents/end'}.md`;
            this.reports.push({ path, text: JSON.stringify(report) });
            return path;
          }),
        inspectReport: async () => undefined,
        keepRecord: async () => ({ path: null, text: '' }),
        keptRecords: async () => [],
        removeRecord: async () => undefined,
        writeCard: async () => undefined,
      },
      signal: new AbortController().signal,
      tell: () => undefined,
      chance: () => 0.5,
      signIns: { list: async () => [] } as unknown as DecommissionPorts['signIns'],
      openOrg: async () => this.#wrappedOrg(this.mutate(modelOrg(this.org, this.app, null))),
      openStore: async () => this.#store(),
      copies: {
        look: async (path, keys) => (keys.includes(this.files.get(path) ?? '') ? 'ours' : 'other'),
        remove: (path) =>
          this.#effect('file', async () => {
            this.files.delete(path);
            return null;
          }),
      },
    };
  }

  async end(consent: DecommissionConsent = agreed, more: Partial<DecommissionWishes> = {}): Promise<DecommissionEnd> {
    const ports = this.process();
    const watched = await this.#mustBeWatched();
    const wishes = { ...noWishes, gone: ['Bob', `file:${filePath}`], ...this.story.wishes, ...more };
    return decommission(ports, { ...this.#request(watched), ...wishes }, async () => consent);
  }

  async resume(): Promise<DecommissionEnd | null> {
    const ports = this.process();
    return resumeDecommission(ports, this.#request(await this.#mustBeWatched()));
  }

  async back(): Promise<DecommissionEnd> {
    const ports = this.process();
    return returnApp(ports, this.#request(await this.#mustBeWatched()));
  }

  #request(watched: WatchedApp) {
    return { watched, orgName: 'acme', patienceMs: 360_000 };
  }

  async #mustBeWatched(): Promise<WatchedApp> {
    const watched = await this.watched();
    if (!watched) throw new Error('begin() comes first');
    return watched;
  }

  /** The product as its users run it, again after every crash, until the app has left the watch. */
  async drive(): Promise<number> {
    for (let runs = 1; runs <= 20; runs += 1) {
      const watched = await this.watched();
      if (!watched) return runs - 1;
      try {
        if (watched.decommission) await this.resume();
        else await this.end();
      } catch (error) {
        if (this.broken) throw this.broken;
        if (!this.#isDead && !(isKeyturnError(error) && error.exitCode === 75)) throw error;
        this.org.data.clockOffset += 60_000;
      }
    }
    throw new Broken('it does not come to an end');
  }

  async #effect<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
    this.#boundary(`before ${what}`);
    const value = await work();
    this.sent.push(what);
    this.#boundary(`after ${what}`);
    return value;
  }

  #boundary(what: string): void {
    if (this.#isDead) throw new Crash(what);
    this.boundaries += 1;
    this.#check(what);
    this.atBoundary(what);
    if (this.crashes.includes(this.boundaries)) {
      this.#isDead = true;
      throw new Crash(what);
    }
  }

  #check(when: string): void {
    const { primary } = this.consumer;
    if (primary.key !== this.#first) this.#fail(`the current credentials changed ${when}`);
    if (this.story.isNotStored) return;
    if (!this.entries.has(primary.key) && this.getsToken(primary.key, primary.secret)) {
      this.#fail(`credentials that get tokens are missing from the store ${when}`);
    }
  }

  getsToken(key: string, secret: string): boolean {
    return !('refusal' in judge(this.org, { key, secret }));
  }

  #fail(problem: string): never {
    this.broken ??= new Broken(problem);
    throw this.broken;
  }

  #wrappedState(state: State): State {
    return {
      ...state,
      apps: {
        ...state.apps,
        save: (app) => this.#effect('save', () => state.apps.save(app)),
        remove: (app) =>
          this.#effect('leave', async () => {
            const { run = null } = { run: (await this.watched())?.decommission };
            if (run?.report == null) this.#fail('the app leaves without a report');
            if (!run.keepsCredentials && run.forgottenAt === null) this.#fail('the app leaves before its credentials');
            await state.apps.remove(app);
          }),
      },
      journal: {
        ...state.journal,
        append: (entry) => this.#effect(`${entry.action} ${entry.event}`, () => state.journal.append(entry)),
      },
    };
  }

  #wrappedOrg(org: SalesforceOrg): SalesforceOrg {
    const isIntended = (action: string) => {
      if (!this.memory.openIntents.some((line) => line.action === action)) this.#fail(`${action} without an intent`);
    };
    const { apps, metadata, sessions, users } = org;
    return {
      ...org,
      apps: {
        ...apps,
        deleteStaged: (...asked) =>
          this.#effect('delete', async () => {
            isIntended('delete-pair');
            if (this.isOauthOn) this.#fail('credentials are deleted while OAuth is on');
            await apps.deleteStaged(...asked);
          }),
      },
      sessions: {
        ...sessions,
        end: (id) =>
          this.#effect('session', () => {
            isIntended('end-session');
            return sessions.end(id);
          }),
      },
      users: {
        ...users,
        appsRunningAs: async () => (this.story.sameUser === undefined ? ['ERP_Bridge'] : this.story.sameUser),
        setFrozen: (state, isFrozen) =>
          this.#effect(isFrozen ? 'freeze' : 'unfreeze', () => users.setFrozen(state, isFrozen)),
      },
      metadata: {
        ...metadata,
        setOauthPlugin: (record, isOn) =>
          this.#effect(isOn ? 'on' : 'off', () => {
            isIntended(isOn ? 'open-again' : 'contain');
            return metadata.setOauthPlugin(record, isOn);
          }),
        setSecretAccess: (on) => this.#effect(`access ${on}`, () => metadata.setSecretAccess(on)),
      },
    };
  }

  #store() {
    return {
      kind: 'file' as const,
      reference: (_orgId: string, key: string) => key,
      put: async (pair: StoredPair) => void this.entries.set(pair.consumerKey, pair),
      get: async (_orgId: string, key: string) => this.entries.get(key) ?? null,
      remove: (_orgId: string, key: string) =>
        this.#effect('forget', async () => {
          const pair = this.entries.get(key);
          if (pair && this.getsToken(key, pair.consumerSecret.reveal())) this.#fail('live credentials are forgotten');
          return this.entries.delete(key);
        }),
      claim: async () => undefined,
      owns: async (_orgId: string, key: string) => this.entries.has(key),
      keys: async () => [...this.entries.keys()],
      entries: async () => [...this.entries.values()],
    };
  }
}
