import type { Pair } from '../../../src/core/model/app.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { targetText } from '../../../src/core/model/target.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { usualPatience } from '../../../src/core/operate/operate.ts';
import type { OperatePorts, OperateRequest } from '../../../src/core/operate/operate-request.ts';
import { hour } from '../../../src/core/plain/time.ts';
import type { Clock, DeployRequest, State, StoredPair } from '../../../src/core/ports/ports.ts';
import { type App, type Consumer, fieldOf } from '../../../src/practice-org/model/app.ts';
import { OrgModel } from '../../../src/practice-org/model/org.ts';
import type { OrgData } from '../../../src/practice-org/model/org-data.ts';
import { isAccepted, judge } from '../../../src/practice-org/oauth/token-rules.ts';
import { createOrg } from '../../../src/practice-org/seeds/scenarios.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { takeEffect } from '../../support/model-metadata.ts';
import { adopted } from './adopted.ts';
import { Broken, Crash, type Story, usualDeliveries } from './story.ts';
import { type Fault, portsOf } from './world-ports.ts';

const seededAt = Date.UTC(2026, 10, 24, 3);
const seed = createOrg('acme', seededAt);
/** Quicker to copy than the data. */
const seedText = JSON.stringify(seed.data);

const policies = 'ExtlClntAppOauthConfigurablePolicies';

/** What changes pairs in the org. */
export type PairChange = 'stage' | 'rotate' | 'delete';

