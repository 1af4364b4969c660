import { withConsumerLease } from '../acts/consumer-lease.ts';
import { startEmergency } from '../machine/start-emergency.ts';
import { type ContainmentRecord, isStale, type RecordedRun, withRecord } from '../model/containment-record.ts';
import type { EmergencyWishes } from '../model/emergency-run.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { noteBegin } from '../operate/operate.ts';
import type { Clock, State } from '../ports/ports.ts';
import { isKeyturnError, reasons } from '../reasons/errors.ts';

/**
 * Gives a state the emergencies that only a file knows of: each is an open run from then on, so nothing else is done with the app
 * before a person continues it. A state that can't take one now stays as it is.
 * @param records those that the state doesn't know of
 */
export async function adoptContainments(
  state: State,
  clock: Pick<Clock, 'now'>,
  records: readonly ContainmentRecord[],
): Promise<void> {
  for (const record of records) {
    const { run } = record;
    const watched = await orNull(state.apps.find(record.orgId, record.app, record.consumerId));
    if (!run || !watched || watched.decommission) continue;
    await orNull(withConsumerLease(state, watched, () => adopt(state, { watched, record, run, now: clock.now() })));
  }
}

interface Adopting {
  readonly watched: WatchedApp;
  readonly record: ContainmentRecord;
  readonly run: RecordedRun;
  readonly now: number;
}

async function adopt(state: State, { watched, record, run, now }: Adopting): Promise<void> {
  const { rotations } = state;
  const { orgId, consumerId } = watched;
  const [open, known] = await Promise.all([rotations.open(orgId, consumerId), rotations.find(run.id)]);
  // What the state knows of an emergency counts more.
  if (
    open?.emergency
      ? open.id !== run.id || open.emergency.containment !== null
      : known !== null || isStale(record, watched)
  )
    return;
  const { rotation, replaced } = open?.emergency ? { rotation: open, replaced: null } : started(open);
  const { stoppedBy = '' } = record;
  const code = Object.hasOwn(reasons, stoppedBy) ? stoppedBy : 'HomeNotWritable';
  const contained: Rotation = { ...withRecord(rotation, record), stop: { code, at: now } };
  await rotations.save(...(replaced ? [replaced] : []), contained);
  if (contained.id !== open?.id) await noteBegin({ ports: { state, org: { name: watched.org } } }, contained);

  function started(before: Rotation | null) {
    const { ends, personId, id: newId, keepsSessions } = run;
    const { confirmedAt, leakedSince, by: containBy } = record;
    const wishes: EmergencyWishes = {
      ...{ confirmedAt, leakedSince, containBy, keepsSessions },
      ...{ replaceBy: 'staging', freesStranger: false, reportTo: null, certificate: 'unknown' },
    };
    const seen = { at: now, primaryKey: ends, slot: null, stored: new Set<string>() };
    return startEmergency(wishes, { watched, open: before, seen, personId, now, newId }, null);
  }
}

async function orNull<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return null;
  }
}
