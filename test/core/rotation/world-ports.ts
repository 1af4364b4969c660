import { permitNow } from '../../../src/core/adapters/permit.ts';
import { readRecord, recordText } from '../../../src/core/model/containment-record.ts';
import { noCautions } from '../../../src/core/model/file-cautions.ts';
import { targetText } from '../../../src/core/model/target.ts';
import type { OperatePorts } from '../../../src/core/operate/operate-request.ts';
import type { Deliveries, SalesforceOrg, SecretStore, SignIn, State } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { modelOrg } from '../../support/model-org.ts';
import type { World } from './world.ts';

/**
 * What goes wrong with one call.
 * - down: nothing arrives
 * - refused: it arrives and is turned down
 * - lost: it is done, and the answer never comes
 */
export type Fault = 'down' | 'refused' | 'lost';

/** The ports as a new process gets them: every effect has a boundary before and after, and any call may fail. */
export function portsOf(world: World, state: State): OperatePorts {
  const other: Partial<SignIn> = { username: 'admin@acme.example', orgId: world.org.orgId, broken: null };
  const toolKey = world.story.isSelf ? world.original.consumerKey : null;
  return {
    state: wrappedState(world, state),
    clock: { ...world.clock, sleep: async (ms) => world.sleep(state, ms) },
    deliveries: wrappedDeliveries(world, state),
    prover: null,
    incidents: {
      writeReport: (run, report, to) =>
        world.effect(state, 'writing the report', async () => {
          if (to !== null) throw reason('FileExists', { path: `${to}.md` });
          world.reports.set(run, JSON.stringify(report));
          return `/incidents/${run}.md`;
        }),
      inspectReport: async () => undefined,
      removeRecord: async () => world.effect(state, 'removing the record', async () => void world.records.splice(0)),
      keepRecord: async (_run, record) => {
        const text = recordText(record, '/home/ana/.keyturn');
        world.records.push(text);
        return { path: '/home/ana/record.json', text };
      },
      keptRecords: async () =>
        world.records.toReversed().flatMap((text) => {
          const record = readRecord(text);
          return record ? [{ path: '/home/ana/record.json', record }] : [];
        }),
      writeCard: async () => undefined,
    },
    signal: new AbortController().signal,
    tell: () => undefined,
    chance: () => 0.5,
    signIns: { list: async () => [other as SignIn] } as unknown as OperatePorts['signIns'],
    openOrg: async (name) => wrappedOrg(world, state, modelOrg(world.org, world.app, name === 'tool' ? toolKey : null)),
    openStore: async () => wrappedStore(world, state),
  };
}

function wrappedState(world: World, state: State): State {
  return {
    ...state,
    apps: {
      ...state.apps,
      save: (app) => world.effect(state, 'saving the app', () => state.apps.save(app)),
      remove: (app) => world.effect(state, 'leaving the watch', () => state.apps.remove(app)),
    },
    rotations: {
      ...state.rotations,
      save: (...all) => world.effect(state, 'recording the run', () => state.rotations.save(...all)),
    },
    journal: {
      ...state.journal,
      append: (entry) =>
        world.effect(state, `noting ${entry.action} ${entry.event}`, () => state.journal.append(entry)),
    },
  };
}

