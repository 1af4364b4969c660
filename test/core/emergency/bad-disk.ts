import type { OperatePorts } from '../../../src/core/operate/operate-request.ts';
import type { Lease, State } from '../../../src/core/ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { fieldOf } from '../../../src/practice-org/model/app.ts';
import { respondTo } from '../rotation/drive.ts';
import type { World } from '../rotation/world.ts';

const path = '/home/ana/.keyturn/state.db';
export const faults = {
  full: reason('DiskFull', { path }),
  'read-only': reason('HomeNotWritable', { path, problem: 'the file system is read-only' }),
  busy: reason('StateBusy', { path }),
  damaged: reason('StateDamaged', { path, setAside: null, problem: 'database disk image is malformed' }),
};

/** Every write from this one on fails. */
export interface Disk {
  readonly fault: KeyturnError;
  readonly failsFrom: number;
  writes: number;
}

export function onDisk(state: State, disk: Disk): State {
  const writing = async <Value>(write: () => Promise<Value>): Promise<Value> => {
    disk.writes += 1;
    if (disk.writes >= disk.failsFrom) throw disk.fault;
    return write();
  };
  const leaseOn = (lease: Lease): Lease => ({ ...lease, heartbeat: () => writing(lease.heartbeat) });
  return {
    ...state,
    apps: { ...state.apps, save: (app) => writing(() => state.apps.save(app)) },
    rotations: { ...state.rotations, save: (...all) => writing(() => state.rotations.save(...all)) },
    journal: { ...state.journal, append: (entry) => writing(() => state.journal.append(entry)) },
    leases: {
      ...state.leases,
      acquire: (name, what) => writing(() => state.leases.acquire(name, what)).then(leaseOn),
      takeOver: (name, what) => writing(() => state.leases.takeOver(name, what)).then(leaseOn),
    },
  };
}

export function isFlowOff({ app }: World): boolean {
  return fieldOf(app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled') === 'false';
}

export function isFrozen({ org, executionUser }: World): boolean {
  return org.userNamed(executionUser)?.isFrozen === true;
}

export const isBlocked = (world: World) => isFlowOff(world) || isFrozen(world);

export const isLeakedGone = (world: World) => {
  const found = world.org.findPair(world.original.consumerKey);
  return found === null || found.slot === 'gone';
};

export async function failing(world: World, disk: Disk, containBy: 'flow' | 'freeze' | null) {
  const ports = await world.process();
  world.beginCommand();
  world.isBlockAgreed = containBy !== null;
  const bent: OperatePorts & { readonly watched: typeof ports.watched } = {
    ...ports,
    state: onDisk(ports.state, disk),
  };
  try {
    await respondTo(world, bent, { containBy });
    return null;
  } catch (error) {
    if (world.broken) throw world.broken;
    if (!isKeyturnError(error)) throw error;
    return error;
  }
}
