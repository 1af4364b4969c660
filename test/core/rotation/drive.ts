import { returnBorrowedSecretAccess } from '../../../src/core/acts/secret-access.ts';
import { beginResponse } from '../../../src/core/emergency/begin-response.ts';
import type { EmergencyRequest } from '../../../src/core/emergency/emergency-request.ts';
import { startDelivery } from '../../../src/core/machine/start-delivery.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { leftToPeople } from '../../../src/core/model/rotation-deliveries.ts';
import { targetText } from '../../../src/core/model/target.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { confirmHandOver } from '../../../src/core/operate/hand-over.ts';
import { operate, resumeRotation } from '../../../src/core/operate/operate.ts';
import type { OperatePorts, OperateRequest } from '../../../src/core/operate/operate-request.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import type { RunEnd } from '../../../src/core/rotation/run.ts';
import { acts } from './other-people.ts';
import { agreed, Broken, Crash, type Story } from './story.ts';
import type { World } from './world.ts';

type Process = OperatePorts & { readonly watched: WatchedApp };
type Command = Pick<Story, 'kind' | 'graceDays' | 'consent' | 'noConsumers'>;

export interface Driven {
  /** How many processes it took. */
  readonly runs: number;
  readonly last: Rotation | null;
  /** Why it stopped before its end, or null. */
  readonly stop: string | null;
}

/** The product as its users run it, again after every crash, until nothing is left to do. */
export async function drive(world: World): Promise<Driven> {
  const { kind = 'rotate' } = world.story;
  for (let runs = 1; runs <= 40; runs += 1) {
    const ports = await world.process();
    const isBegun = world.open?.kind === kind;
    const asksAgain = world.story.isAskedAgain === true && world.open?.emergency?.report === null;
    try {
      const end =
        isBegun && !asksAgain
          ? await resumeRotation(ports, world.resuming(ports.watched))
          : await command(world, ports, world.story);
      if (!end) continue;
      const { rotation, restsUntil } = end;
      if (kind === 'emergency' && rotation.deliveries.some(({ status }) => status === 'waiting')) {
        await answerByHand(world, ports);
        continue;
      }
      if (rotation.finishedAt !== null || restsUntil === null) return { runs, last: rotation, stop: null };
      world.pass(Math.max(0, restsUntil - world.clock.now()));
    } catch (error) {
      if (world.broken) throw world.broken;
      const last = await ports.state.rotations.latest(world.org.orgId, world.consumer.id);
      if (world.isDead) {
        const isDone = last?.kind === kind && (last.outcome === 'done' || last.outcome === 'discarded');
        if (isDone) return settled(world, runs, last);
        world.pass(world.story.restartsAfterMs ?? 0);
        continue;
      }
      if (!isKeyturnError(error)) throw error;
      if (error.code === 'HandOverPending') await answerByHand(world, ports);
      else if (error.exitCode === 75) world.pass(60_000);
      else return { runs, last, stop: error.code };
    }
  }
  throw new Broken('it does not come to an end');
}

/** What was done before the story begins, without any trouble. */
export async function prepare(world: World): Promise<void> {
  await world.begin();
  for (const before of world.story.before ?? []) {
    const ports = await world.process();
    await command(world, ports, before).catch((error: unknown) => {
      if (!isKeyturnError(error)) throw error;
    });
    world.pass(60_000);
  }
  if (world.story.isAccepted) await accept(world);
  world.boundaries = 0;
  Object.assign(world.sent, { stage: 0, rotate: 0, delete: 0, deploy: 0 });
}

/** As `watch --accept` does it while the org doesn't show the secret. */
async function accept(world: World): Promise<void> {
  const { state, watched } = await world.process();
  world.byOthers(() => acts.replacePair(world));
  const found = { ...watched, consumerKey: world.consumer.primary.key, store: null };
  const facts = { open: world.open, watched: found, before: watched.consumerKey, isStored: false };
  const begun = startDelivery({
    ...facts,
    personId: world.org.data.adminUserId,
    now: world.clock.now(),
    newId: 'accepted',
  });
  await state.apps.save(found);
  if (begun?.rotation) await state.rotations.save(begun.rotation);
}

export async function command(
  world: World,
  ports: Process,
  { kind = 'rotate', graceDays, noConsumers, consent }: Command,
): Promise<RunEnd> {
  if (kind === 'emergency') return respondTo(world, ports);
  const request: OperateRequest = {
    ...world.resuming(ports.watched),
    kind,
    graceDays: graceDays ?? null,
    deliveries: null,
    noConsumers: noConsumers ?? false,
  };
  return operate(ports, request, async () => {
    world.personAgrees();
    return { ...agreed, ...consent };
  });
}

/** The name is typed as soon as the plan is there. */
export async function respondTo(
  world: World,
  ports: Process,
  wishes: Partial<EmergencyRequest> = world.story.wishes ?? {},
): Promise<RunEnd> {
  const response = await beginResponse(ports, {
    ...world.resuming(ports.watched),
    ...{ containBy: null, keepsSessions: false, byDeploy: false, mayReplaceAnew: true },
    leakedSince: null,
    reportTo: world.story.reportTo ?? null,
    certificate: 'none',
    deliveries: null,
    ...wishes,
  });
  return response.run(world.clock.now());
}

/** What a start gives back is given back by the next one, whatever the next one is for. */
async function settled(world: World, runs: number, last: Rotation): Promise<Driven> {
  const ports = await world.process();
  await returnBorrowedSecretAccess({ org: await ports.openOrg('acme'), state: ports.state, clock: world.clock });
  return { runs, last, stop: null };
}

/** A person gives everybody who is left to people the new credentials, and then confirms it. */
export async function answerByHand(world: World, ports: Process): Promise<void> {
  const { open } = world;
  for (const { target } of open ? leftToPeople(open) : []) {
    const pair = world.entries.get(open?.stays ?? '');
    if (!pair) continue;
    world.giveByHand(targetText(target), pair);
    try {
      await confirmHandOver(ports, ports.watched, target.name);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return;
    }
  }
}