/** An org, what outlives the processes that work on it, those who use the pairs, and the promises made to them. */
export class World {
  readonly org: OrgModel;
  readonly app: App;
  readonly consumer: Consumer;
  readonly memory = new MemoryState();
  readonly entries = new Map<string, StoredPair>();
  /** Incident reports by run, as text. */
  readonly reports = new Map<string, string>();
  /** Records of containments that the state couldn't record. */
  readonly records: string[] = [];
  /** The pair that each consumer was given last. */
  readonly given = new Map<string, Pair>();
  readonly #givenBefore = new Map<string, Pair>();
  /** Targets that this command has read. */
  readonly #read = new Set<string>();
  /** Targets that were changed by others since a person last agreed to a plan. */
  readonly #restoredSince = new Set<string>();
  /** Targets that were changed by others after this command had read them: nobody could know. */
  readonly #restoredLate = new Set<string>();
  /** Changes of pairs that the org made for us, and deploys that it took to make a pair. */
  readonly sent = { stage: 0, rotate: 0, delete: 0, deploy: 0 };
  readonly clock: Clock;
  readonly story: Story;
  readonly original: Pair;
  /** Boundaries of effects so far; each effect has one before and one after. */
  boundaries = 0;
  /** At which boundaries the process dies. */
  crashes: readonly number[] = [];
  /** Called at every boundary, for what else may happen there. */
  atBoundary: (what: string) => void = () => undefined;
  /** Asked at every call that may fail. */
  faultAt: (call: string) => Fault | null = () => null;
  /** A product that differs from ours, to see that it is caught. */
  mutate: (ports: OperatePorts) => OperatePorts = (ports) => ports;
  /** The first promise that did not hold, whoever caught the error. */
  broken: Broken | null = null;
  /** When each key got a token last, by the org's clock. Epoch ms. */
  readonly tokenAt = new Map<string, number>();
  /** Every pair that was in the store. */
  readonly #known = new Map<string, Pair>();
  /** Targets of consumers that a person removed or moved during a run, with the id of that run. */
  readonly #former = new Map<string, string>();
  /** Those of them that a person has continued without. */
  readonly #goneWithout = new Set<string>();
  /** Targets that consumers got since a person last agreed to a plan. */
  readonly #unagreed = new Set<string>();
  /** Targets that a stranger has changed since the last delivery. */
  readonly #spoiled = new Set<string>();
  /** Consumers whose pair stopped working by other people's hands, by time, or by what a person agreed to. */
  readonly #excused = new Set<string>();
  /** Somebody else changed pairs since we looked last: no tool could have known. */
  #isOvertaken = false;
  /** Runs whose `rotate` the org has done. */
  readonly #rotated = new Set<string>();
  /** Runs whose `rotate` others have taken back since. */
  readonly #turnedBack = new Set<string>();
  readonly #madePrimary = new Set<string>();
  /** The command that is going on has changed something in the org. */
  hasChangedOrg = false;
  /** Key of the current credentials when the command began. */
  primaryBefore: string | null = null;
  /** Ever since the beginning. */
  haveOthersChangedPairs = false;
  /** Others have put the app right again, whatever we had turned off. */
  isMended = false;
  /** OAuth was off for the app, or its user frozen, before the command began or by what others have done since. */
  isBlockedAnyway = false;
  /** Whether the others want secret access over REST to be on. */
  isAccessWanted: boolean;
  /** The org does not take the setting back right now. */
  isGivingBack = false;
  /** How far our clock is ahead of the org's. In ms. */
  skew: number;
  executionUser: string;
  readonly permittedUsers: string;
  /** A person has agreed to end the app, and hasn't put it back. */
  #isEnding = false;
  /** Keys of the stored credentials then. */
  #storedBefore: readonly string[] = [];
  /** A person has agreed to block access without a record. */
  isBlockAgreed = false;
  /** OAuth is off because the app ends. */
  isEnded = false;
  /** keyturn has just seen the setting off, and may be about to note that it turns it on. */
  #mayBorrow = false;
  /** Who froze or unfroze the user last. */
  freeze: { by: 'keyturn' | 'others' | null } = { by: null };
  /** The worlds of other apps that share the org, the state and the execution user. */
  readonly neighbors: World[] = [];
  /** Commands of neighbors may run at the same time. */
  isBusy = false;
  /** Processes that have died. A process is known by its ports of the state. */
  readonly #dead = new Set<State>();
  #suspension: {
    readonly boundary: number;
    /** null until a process gets there. */
    process: State | null;
    readonly reached: () => void;
    readonly woken: Promise<void>;
  } | null = null;
  #lastPrimary = '';
  #state: State;

  constructor(story: Story) {
    this.story = story;
    this.org = new OrgModel(JSON.parse(seedText) as OrgData, seed.users.values());
    const { data } = this.org;
    Object.assign(this.org, { now: () => seededAt + 3_600_000 + data.clockOffset });
    Object.assign(data.knobs, story.knobs);
    if (story.isOff) data.settings.enableClientSecretInRestApiAccess = 'false';
    const app = this.org.appNamed(story.app ?? 'ERP_Bridge');
    const consumer = app?.consumers[story.consumer ?? 0];
    if (!app || !consumer) throw new Error('the seed has no such app');
    this.app = app;
    this.isAccessWanted = !story.isOff;
    this.executionUser = fieldOf(app, policies, 'clientCredentialsFlowUser') ?? '';
    this.permittedUsers = fieldOf(app, policies, 'permittedUsersPolicyType') ?? '';
    this.consumer = consumer;
    this.original = { consumerKey: consumer.primary.key, consumerSecret: new Secret(consumer.primary.secret) };
    for (const target of story.deliveries ?? usualDeliveries) this.given.set(target, this.original);
    this.skew = story.skew ?? 0;
    this.clock = {
      now: () => this.org.now() + this.skew,
      sleep: async (ms) => this.sleep(this.#state, ms),
      deadline: () => new AbortController().signal,
    };
    this.#state = this.memory.open(this.clock);
  }

  /** What a fresh look at the state tells. */
  watched(): Promise<WatchedApp | null> {
    return this.#state.apps.find(this.org.orgId, this.app.developerName, this.consumer.id);
  }

  /** The run that is not finished. */
  get open(): Rotation | null {
    const isOurs = ({ orgId, consumerId, finishedAt }: Rotation) =>
      finishedAt === null && orgId === this.org.orgId && consumerId === this.consumer.id;
    return this.memory.runs.find(isOurs) ?? null;
  }

  /** The newest run of the app. */
  get newestRun(): Rotation | null {
    return this.memory.runs.findLast(({ consumerId }) => consumerId === this.consumer.id) ?? null;
  }

  /** Whether the newest process has died; whatever it still says doesn't count. */
  get isDead(): boolean {
    return this.#dead.has(this.#state);
  }

  get isSecretAccessOn(): boolean {
    return this.org.data.settings.enableClientSecretInRestApiAccess === 'true';
  }

  /** The app comes under watch. */
  begin(): Promise<WatchedApp> {
    this.#state = this.memory.openBeside(this.clock);
    return this.#state.apps.save(adopted(this));
  }

  /** A new process; the one before is dead, with everything that it had in memory. */
  async process(): Promise<OperatePorts & { readonly watched: WatchedApp }> {
    return this.#begin(this.memory.open(this.clock));
  }

  /** A new process beside those that run. */
  beside(): Promise<OperatePorts & { readonly watched: WatchedApp }> {
    return this.#begin(this.memory.openBeside(this.clock));
  }

  async #begin(state: State): Promise<OperatePorts & { readonly watched: WatchedApp }> {
    this.#state = state;
    const watched = await this.watched();
    if (!watched) throw new Error('begin() comes first');
    return { ...this.mutate(portsOf(this, state)), watched };
  }

  resuming(watched: WatchedApp): Pick<OperateRequest, 'watched' | 'orgName' | 'patienceMs' | 'goesWithout'> {
    const goesWithout = async () => true;
    return { watched, orgName: this.story.isSelf ? 'tool' : 'acme', patienceMs: usualPatience, goesWithout };
  }

  async effect<Value>(process: State, what: string, work: () => Promise<Value>): Promise<Value> {
    await this.#boundary(process, `before ${what}`);
    const value = await work();
    if (what === 'noting borrow-secret-access intended') this.#mayBorrow = false;
    this.#check(what);
    // What runs at the same time may be between an effect and its mark.
    if (!this.isBusy) for (const neighbor of this.neighbors) neighbor.#checkBeside(what);
    await this.#boundary(process, `after ${what}`);
    return value;
  }

  /**
   * The process that reaches this boundary stops there until it is woken, with everything that it does at the same time. Others go
   * on meanwhile.
   */
  suspendAt(boundary: number): { readonly isReached: Promise<void>; readonly wake: () => void } {
    const [reached, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.#suspension = { boundary, process: null, reached: reached.resolve, woken: woken.promise };
    return {
      isReached: reached.promise,
      wake: () => {
        woken.resolve();
        this.#suspension = null;
      },
    };
  }

  async #boundary(process: State, what: string): Promise<void> {
    if (this.#suspension?.process === process) await this.#suspension.woken;
    this.#pass(process, what);
    if (this.#suspension?.process !== null || this.#suspension.boundary !== this.boundaries) return;
    this.#suspension.process = process;
    this.#suspension.reached();
    await this.#suspension.woken;
  }

  #pass(process: State, what: string): void {
    if (this.#dead.has(process)) throw new Crash(what);
    this.boundaries += 1;
    this.atBoundary(what);
    if (this.crashes.includes(this.boundaries)) {
      this.#dead.add(process);
      throw new Crash(what);
    }
  }

  sleep(process: State, ms: number): void {
    this.#pass(process, 'while waiting');
    const isBorrowed = this.isSecretAccessOn && !this.isAccessWanted;
    // Another process may have it on.
    const isAlone = this.#suspension === null && !this.isBusy;
    if (isBorrowed && isAlone && !this.isGivingBack) this.#fail('the setting is borrowed across a wait');
    this.pass(ms);
  }

  /** Whoever sees the setting off may be about to borrow it, while other work of the same command goes on. */
  sawAccess(isOn: boolean | null): boolean | null {
    this.#mayBorrow = isOn === false;
    return isOn;
  }

  /** Somebody else's hand on the setting. While it is borrowed nobody can tell theirs from ours. */
  setSecretAccess(isOn: boolean): void {
    const isBorrowed =
      this.#mayBorrow || this.memory.openIntents.some(({ action }) => action === 'borrow-secret-access');
    if (isOn === this.isSecretAccessOn || (isOn && isBorrowed)) return;
    this.isAccessWanted = isOn;
    this.org.data.settings.enableClientSecretInRestApiAccess = String(isOn);
  }

  beginCommand(): void {
    this.isBlockedAnyway = this.isBlocked;
    this.primaryBefore = this.consumer.primary.key;
    this.hasChangedOrg = false;
    this.isGivingBack = false;
    this.#read.clear();
    this.#mayBorrow = false;
  }

  /** Time goes on; below 0 somebody sets our own clock back. */
  pass(ms: number): void {
    if (ms < 0) this.skew += ms;
    else
      this.byOthers(() => {
        this.org.data.clockOffset += ms;
      });
  }

  /** Whatever is still on its way to the org takes effect. */
  land(): void {
    this.pass(60_000);
    takeEffect(this.org);
  }

  get isBlocked(): boolean {
    const isOn = fieldOf(this.app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled') !== 'false';
    return !isOn || this.isUserFrozen;
  }

  /** Something that is not ours: what stops working by it is not our doing. */
  byOthers(act: () => void): void {
    const noted = [this, ...this.neighbors].map((world) => world.#beforeOthers());
    const wasFrozen = this.isUserFrozen;
    act();
    if (this.isUserFrozen !== wasFrozen) this.freeze.by = 'others';
    for (const note of noted) note();
  }

  /** Called before others do something. Call what it returns afterwards. */
  #beforeOthers(): () => void {
    const pairs = () => JSON.stringify([this.consumer.primary, this.consumer.staged]);
    const before = pairs();
    const { key } = this.consumer.primary;
    const wasBlocked = this.isBlocked;
    return () => {
      if (this.isBlocked !== wasBlocked) this.isBlockedAnyway = this.isBlocked;
      this.org.settleStaged(this.consumer);
      if (this.open && key !== this.consumer.primary.key) this.#turnedBack.add(this.open.id);
      if (before !== pairs()) {
        this.#isOvertaken = true;
        this.haveOthersChangedPairs = true;
      }
      for (const [target, pair] of this.given) this.#mark(target, this.isLive(pair));
    };
  }

  get isUserFrozen(): boolean {
    return this.org.userNamed(this.executionUser)?.isFrozen === true;
  }

  /** Before keyturn freezes or unfreezes the user. */
  turningUser(isFrozen: boolean): void {
    const needing = this.neighbors.find((world) => world.#needsFreeze());
    if (!isFrozen && needing)
      this.#fail(`the user is unfrozen although the emergency of ${needing.app.developerName} needs the freeze`);
    if (isFrozen !== this.isUserFrozen) this.freeze.by = 'keyturn';
  }

  /** The org has accepted the freeze of an emergency whose leaked credentials it still has. */
  #needsFreeze(): boolean {
    const { open, consumer } = this;
    const { by, containedAt = null, openedAt } = open?.emergency?.containment ?? {};
    if (open === null || by !== 'freeze' || containedAt === null || openedAt !== null || open.endedAt !== null)
      return false;
    return [consumer.primary.key, consumer.staged?.key].includes(open.ends);
  }

  /** A backup puts the file back that this target had before. */
  restore(target: string): void {
    const before = this.#givenBefore.get(target);
    if (!before) return;
    this.given.set(target, before);
    this.#restoredSince.add(target);
    if (this.#read.has(target)) this.#restoredLate.add(target);
  }

  /** keyturn reads what a target has. */
  readBack(target: string): Pair | undefined {
    this.#read.add(target);
    this.#restoredLate.delete(target);
    return this.given.get(target);
  }

  deliver(target: string, pair: Pair): void {
    const before = this.given.get(target);
    if (before && before.consumerKey !== pair.consumerKey) this.#givenBefore.set(target, before);
    this.given.set(target, pair);
    for (const kept of [this.#restoredLate, this.#spoiled, this.#former, this.#goneWithout]) kept.delete(target);
  }

  /** Somebody else writes into a target. Until the next delivery, a loss of access there isn't our doing. */
  spoil(target: string, pair: Pair): void {
    this.given.set(target, pair);
    this.#spoiled.add(target);
    this.#restoredSince.add(target);
  }

  /** The state of the running process, without boundaries, for changes that are one transaction in the real state. */
  get wholeState(): State {
    return this.#state;
  }

  /** Adds a consumer that used the app before keyturn knew about it. */
  consumerAdded(target: string): void {
    const { open, org } = this;
    this.#former.delete(target);
    const found = open?.rotatedAt == null || open.kind === 'back' ? null : org.findPair(open.ends);
    const { key, secret } = found && found.slot !== 'gone' ? found.pair : this.consumer.primary;
    const pair = { consumerKey: key, consumerSecret: new Secret(secret) };
    this.given.set(target, pair);
    this.#unagreed.add(target);
    this.#mark(target, this.isLive(pair));
  }

  /** @param leaves whether the consumer may still use its pair until the open run is finished */
  consumerRemoved(target: string, leaves: boolean): void {
    this.#goneWithout.delete(target);
    this.#unagreed.delete(target);
    if (leaves && this.open) this.#former.set(target, this.open.id);
    else this.#drop(target);
  }

  /** @param leaves whether somebody may still use the old target */
  consumerMoved(from: string, to: string, leaves: boolean): void {
    const pair = this.given.get(from);
    if (pair) this.given.set(to, pair);
    if (this.isExcused(from)) this.#excused.add(to);
    this.#former.delete(to);
    this.#unagreed.add(to);
    this.consumerRemoved(from, leaves);
  }

  /** A person continues the run, without the consumers that were removed. */
  personContinues(): void {
    for (const target of this.#former.keys()) this.#goneWithout.add(target);
  }

  /** A person agrees to a plan, which names all consumers. */
  personAgrees(): void {
    this.#unagreed.clear();
    this.#restoredSince.clear();
  }

  /** A person agrees to end the app, and to what its consumers lose. */
  personEnds(): void {
    this.#isEnding = true;
    this.#storedBefore = [...this.entries.keys()];
  }

  /** Nothing ends the app, or no longer: it was put back, or a crash came before the record of its end. */
  appIsBack(): void {
    if (!this.#isEnding) return;
    if (this.isEnded) this.#fail('the app is back, and its OAuth is off');
    const { key } = this.consumer.primary;
    if (this.#storedBefore.includes(key) && !this.entries.has(key))
      this.#fail('the app is back without its credentials');
    this.#isEnding = false;
  }

  /** Salesforce refuses all of its credentials, so nothing of them is missing. */
  appHasLeft(): void {
    if (!this.isEnded) this.#fail('the app has left with its OAuth on');
    this.#isEnding = false;
    this.isEnded = false;
    this.#known.clear();
    this.#madePrimary.clear();
    for (const target of this.given.keys()) this.#drop(target);
    const { key, secret } = this.consumer.primary;
    const pair = { consumerKey: key, consumerSecret: new Secret(secret) };
    for (const target of this.story.deliveries ?? usualDeliveries) {
      this.given.set(target, pair);
      // Salesforce's servers may not know yet what somebody else made current.
      this.#mark(target, this.isLive(pair));
    }
  }

  /** Before OAuth of the app is turned off or on. */
  turningOauth(isOn: boolean): void {
    const isContained = this.isBlockAgreed || this.open?.emergency != null;
    if (!isOn && !this.#isEnding && !isContained) this.#fail('OAuth is turned off, and nobody agreed');
    if (!this.#isEnding) return;
    this.isEnded = !isOn;
    this.hasChangedOrg = true;
  }

  #drop(target: string): void {
    const all = [this.given, this.#givenBefore, this.#former, this.#spoiled, this.#restoredLate, this.#excused];
    for (const kept of all) kept.delete(target);
  }

  /** Forgets the consumers that were removed in a run that is finished. */
  #dropFormer(): void {
    for (const [target, run] of this.#former) if (run !== this.open?.id) this.#drop(target);
  }

  /** A person gives a consumer the pair that we showed, alive or not. */
  giveByHand(target: string, pair: Pair): void {
    this.deliver(target, pair);
    this.#mark(target, this.isLive(pair));
  }

  looked(): void {
    this.#isOvertaken = false;
  }

  #mark(target: string, isLive: boolean): void {
    if (isLive) this.#excused.delete(target);
    else this.#excused.add(target);
  }

  /** Only what the org really did counts. */
  async changing<Value>(what: PairChange, work: () => Promise<Value>): Promise<Value> {
    const { staged } = this.consumer;
    const id = this.open?.id ?? '';
    if (!this.#isOvertaken) {
      if (what === 'stage' && staged?.state === 'Active') this.#fail('a second pair is staged');
      // An emergency has to replace the leaked pair again when others have made it primary once more.
      const isAskedTwice = this.open?.emergency != null && this.#turnedBack.has(id);
      if (what === 'rotate' && this.#rotated.has(id) && !isAskedTwice) this.#fail('one run rotates twice');
      if (what === 'delete' && staged === null) this.#fail('a pair is deleted twice');
      if (what === 'delete' && staged) this.#checkDelete(staged);
    }
    const value = await work();
    if (staged === this.consumer.staged) return value;
    this.sent[what] += 1;
    this.hasChangedOrg = true;
    if (what === 'rotate') {
      this.#rotated.add(id);
      // Others were quicker: with ids of the slot another pair than ours was made primary, which nobody could know.
      if (!this.#isOvertaken) this.#madePrimary.add(this.consumer.primary.key);
    }
    for (const [target, pair] of this.given)
      if (this.#isAgreed(what, pair, target)) this.#mark(target, this.isLive(pair));
    return value;
  }

  /** The org has taken a deploy; it takes effect later. */
  deploying({ files }: DeployRequest): void {
    const flag = '<shouldRotateConsumerKey>true<';
    if (files.some(({ content }) => new TextDecoder().decode(content).includes(flag))) this.sent.deploy += 1;
  }

  /** A deploy may replace the pair: then everybody has the old one, which was agreed to. */
  #noteDeploy(): void {
    const { key } = this.consumer.primary;
    const { open } = this;
    if (key === this.#lastPrimary) return;
    const isDeployed = open?.emergency != null && open.emergency.replaceIntendedAt !== null;
    this.#lastPrimary = key;
    if (!isDeployed) return;
    this.hasChangedOrg = true;
    for (const [target, pair] of this.given) this.#mark(target, this.isLive(pair));
  }

  /** Nobody who could be told may be cut off before it was tried. */
  #checkToldFirst(): void {
    const { open } = this;
    const isContained = open?.emergency?.containment != null;
    const isUntold = open?.deliveries.some(({ status }) => status === 'pending') === true;
    if (open?.emergency && open.rotatedAt !== null && open.order === 'hand-over-first' && !isContained && isUntold) {
      this.#fail('the leaked pair is deleted before anybody was handed the new one');
    }
  }

  #checkDelete({ createdById, state, key }: NonNullable<Consumer['staged']>): void {
    if (this.#isEnding) {
      if (!this.isEnded) this.#fail('credentials of an app that ends are deleted while its OAuth is on');
      return;
    }
    this.#checkToldFirst();
    const { kind, ends } = this.open ?? {};
    const isByPerson = kind === 'retire' || kind === 'emergency' || kind === 'discard';
    // Salesforce refuses expired credentials already.
    if (this.#former.size > 0 && key === ends && !isByPerson && state !== 'Expired') {
      this.#fail('the previous pair is deleted by itself although a consumer was removed');
    }
    const shownAt = this.tokenAt.get(this.consumer.primary.key) ?? Number.NEGATIVE_INFINITY;
    if (key === ends && kind !== 'emergency' && kind !== 'discard' && Math.abs(this.org.now() - shownAt) > 2 * hour) {
      this.#fail('the previous pair is deleted although nothing shows that the current one still works');
    }
    const isStranger = state === 'Active' && createdById !== this.org.data.adminUserId;
    const isDiscarded = this.open?.kind === 'discard' && this.open.consent.confirmed && this.open.ends === key;
    const { freesStranger = false, freesOnly = key } = this.open?.emergency ?? {};
    const isAsked = isDiscarded || (freesStranger && freesOnly === key);
    if (isStranger && !isAsked) this.#fail("a stranger's pair is deleted");
    const isOwn = this.story.isSelf === true && key === this.original.consumerKey && state !== 'Expired';
    const isFreed = this.open?.emergency != null && key !== this.open.ends;
    if (isOwn && !isFreed && this.open?.calledAt === null && this.open.emergency?.containment == null)
      this.#fail("keyturn's own pair is deleted before the new one was used");
  }

  /** What a person agreed to loses its access with open eyes. */
  #isAgreed(what: PairChange, { consumerKey }: Pair, target: string): boolean {
    const { open } = this;
    if (this.#isOvertaken || this.#isEnding) return true;
    // In an org without an overlap, only a person promotes although a consumer was removed.
    const isAtOnce = what === 'rotate' && this.org.knob('graceAfterRotate') === false;
    if (isAtOnce && this.#former.has(target) && this.#goneWithout.has(target)) return true;
    if (!open?.consent.confirmed && !open?.hasNoConsumers) return false;
    if (open.emergency) return consumerKey !== open.stays;
    if (what === 'delete') {
      const isOfPlan = open.kind === 'retire' && open.ends === consumerKey && !this.#unagreed.has(target);
      return isOfPlan && !this.#couldBeServed(open, target);
    }
    return isAtOnce && open.order === 'rotate-first';
  }

  /** A file can be read, so a retirement tries to deliver to it before it deletes what the file has. */
  #couldBeServed({ deliveries }: Rotation, target: string): boolean {
    const isReadable = target.startsWith('file:') && !this.#restoredSince.has(target) && !this.#former.has(target);
    const wasTried = deliveries.some((one) => targetText(one.target) === target && one.status === 'failed');
    return isReadable && !wasTried;
  }

  forget(key: string): void {
    const pair = this.entries.get(key);
    if (this.#isEnding) this.#forgetEnded(key, pair);
    else if (pair && this.isLive(pair) && !this.#isOvertaken) this.#fail('a pair is forgotten that still gets tokens');
    if (this.#isOvertaken) this.#known.delete(key);
    this.entries.delete(key);
  }

  /** Credentials that Salesforce refuses only because OAuth is off are no longer needed. */
  #forgetEnded(key: string, pair: Pair | undefined): void {
    const getsToken = pair && !('refusal' in judge(this.org, { key, secret: pair.consumerSecret.reveal() }));
    if (getsToken && !this.#isOvertaken)
      this.#fail('credentials of an app that ends are forgotten, and still get tokens');
    this.#known.delete(key);
    this.#madePrimary.delete(key);
  }

  /** Whether the org knows this pair, whatever else stands in the way of a token. */
  isLive({ consumerKey, consumerSecret }: Pair): boolean {
    return this.isKnownToOrg(consumerKey, consumerSecret.reveal());
  }

  isKnownToOrg(key: string, secret: string): boolean {
    const found = this.org.findPair(key);
    return found !== null && found.pair.secret === secret && isAccepted(this.org, found);
  }

  isExcused(target: string): boolean {
    return [this.#excused, this.#spoiled, this.#restoredLate].some((kept) => kept.has(target));
  }

  /** What a command for another app leaves as it is. */
  #checkBeside(when: string): void {
    if (this.broken === null) this.#check(`${when} for another app`);
  }

  /** What has to hold at every moment. */
  #check(when: string): void {
    this.#noteDeploy();
    for (const [target, pair] of this.given) {
      if (this.#spoiled.has(target)) continue;
      if (this.isLive(pair)) this.#excused.delete(target);
      else if (this.#isOvertaken || this.#isUnproved(pair) || this.#restoredLate.has(target)) this.#excused.add(target);
      else if (!this.#excused.has(target)) this.#fail(`${target} lost access after ${when}`);
    }
    for (const [key, pair] of this.entries) this.#known.set(key, pair);
    for (const [key, pair] of this.#known) {
      if (!this.entries.has(key) && this.isLive(pair))
        this.#fail(`a live pair is missing from the store after ${when}`);
    }
    const { primary } = this.consumer;
    if (
      this.#madePrimary.has(primary.key) &&
      this.entries.get(primary.key)?.consumerSecret.reveal() !== primary.secret
    ) {
      this.#fail(`the primary pair is in nobody's store after ${when}`);
    }
    if (when === 'recording the run') {
      this.#checkRecord();
      this.#dropFormer();
    }
  }

  /** Claims of the run's own record. */
  #checkRecord(): void {
    const { savedAt, stays } = this.open ?? {};
    if (savedAt != null && stays != null && !this.entries.has(stays)) {
      this.#fail('the record says saved, and the store has no such pair');
    }
  }

  /** In an emergency a pair is handed over that no server may know yet. */
  #isUnproved({ consumerKey }: Pair): boolean {
    const { open } = this;
    const { unprovedAt = null, containment = null, replaceBy } = open?.emergency ?? {};
    const isUnknown = unprovedAt !== null || containment !== null || replaceBy === 'deploy';
    const isProved = open !== null && (open.stagedProvedAt !== null || open.primaryProvedAt !== null);
    return open?.emergency != null && open.stays === consumerKey && (isUnknown || !isProved);
  }

  #fail(problem: string): never {
    this.broken ??= new Broken(problem);
    throw this.broken;
  }
}