function wrappedOrg(world: World, process: State, org: SalesforceOrg): SalesforceOrg {
  const { apps, metadata, tokens } = org;
  const failing = async <Value>(call: string, work: () => Promise<Value>): Promise<Value> => {
    const fault = world.faultAt(call);
    if (fault === 'down') throw reason('OrgUnavailable', { host: 'acme', status: 503 });
    if (fault === 'refused') throw reason('OrgRefused', { call, errorCode: 'UNKNOWN_EXCEPTION', message: 'not now' });
    const value = await work();
    if (fault !== 'lost') return value;
    if (call === 'read') throw reason('OrgAnswerUnreadable', { host: 'acme', call, problem: 'cut off' });
    throw reason('OrgUnreachable', { host: 'acme', problem: 'timed out' });
  };
  const read = <Value>(work: () => Promise<Value>) => failing('read', work);
  const change = <Value>(what: string, work: () => Promise<Value>) =>
    failing(what, () => world.effect(process, what, permitted(work)));
  return {
    ...org,
    facts: () => read(() => org.facts()),
    secretAccess: () => read(async () => world.sawAccess(await org.secretAccess())),
    apps: {
      ...apps,
      consumers: (app) => read(() => apps.consumers(app)),
      readPair: (app, id) => read(() => apps.readPair(app, id)),
      staged: (app, id) =>
        read(async () => {
          world.looked();
          return apps.staged(app, id);
        }),
      stagedSecret: (app, id, slot) => read(() => apps.stagedSecret(app, id, slot)),
      stage: (app, id) => change('stage', () => world.changing('stage', () => apps.stage(app, id))),
      rotate: (app, id, slot) => change('rotate', () => world.changing('rotate', () => apps.rotate(app, id, slot))),
      deleteStaged: (app, id, slot) =>
        change('delete', () => world.changing('delete', () => apps.deleteStaged(app, id, slot))),
    },
    sessions: {
      list: (userId) => read(() => org.sessions.list(userId)),
      ownAddress: (userId) => read(() => org.sessions.ownAddress(userId)),
      end: (id) => change('ending a session', () => org.sessions.end(id)),
    },
    users: {
      ...org.users,
      freezeState: (id) => read(() => org.users.freezeState(id)),
      setFrozen: (state, isFrozen) =>
        change('freezing', async () => {
          world.turningUser(isFrozen);
          await org.users.setFrozen(state, isFrozen);
        }),
    },
    metadata: {
      ...metadata,
      appPolicy: (name) => read(() => metadata.appPolicy(name)),
      setOauthPlugin: (record, isOn) =>
        change('the OAuth plugin', async () => {
          world.turningOauth(isOn);
          await metadata.setOauthPlugin(record, isOn);
        }),
      startDeploy: (request) =>
        change('a deploy', async () => {
          const id = await metadata.startDeploy(request);
          world.deploying(request);
          return id;
        }),
      setSecretAccess: async (on) => {
        world.isGivingBack = !on;
        await failing(`secret access ${on}`, () =>
          world.effect(
            process,
            `secret access ${on}`,
            permitted(() => metadata.setSecretAccess(on)),
          ),
        );
        world.isGivingBack = false;
      },
    },
    tokens: {
      clientCredentials: async (pair, options) => {
        const fault = world.faultAt('token');
        if (fault === 'lost') return { kind: 'silence', problem: fromOutside('timed out') };
        if (fault !== null)
          return { kind: 'error', status: 503, error: fromOutside(''), description: fromOutside('unavailable') };
        const answer = await tokens.clientCredentials(pair, options);
        if (answer.kind === 'issued') world.tokenAt.set(pair.consumerKey, world.org.now());
        return answer;
      },
      hold: (pair, signal) => tokens.hold(pair, signal),
      callWith: async (pair, signal) => (world.faultAt('token') ? 'no answer' : tokens.callWith(pair, signal)),
    },
  };
}

/** A process that was overtaken changes nothing. */
function permitted<Value>(work: () => Promise<Value>): () => Promise<Value> {
  return async () => {
    permitNow()?.check();
    return work();
  };
}

export function wrappedStore(world: World, process: State): SecretStore {
  const failing = async <Value>(what: string, work: () => Promise<Value>): Promise<Value> => {
    const fault = world.faultAt(what);
    if (fault === 'down' || fault === 'refused') {
      if (what === 'put') throw reason('PairNotSaved', { store: 'file', problem: 'the disk is full' });
      throw reason('KeychainUnavailable', { problem: 'it is locked', cure: 'Unlock it.' });
    }
    const value = await work();
    if (fault === 'lost' && what === 'put') throw reason('PairNotSaved', { store: 'file', problem: 'read back wrong' });
    return value;
  };
  return {
    kind: 'file',
    reference: (_orgId, key) => key,
    put: (pair) =>
      failing('put', () =>
        world.effect(
          process,
          'saving the pair',
          permitted(async () => void world.entries.set(pair.consumerKey, pair)),
        ),
      ),
    get: (_orgId, key) => failing('get', async () => world.entries.get(key) ?? null),
    claim: async () => undefined,
    owns: async (_orgId, key) => world.entries.has(key),
    remove: (_orgId, key) =>
      failing('remove', () =>
        world.effect(
          process,
          'forgetting the pair',
          permitted(async () => world.forget(key)),
        ),
      ).then(() => true),
    keys: async () => [...world.entries.keys()],
    entries: async () => [...world.entries.values()],
  };
}

function wrappedDeliveries(world: World, process: State): Deliveries {
  return {
    inspect: async () => (world.faultAt('inspect') === 'down' ? fromOutside('no such folder') : null),
    places: async ({ name }) => [name],
    keyIn: async (target) => world.readBack(targetText(target))?.consumerKey ?? null,
    recheck: async (target, pair) =>
      world.readBack(targetText(target))?.consumerKey === pair.consumerKey
        ? null
        : fromOutside('it has other credentials'),
    cautions: async () => noCautions,
    settle: async () => undefined,
    deliver: async (target, { pair }) => {
      const fault = world.faultAt('deliver');
      if (fault === 'down' || fault === 'refused') return fromOutside('no such host');
      await world.effect(
        process,
        `delivering to ${targetText(target)}`,
        permitted(async () => world.deliver(targetText(target), pair)),
      );
      return fault === 'lost' ? fromOutside('it ended with 1') : null;
    },
  };
}
