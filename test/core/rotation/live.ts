import { mustNotBeEnding } from '../../../src/core/acts/not-ending.ts';
import { readAndStorePair } from '../../../src/core/acts/pair.ts';
import { returnBorrowedSecretAccess } from '../../../src/core/acts/secret-access.ts';
import { chainHash, chainStart } from '../../../src/core/adapters/state/journal-chain.ts';
import { startDelivery } from '../../../src/core/machine/start-delivery.ts';
import { graceEndsAt } from '../../../src/core/model/rotation.ts';
import { freezesUser } from '../../../src/core/model/shared-freeze.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { operate, resumeRotation } from '../../../src/core/operate/operate.ts';
import { isKeyturnError, reasons } from '../../../src/core/reasons/errors.ts';
import { performWork } from '../../../src/core/unattended/perform-work.ts';
import { abandon } from '../../../src/core/watch/adopt.ts';
import { consumerChanges, isConsumerChange } from './change-consumers.ts';
import { answerByHand, respondTo } from './drive.ts';
import { backToLife, endApp, watchedAgain } from './end-of-app.ts';
import { beside } from './neighbors.ts';
import { acts, mendApp } from './other-people.ts';
import type { CommandKind, Life, Move } from './random-life.ts';
import { checkSentence } from './safe-sentences.ts';
import { agreed, Broken, type Story, usualDeliveries } from './story.ts';
import { World } from './world.ts';

/** How a life went, for the figure. */
export interface Tally {
  moves: number;
  crashes: number;
  faults: number;
  acts: number;
  rotations: number;
  /** Apps that were decommissioned, and that were put back. */
  ends: number;
  backs: number;
  /** Emergencies of several apps at once. */
  together?: number;
  readonly stops: Map<string, number>;
}

export const calm: OneMove = {
  kind: 'resume',
  isConfirmed: true,
  mayBorrow: true,
  graceDays: null,
  newTarget: false,
  crashAt: null,
  faults: [],
  acts: [],
  pause: 0,
};

/** Lives through everything, then lets a person put it right by what the errors say. @throws Broken */
export async function live({ story, moves, apps = 1 }: Life, tally: Tally): Promise<World> {
  const worlds = worldsOf(story, apps);
  const [first] = worlds;
  for (const world of worlds) await world.begin();
  for (const move of moves) {
    const world = worlds[(move.app ?? 0) % worlds.length] ?? first;
    if (move.kind === 'emergency-all') await respondForAll(worlds, move, tally);
    else await make(world, { ...move, kind: move.kind }, tally);
    world.pass(move.pause);
  }
  // What keyturn itself has frozen, it unfreezes in the end.
  const isLeftToKeyturn = worlds.length > 1 && first.freeze.by === 'keyturn';
  for (const world of worlds) {
    mendApp(world, !isLeftToKeyturn);
    world.isMended = true;
  }
  await finishByPerson(worlds, tally);
  const isContained = worlds.some(({ open }) => open !== null && freezesUser(open));
  if (first.isUserFrozen && first.freeze.by === 'keyturn' && !isContained)
    throw new Broken('keyturn leaves the user frozen');
  for (const world of worlds) checkKept(world);
  return first;
}

/** Apps of one execution user. */
function worldsOf(story: Story, apps: number): readonly [World, ...World[]] {
  const first = new World(story);
  const others = ['Data_Lake', 'Mailer'].slice(0, apps - 1);
  const targets = story.deliveries ?? usualDeliveries;
  return [
    first,
    ...others.map((app) =>
      beside(first, { ...story, app, isSelf: false, deliveries: targets.map((target) => `${target}.${app}`) }),
    ),
  ];
}

/** A person responds to the leak of all apps at once. */
async function respondForAll(worlds: readonly World[], move: Move, tally: Tally): Promise<void> {
  const [first] = worlds;
  if (!first) return;
  tally.together = (tally.together ?? 0) + 1;
  first.isBusy = true;
  const ports: Awaited<ReturnType<World['process']>>[] = [];
  for (const world of worlds) ports.push(ports.length === 0 ? await world.process() : await world.beside());
  const respond = async (world: World) => {
    const given = ports[worlds.indexOf(world)];
    if (given) await respondTo(world, given, wishesOf(move));
  };
  const moved = { ...move, kind: 'emergency' } as const;
  await Promise.all(
    worlds.map((world, index) =>
      make(world, index === 0 ? moved : { ...moved, crashAt: null, acts: [] }, tally, () => respond(world)),
    ),
  );
  first.isBusy = false;
}

