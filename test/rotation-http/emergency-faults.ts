import { inParallel } from '../../src/core/plain/in-parallel.ts';
import { type RotationBench, withRotationBench } from '../support/rotation-bench.ts';
import { contained } from './emergency-knob-rows.ts';
import { EmergencyPerson } from './emergency-person.ts';
import { breakEndpoint, type Endpoint, endpointsOf, isFaultWaiting, nameOf } from './endpoints.ts';
import { type FaultName, faultNames, faults } from './faulty-journeys.ts';
import { Broken } from './person.ts';

export interface LeakStory {
  readonly name: string;
  readonly contain: keyof typeof contained;
  readonly isOff: boolean;
  readonly knobs: Readonly<Record<string, unknown>>;
}

export const leakStories: readonly LeakStory[] = [
  { name: 'plain, setting borrowed', contain: 'plain', isOff: true, knobs: {} },
  { name: 'contained by the flow', contain: 'flow', isOff: false, knobs: { stagePostShape: 'withoutSecret' } },
  { name: 'contained by a frozen user', contain: 'freeze', isOff: false, knobs: { idFollows: 'slot' } },
];

export interface LeakMishap {
  readonly endpoint: Endpoint;
  readonly others: readonly Endpoint[];
  readonly nth: number;
  readonly fault: FaultName;
}

/** A request of a deploy that is polled comes as often as that takes; the others are counted. */
const containing = ['readMetadata', 'updateMetadata'];

/** The endpoints of an emergency in which nothing goes wrong. */
export function endpointsOfLeak({ contain, isOff, knobs }: LeakStory): Promise<readonly Endpoint[]> {
  return withRotationBench({ isOff, knobs }, async (bench) => {
    const person = await EmergencyPerson.open(bench);
    const before = (await bench.truth()).calls;
    const { stop } = await person.run(contained[contain] ?? null);
    if (stop) throw stop;
    const { calls } = await bench.truth();
    await person.checkEnd({ isOff });
    const made = Object.fromEntries(
      Object.entries(calls).flatMap(([call, count]) => {
        const times = count - (before[call] ?? 0);
        return times > 0 ? [[call, times]] : [];
      }),
    );
    const all = endpointsOf(await bench.watched(), made, isOff).filter(({ contains }) => contains !== '<retrieve');
    const soap = all.find(({ contains }) => contains !== undefined);
    if (contain !== 'flow' || !soap) return all;
    return [...all, ...containing.map((operation) => ({ ...soap, contains: `<${operation}`, count: 2 }))];
  });
}

/** Every fault at every request of a story, in a fixed order. */
export function mishapsOf(endpoints: readonly Endpoint[]): readonly LeakMishap[] {
  return endpoints.flatMap((endpoint) =>
    Array.from({ length: endpoint.count }, (_, index) => index + 1).flatMap((nth) =>
      faultNames.map((fault) => ({ endpoint, others: endpoints, nth, fault })),
    ),
  );
}

/**
 * One emergency with one mishap, to its end. Returns the reasons for which it stopped on its way, and whether the fault was
 * met at all. @throws Broken
 */
export function surviveLeak(
  { contain, isOff, knobs }: LeakStory,
  mishap: LeakMishap,
): Promise<{ readonly stops: readonly string[]; readonly isMet: boolean }> {
  const isLate = mishap.fault === 'later than we wait';
  return withRotationBench({ isOff, knobs, ...(isLate ? { deadlineMs: 1000 } : {}) }, async (bench) => {
    if (isLate) bench.clock.realMs = 160;
    const person = await EmergencyPerson.open(bench);
    person.keepsAccess = contain === 'plain';
    await breakEndpoint(bench, { ...mishap, fault: faults[mishap.fault] });
    await converge(person, contain);
    const isMet = !(await isFaultWaiting(bench));
    await bench.control('DELETE', '/faults');
    await person.checkEnd({ isOff, tokensDie: true });
    await checkOnce(bench);
    return { stops: person.stops, isMet };
  });
}

/** Reasons after which a person does what is said, and gives the command again. */
const expected: ReadonlySet<string> = new Set(['SessionExpired', 'OrgRefused']);

/** The command, then the command again or `resume`, by turns. */
async function converge(person: EmergencyPerson, contain: keyof typeof contained): Promise<void> {
  const { bench } = person;
  for (let runs = 1; runs <= 12; runs += 1) {
    const open = await person.open();
    const { stop } = open && runs % 2 === 0 ? await person.resume() : await person.run(contained[contain] ?? null);
    if (!stop) {
      if ((await person.open()) === null) return;
      continue;
    }
    if (stop.exitCode !== 75 && !expected.has(stop.code)) throw stop;
    await bench.control('DELETE', '/faults');
    await bench.clock.sleep(60_000);
  }
  throw new Broken(`it does not come to an end: ${person.stops}`);
}

/** The audit trail has one of each change of pairs that was done or recovered. */
async function checkOnce({ state, watched }: RotationBench): Promise<void> {
  const { orgId } = await watched();
  const lines = await state.journal.list({ orgId });
  const done = lines.filter(({ event }) => event === 'done');
  for (const action of ['stage', 'rotate', 'delete-pair']) {
    const times = done.filter((line) => line.action === action).length;
    if (times > 1) throw new Broken(`${action} was done ${times} times`);
  }
}

/** Much of a journey is waiting for files. */
const atOnce = 6;

/** One line for each mishap that did not end right. */
export async function surviveLeaks(
  story: LeakStory,
  mishaps: readonly LeakMishap[],
): Promise<{
  readonly stops: Readonly<Record<string, number>>;
  readonly met: number;
  readonly broken: readonly string[];
}> {
  const stops: Record<string, number> = {};
  const broken: string[] = [];
  let met = 0;
  const survive = async (mishap: LeakMishap) => {
    try {
      const told = await surviveLeak(story, mishap);
      if (told.isMet) met += 1;
      for (const code of told.stops) stops[code] = (stops[code] ?? 0) + 1;
    } catch (error) {
      broken.push(`${nameOf(mishap.endpoint)}, request ${mishap.nth}: ${mishap.fault}: ${error}`);
    }
  };
  // What is late by real time is not to be made later by others.
  const isLate = ({ fault }: LeakMishap) => fault === 'later than we wait';
  await inParallel(
    mishaps.filter((mishap) => !isLate(mishap)),
    atOnce,
    survive,
  );
  for (const mishap of mishaps.filter(isLate)) await survive(mishap);
  return { stops, met, broken };
}

/**
 * What a sample must not leave to chance: lost answers to what changes pairs, and a look that fails in passing, such as the
 * first one at the sessions.
 */
export function isTelling({ endpoint, nth, fault }: LeakMishap): boolean {
  if (endpoint.path.endsWith('/query')) return fault === 'HTTP 503, Retry-After' && nth > endpoint.count / 2;
  if (fault === 'page of a proxy') return endpoint.method !== 'GET';
  return fault === 'answer lost' && endpoint.path.includes('/staged');
}
