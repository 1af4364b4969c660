import { describe, expect, it } from 'vitest';
import { namedEntries } from '../../../src/core/backup/named-entries.ts';
import { readSecrets } from '../../../src/core/backup/read-secrets.ts';
import { storeLease } from '../../../src/core/model/store-lease.ts';
import { defaultPolicy } from '../../../src/core/model/watched-app.ts';
import type { SalesforceOrg, SecretStore } from '../../../src/core/ports/ports.ts';
import { errorOf } from '../../../src/core/reasons/errors.ts';
import { withAllLeases } from '../../../src/core/store-move/all-leases.ts';
import { moveSecrets } from '../../../src/core/store-move/move-secrets.ts';
import { adopt } from '../../../src/core/watch/adopt.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';
import { usualAnswers } from '../setup/usual-answers.ts';
import { memoryStore } from './memory-store.ts';

const app = 'ERP_Bridge';

/** What is done while the credentials are stored and the state doesn't name them yet: the org is asked for a token then. */
type Meanwhile = () => Promise<void>;

/** Everything that stores credentials of an app that the state doesn't know. */
const writers: Record<string, (bench: PracticeBench, meanwhile: Meanwhile) => Promise<unknown>> = {
  'a first watch': async (bench, meanwhile) => {
    const { state, clock, deliveries, stores } = bench.ports;
    return adopt({
      ...{ org: await orgOf(bench, meanwhile), app, consumer: null, policy: defaultPolicy, deliveries: [] },
      ...{ tests: deliveries, issuedAt: null, openStore: () => stores.open('file'), state, clock },
    });
  },
  setup: (bench, meanwhile) => {
    const signIns = { ...bench.ports.signIns, open: () => orgOf(bench, meanwhile) };
    return bench.setup(usualAnswers(bench), { noConsumers: true }, signIns);
  },
};

async function orgOf({ ports }: PracticeBench, meanwhile: Meanwhile): Promise<SalesforceOrg> {
  const org = await ports.signIns.open('practice');
  const clientCredentials: SalesforceOrg['tokens']['clientCredentials'] = async (...asked) => {
    await meanwhile();
    return org.tokens.clientCredentials(...asked);
  };
  return { ...org, tokens: { ...org.tokens, clientCredentials } };
}

/** Everything that moves, replaces or locks the store or the state. Resolves with what it met. */
function moversOf({ ports: { state, stores } }: PracticeBench, to: SecretStore) {
  const alone = () => withAllLeases(state, async () => undefined, { isAlone: true });
  return {
    'store move': async () =>
      moveSecrets({ state, from: await stores.open('file'), to, channelNames: [], chosen: null }),
    restore: alone,
    uninstall: alone,
    'store passphrase': async () => (await state.leases.acquire(storeLease)).release(),
  };
}

const movers = ['store move', 'restore', 'uninstall', 'store passphrase'] as const;
/** These replace everything, so nothing may be at work. A move leaves the credentials where they are, and a passphrase changes no entry. */
const needsQuiet = (mover: (typeof movers)[number]) => mover === 'restore' || mover === 'uninstall';

const pairs = Object.keys(writers).flatMap((writer) => movers.map((mover) => ({ writer, mover })));

describe.each(pairs)('$mover beside $writer', ({ writer, mover }) => {
  const write = writers[writer] as (typeof writers)[string];

  it('leaves the credentials where the state will name them', async () => {
    const bench = await practiceBench();
    const to = memoryStore('keychain', new Map());
    const met: (string | null)[] = [];
    const work = async () => {
      if (met.length === 0) met.push((await errorOf(moversOf(bench, to)[mover]()))?.code ?? null);
    };
    await write(bench, work);
    expect(met).toEqual([needsQuiet(mover) ? 'AnotherAtWork' : null]);
    const [watched] = await bench.ports.state.apps.list();
    expect(watched).toMatchObject({ app, store: { kind: 'file' } });
    const found = await (await bench.ports.stores.open('file')).get(watched?.orgId ?? '', watched?.consumerKey ?? '');
    expect(found).not.toBeNull();
    expect(await to.entries()).toEqual([]);
  });
});

it.each(Object.keys(writers))('backup beside %s has the credentials', async (writer) => {
  const bench = await practiceBench();
  const { state, stores } = bench.ports;
  const met: (readonly string[])[] = [];
  await (writers[writer] as (typeof writers)[string])(bench, async () => {
    const read = () =>
      withAllLeases(state, async () => readSecrets(await namedEntries(state), (kind) => stores.open(kind)));
    met.push((await read()).pairs.map((pair) => pair.app));
  });
  expect(met[0]).toEqual([app]);
});

it.each(Object.keys(writers))('%s stores nothing while all secrets are moved or replaced', async (writer) => {
  const bench = await practiceBench();
  const { state, stores } = bench.ports;
  const write = writers[writer] as (typeof writers)[string];
  const refused = await withAllLeases(state, () => errorOf(write(bench, async () => undefined)), { isAlone: true });
  expect(refused).toMatchObject({ code: 'AnotherAtWork', exitCode: 75 });
  expect(await (await stores.open('file')).entries()).toEqual([]);
  // Nothing is left in the way.
  await write(bench, async () => undefined);
  expect(await state.apps.list()).toMatchObject([{ app }]);
});