/** One command of a person, in a process of its own. Returns the code of why it stopped; null at its end. */
async function make(
  world: World,
  move: OneMove,
  tally: Tally,
  work: (move: ByPerson) => Promise<void> = (one) => perform(world, one),
): Promise<string | null> {
  const began = world.boundaries;
  const faults = new Map(move.faults);
  let calls = 0;
  world.faultAt = () => {
    const fault = faults.get(calls) ?? null;
    calls += 1;
    if (fault) tally.faults += 1;
    return fault;
  };
  world.crashes = move.crashAt === null ? [] : [began + move.crashAt];
  world.atBoundary = () => {
    const at = world.boundaries - began;
    if (at > 3000) throw new Broken('a command does not come to an end');
    for (const [boundary, act] of move.acts) {
      if (boundary !== at) continue;
      tally.acts += 1;
      world.byOthers(() => acts[act](world));
    }
  };
  world.beginCommand();
  tally.moves += 1;
  const code = await codeOf(world, move, tally, work);
  world.atBoundary = () => undefined;
  world.faultAt = () => null;
  world.crashes = [];
  if (world.broken) throw world.broken;
  if (await watchedAgain(world)) tally.ends += 1;
  if (code === null && move.kind === 'decommission-back') tally.backs += 1;
  return code;
}

async function codeOf(
  world: World,
  move: OneMove,
  tally: Tally,
  work: (move: ByPerson) => Promise<void>,
): Promise<string | null> {
  try {
    const { kind } = move;
    if (kind === 'unattended') return await continueAsDaemon(world, tally);
    await work({ ...move, kind });
    return null;
  } catch (error) {
    if (world.isDead) {
      tally.crashes += 1;
      return 'crash';
    }
    if (world.broken) throw world.broken;
    if (!isKeyturnError(error)) throw error;
    if (!(error.code in reasons) || error.code === 'Defect') throw new Broken(`no reason: ${error.message}`);
    checkSentence(world, error);
    tally.stops.set(error.code, (tally.stops.get(error.code) ?? 0) + 1);
    return error.code;
  }
}

/** The daemon keeps a problem, and throws none. */
async function continueAsDaemon(world: World, { stops }: Tally): Promise<string | null> {
  const ports = await world.process();
  const outcome = await performWork(ports, ports.watched, { work: { do: 'resume' }, begunAt: world.clock.now() });
  if (outcome === 'done') return null;
  stops.set(outcome, (stops.get(outcome) ?? 0) + 1);
  return outcome;
}

/** A move of one app. */
type OneMove = Move & { readonly kind: Exclude<CommandKind, 'emergency-all'> };
type ByPerson = Move & { readonly kind: Exclude<CommandKind, 'unattended' | 'emergency-all'> };

async function perform(world: World, move: ByPerson): Promise<void> {
  const ports = await world.process();
  const { watched } = ports;
  if (isConsumerChange(move.kind)) return consumerChanges[move.kind](world, ports);
  switch (move.kind) {
    case 'resume':
      if (watched.decommission) return endApp(world, ports, move);
      world.personContinues();
      await resumeRotation(ports, world.resuming(watched));
      return;
    case 'watch':
      return watch(world);
    case 'decommission':
      return endApp(world, ports, move);
    case 'decommission-back':
      return backToLife(world, ports);
    case 'handed-over':
      return answerByHand(world, ports);
    case 'emergency':
      await respondTo(world, ports, wishesOf(move));
      return;
    default: {
      const deliveries = move.newTarget
        ? [...(world.open?.deliveries.map(({ target }) => target) ?? watched.deliveries), parseTarget('file:/new')]
        : null;
      const { kind, graceDays } = move;
      if (kind === 'rotate' || kind === 'back') world.personContinues();
      const request = { ...world.resuming(watched), kind, graceDays, deliveries, noConsumers: false };
      const consent = { ...agreed, confirmed: move.isConfirmed, borrow: move.mayBorrow };
      await operate(ports, request, async () => {
        world.personAgrees();
        return consent;
      });
    }
  }
}

/** Drawn along with the rest of the move. */
function wishesOf({ graceDays, newTarget, mayBorrow }: Move): NonNullable<Story['wishes']> {
  const containBy = graceDays === 0 ? 'flow' : graceDays === 30 ? 'freeze' : null;
  return { containBy, keepsSessions: newTarget, byDeploy: !mayBorrow && newTarget };
}

/** Takes over whatever pair is primary now, with the run that delivers it to the consumers. */
async function watch(world: World): Promise<void> {
  const ports = await world.process();
  const { watched: before } = ports;
  mustNotBeEnding(before);
  const [org, store] = [await ports.openOrg(before.org), await ports.openStore()];
  await returnBorrowedSecretAccess({ org, state: ports.state, clock: world.clock });
  const { app, consumer } = world;
  const { key } = consumer.primary;
  const place = { org, app, consumer: { id: consumer.id, name: consumer.name, consumerKey: key }, store, ports };
  const { consumerKey } = await readAndStorePair(place, { warn: () => undefined });
  const watched = { ...before, consumerKey };
  const now = world.clock.now();
  const found = {
    watched,
    before: before.consumerKey,
    open: world.open,
    personId: '',
    now,
    newId: crypto.randomUUID(),
  };
  const delivery = startDelivery({ ...found, isStored: true });
  const runs = [delivery?.replaced, delivery?.rotation].filter((run) => run != null);
  await Promise.all([world.wholeState.apps.save(watched), world.wholeState.rotations.save(...runs)]);
}

