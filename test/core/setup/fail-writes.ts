import { expect } from 'vitest';
import { isKeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import type { SetupPorts } from '../../../src/core/setup/setup-io.ts';
import { figure } from '../../support/figure.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';
import { type Pick, upTo } from '../../support/sample.ts';

const path = '/home/ana/.keyturn/state.db';
const faults = [
  reason('DiskFull', { path }),
  reason('HomeNotWritable', { path, problem: 'the file system is read-only' }),
  reason('StateBusy', { path }),
  reason('StateDamaged', { path, setAside: null, problem: 'database disk image is malformed' }),
  reason('StateReplaced', {}),
];

/** The state of a setup, of which every write from one on fails. @returns how many writes there were */
function failing(state: SetupPorts['state'], from: number, fault: Error) {
  let writes = 0;
  const write = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    writes += 1;
    if (writes >= from) throw fault;
    return work();
  };
  const bent: SetupPorts['state'] = {
    ...state,
    apps: { ...state.apps, save: (app) => write(() => state.apps.save(app)) },
    journal: { ...state.journal, append: (entry) => write(() => state.journal.append(entry)) },
    drafts: { ...state.drafts, save: (draft) => write(() => state.drafts.save(draft)) },
    preImages: { ...state.preImages, save: (intent, files) => write(() => state.preImages.save(intent, files)) },
    leases: { ...state.leases, acquire: (name, what) => write(() => state.leases.acquire(name, what)) },
  };
  return { bent, writes: () => writes };
}

/** What keyturn can change in the org. */
async function orgOf(bench: PracticeBench): Promise<string> {
  const { apps, secretAccessOverRest, deploys } = await bench.state();
  return JSON.stringify([apps, secretAccessOverRest, deploys.filter(({ checkOnly }) => !checkOnly).length]);
}

async function setUp(from: number, fault: Error) {
  const bench = await practiceBench();
  const before = await orgOf(bench);
  const { bent, writes } = failing(bench.ports.state, from, fault);
  Object.assign(bench.ports, { state: bent });
  const answers = {
    app: 'Billing_Sync',
    certificate: 'none',
    'execution-user': bench.username('int.billing'),
    'rotation-policy': '90d',
  };
  const error = await bench.setup(answers, { noConsumers: true }).then(
    () => null,
    (problem: unknown) => problem,
  );
  return { writes: writes(), error, isSame: (await orgOf(bench)) === before };
}

/** Setups whose state fails at their writes. */
export async function failWrites(pick: Pick): Promise<void> {
  const [full] = faults;
  const calm = await setUp(Number.POSITIVE_INFINITY, full as Error);
  expect([calm.error, calm.isSame]).toEqual([null, false]);
  const untrue: string[] = [];
  let met = 0;
  for (const from of new Set([1, calm.writes, ...pick(upTo(calm.writes), 5)])) {
    for (const fault of pick(faults, 2)) {
      const { error, isSame } = await setUp(from, fault);
      if (!isKeyturnError(error)) throw error ?? new Error(`write ${from} didn't fail`);
      met += 1;
      if (!isSame && /nothing changed|as before|not affected/i.test(error.safe))
        untrue.push(`${error.code} at write ${from} of ${calm.writes}: ${error.safe}`);
    }
  }
  figure(`sentences about safety, setup: ${calm.writes} writes, ${met} stops, ${untrue.length} untrue`);
  expect(untrue).toEqual([]);
}
