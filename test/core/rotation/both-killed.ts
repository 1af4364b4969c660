import { resumeRotation } from '../../../src/core/operate/operate.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import { newsWords, type RotationNews } from '../../../src/core/words/news.ts';
import { upTo } from '../../support/sample.ts';
import { respondTo } from './drive.ts';
import { checkEmergencyEnd, leak } from './emergency-ends.ts';
import { Broken } from './story.ts';
import { twoApps } from './two-apps.ts';
import type { World } from './world.ts';

/** The error of a run, unless a promise is broken. */
export function expected(error: unknown): unknown {
  if (error instanceof Broken || !(error instanceof Error)) throw error;
  return error;
}

/** Continues an emergency. @returns its error, and what it said */
export async function goOn(world: World): Promise<{ error: unknown; told: string }> {
  const ports = await world.process();
  const told: string[] = [];
  const tell = (news: RotationNews) => void told.push(newsWords(news).what);
  const error = await resumeRotation({ ...ports, tell }, world.resuming(ports.watched)).then(() => null, expected);
  return { error, told: told.join('\n') };
}

/** Both emergencies are continued, until nothing is left to do. */
export async function bothToTheEnd(worlds: readonly World[]): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    for (const world of worlds) {
      if (world.broken) throw world.broken;
      world.crashes = [];
      if (world.open === null) continue;
      const { error } = await goOn(world);
      if (error !== null && !isKeyturnError(error)) throw error;
      world.pass(60_000);
    }
    if (worlds.every(({ open }) => open === null)) return;
  }
  throw new Broken('it does not come to an end');
}

/** Every pair of boundaries at which two emergencies with the same user can be killed. */
export async function killedMoments(): Promise<readonly (readonly [number, number])[]> {
  const [first] = await twoApps();
  await respondTo(first, await first.process(), { containBy: 'freeze' });
  const moments = upTo(first.boundaries);
  return moments.flatMap((one) => moments.map((other) => [one, other] as const));
}

/** Kills both there, and continues them to their ends. @throws Broken if somebody gets a token with leaked credentials before */
export async function bothKilled(one: number, other: number): Promise<void> {
  const worlds = await twoApps();
  const stolen = worlds.map(leak);
  for (const [index, world] of worlds.entries()) {
    world.crashes = [index === 0 ? one : other];
    const isBegun = () => world.memory.runs.some(({ consumerId }) => consumerId === world.consumer.id);
    do await respondTo(world, await world.process(), { containBy: 'freeze' }).catch(expected);
    while (!isBegun());
  }
  await bothToTheEnd((one + other) % 2 === 0 ? worlds : [worlds[1], worlds[0]]);
  for (const [index, world] of worlds.entries()) {
    const [session] = stolen.slice(index);
    if (session) checkEmergencyEnd(ofApp(world), session);
  }
}

/** A world whose record has the runs of its own app alone. */
function ofApp(world: World): World {
  const runs = world.memory.runs.filter(({ consumerId }) => consumerId === world.consumer.id);
  return Object.create(world, { memory: { value: { runs } } }) as World;
}