/** What a person does about each reason, as its own words say. */
const cures: Readonly<Record<string, OneMove['kind']>> = {
  HandOverPending: 'handed-over',
  PrimaryChangedOutside: 'watch',
  StrangersPair: 'discard',
  SlotExpired: 'discard',
  PreviousPairLives: 'retire',
  GraceNotOver: 'retire',
  PromotionNotConfirmed: 'resume',
  NoWayBack: 'retire',
  RotationUnderWay: 'resume',
  StagedPairGone: 'rotate',
  StagedPairRefused: 'rotate',
  NothingToRetire: 'rotate',
  PairNotStored: 'watch',
  NoDelivery: 'add-consumer',
  DecommissionUnderWay: 'decommission-back',
  DecommissionSlotTaken: 'decommission-back',
  DecommissionFinal: 'resume',
};

function again({ open }: World): OneMove['kind'] {
  if (open === null) return 'rotate';
  if (open.kind === 'emergency') return 'emergency';
  return open.rotatedAt === null || open.kind === 'back' ? open.kind : 'retire';
}

/** In the end one more rotation of each app succeeds, whatever happened before: nothing leads into a dead end. */
async function finishByPerson(worlds: readonly World[], tally: Tally): Promise<void> {
  const todo = worlds.map((world) => ({ world, steps: finishing(world, tally) }));
  while (todo.length > 0) {
    for (const one of [...todo]) if ((await one.steps.next()).done) todo.splice(todo.indexOf(one), 1);
  }
}

/** What a person does for one app, a command at a time. What another app needs may come in between. */
async function* finishing(world: World, tally: Tally): AsyncGenerator<void, void> {
  const path: string[] = [];
  let kind = 'resume' as OneMove['kind'];
  for (let step = 1; step <= 60; step += 1) {
    if (step > 1) yield;
    const code = await make(world, { ...calm, kind }, tally);
    path.push(`${kind}: ${code ?? 'ok'}`);
    if (code === 'StagedSecretHidden') {
      // The org shows nobody the secrets of new credentials. A person gives up the run, and restores access by hand.
      const { watched } = await world.process();
      await abandon({ state: world.wholeState, clock: world.clock }, watched, true);
      mendApp(world);
      return;
    }
    const { open } = world;
    if (
      code === null &&
      open === null &&
      kind !== 'watch' &&
      step > 1 &&
      path.some((one) => one.startsWith('rotate'))
    ) {
      if (world.newestRun?.outcome === 'done') {
        tally.rotations += 1;
        return;
      }
    }
    if (code === null) {
      const until = open ? graceEndsAt(open) : null;
      if (until !== null) world.pass(Math.max(0, until - world.clock.now()));
      if (open?.emergency && open.deliveries.some(({ status }) => status === 'waiting')) kind = 'handed-over';
      else
        kind =
          open === null || open.kind === 'stage' || kind === 'watch' || kind === 'add-consumer' ? 'rotate' : 'resume';
      continue;
    }
    world.pass(code === 'ProofInconclusive' ? 600_000 : 60_000);
    // With the consent to borrow the setting, given now.
    const isMeant = code === 'SecretAccessDisabled' || (code === 'RotationUnderWay' && open?.kind === 'emergency');
    kind = isMeant ? again(world) : (cures[code] ?? 'resume');
  }
  throw new Broken(`no way out: ${path.slice(-12).join(', ')}`);
}

/** What is kept in the end: an unbroken chain, no secret, and the setting as the others want it. */
function checkKept(world: World): void {
  const { consumer, memory } = world;
  let previous = chainStart;
  for (const { hash, ...line } of memory.lines) {
    if (hash !== chainHash(previous, line)) throw new Broken(`the journal breaks at line ${line.line}`);
    previous = hash;
  }
  const pairs = [consumer.primary, ...consumer.gone, ...(consumer.staged ? [consumer.staged] : [])];
  if (pairs.some(({ secret }) => memory.text.includes(secret))) throw new Broken('a secret is in the state');
  if (world.isSecretAccessOn !== world.isAccessWanted) throw new Broken('the setting is not as the others want it');
  const [open] = world.memory.openIntents;
  if (open) throw new Broken(`an intent stays open: ${open.action}`);
}
