import { type RotationBench, withRotationBench } from '../support/rotation-bench.ts';
import { breakEndpoint, type Endpoint, endpointsOf, isFaultWaiting } from './endpoints.ts';
import { Broken, type Command, Person } from './person.ts';

const deadlineMs = 1000;
const latenessMs = 100;

/** What can happen to a request, by name. Those that last go on until somebody does something about it. */
export const faults = {
  'answer lost': { kind: 'drop-answer' },
  'later than we wait': { kind: 'delay', ms: deadlineMs + latenessMs },
  'HTTP 500': { kind: 'status', status: 500 },
  'HTTP 503, Retry-After': { kind: 'unavailable', headers: { 'retry-after': '30' } },
  'reset before': { kind: 'drop' },
  'body cut': { kind: 'cut' },
  '401 that lasts': { kind: 'unauthorized', times: 0 },
  'page of a proxy': { kind: 'garbage' },
  'limit exceeded': { kind: 'limit', times: 0 },
} as const;
export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];

export interface FaultyStory {
  readonly name: string;
  readonly command: Command;
  readonly isOff: boolean;
  readonly knobs: Readonly<Record<string, unknown>>;
}

/** A second `rotate` would swap the pairs back, so that it shows. */
export const stories: readonly FaultyStory[] = [
  {
    name: 'scheduled, setting borrowed',
    command: { kind: 'rotate', graceDays: 7 },
    isOff: true,
    knobs: { rotateBack: true },
  },
  {
    name: 'at once, secret not in the first answer',
    command: { kind: 'rotate', graceDays: 0, confirm: true },
    isOff: false,
    knobs: { rotateBack: true, stagePostShape: 'withoutSecret', emptyStaged: '404', idFollows: 'slot' },
  },
];

/** The endpoints of a journey on which nothing goes wrong. */
export function endpointsUsed({ command, isOff, knobs }: FaultyStory): Promise<readonly Endpoint[]> {
  return withRotationBench({ isOff, knobs }, async (bench) => {
    const before = (await bench.truth()).calls;
    const person = new Person(bench);
    await converge(person, command);
    await person.checkEnd({ isOff });
    if (person.stops.length > 0) throw new Broken(`it stopped without any fault: ${person.stops}`);
    const { calls } = await bench.truth();
    const made = Object.fromEntries(Object.entries(calls).map(([call, count]) => [call, count - (before[call] ?? 0)]));
    return endpointsOf(await bench.watched(), made, isOff);
  });
}

export interface Mishap {
  readonly endpoint: Endpoint;
  readonly others: readonly Endpoint[];
  readonly nth: number;
  readonly fault: FaultName;
}

/** The first request of each endpoint: every fault at what changes something, in one of the stories, and two at all else. */
export function sampleOf({ isOff }: FaultyStory, endpoints: readonly Endpoint[]): readonly Mishap[] {
  return endpoints.flatMap((endpoint, index) => {
    const isDeploy = endpoint.contains === '<deploy';
    const isChange = endpoint.method !== 'GET' && endpoint.contains === undefined;
    const chosen = (isOff ? isDeploy : isChange) ? faultNames : faultNames.filter((_, turn) => turn % 4 === index % 4);
    return chosen.map((fault) => ({ endpoint, others: endpoints, nth: 1, fault }));
  });
}

/** One journey with one mishap. Returns the reasons for which it stopped on its way. @throws Broken */
export function surviveFault({ command, isOff, knobs }: FaultyStory, mishap: Mishap): Promise<readonly string[]> {
  const isLate = mishap.fault === 'later than we wait';
  return withRotationBench({ isOff, knobs, ...(isLate ? { deadlineMs } : {}) }, async (bench) => {
    if (isLate) bench.clock.realMs = 1.6 * latenessMs;
    await breakEndpoint(bench, { ...mishap, fault: faults[mishap.fault] });
    const person = new Person(bench);
    await converge(person, command);
    if (await isFaultWaiting(bench)) throw new Broken('the fault met no request');
    await bench.control('DELETE', '/faults');
    await person.checkEnd({ isOff });
    return person.stops;
  });
}

/** Reasons after which a person does what is said and runs it again. */
const expected: ReadonlySet<string> = new Set(['SessionExpired', 'OrgRefused']);

/** As a person would: the command, then `resume` after each stop and at the end of the grace period. */
async function converge(person: Person, command: Command): Promise<void> {
  const { bench } = person;
  for (let runs = 1; runs <= 12; runs += 1) {
    const open = await person.open();
    const { stop, ...rest } = await person.run(open ? { kind: 'resume' } : command);
    if (!stop) {
      const end = 'end' in rest ? rest.end : null;
      if (!end || end.restsUntil === null) return;
      await bench.clock.advance(end.restsUntil - bench.clock.now());
      continue;
    }
    if (stop.exitCode !== 75 && !expected.has(stop.code)) throw stop;
    if (await isFaultWaiting(bench)) throw stop;
    await bench.control('DELETE', '/faults');
    await waitForRetry(person, bench);
  }
  throw new Broken(`it does not come to an end: ${person.stops}`);
}

async function waitForRetry(person: Person, bench: RotationBench): Promise<void> {
  const planned = (await person.open())?.retry?.at;
  await bench.clock.sleep(Math.max(60_000, (planned ?? 0) - bench.clock.now()));
}
