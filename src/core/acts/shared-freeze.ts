import { inFlightMs } from '../machine/salesforce-times.ts';
import {
  type AppOfUser,
  freezesAmong,
  freezesUser,
  isOfSameUser,
  type OtherFreeze,
  thatStay,
} from '../model/shared-freeze.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Clock, Incidents, Lease, SalesforceOrg, State } from '../ports/ports.ts';
import { isTakenOver, switching } from './access-turn.ts';
import { keptContainments } from './kept-containments.ts';

type Known = Pick<State, 'apps' | 'rotations'>;

/**
 * The open emergencies of other apps that have frozen the same execution user, or may have.
 * @param incidents also finds containments that the state couldn't record; null without a look at them
 */
export async function otherFreezes(
  state: Known,
  app: AppOfUser,
  incidents: Pick<Incidents, 'keptRecords'> | null,
): Promise<readonly OtherFreeze[]> {
  if (app.executionUser === null) return [];
  const [unfinished, kept] = await Promise.all([
    state.rotations.unfinished(),
    incidents === null ? [] : keptContainments(incidents, state),
  ]);
  const records = kept.flatMap(({ record }) => (record.by === 'freeze' ? [record] : []));
  if (records.length === 0 && !unfinished.some(freezesUser)) return [];
  const watched = await state.apps.list();
  const recorded = records
    .filter((record) => isOfSameUser(record, watched, app))
    .map(({ app: name, consumerId, wasSo, containedAt, run }) => {
      const known = run ? { run: run.id } : {};
      return { app: name, consumerId, ...known, wasSo, isNeeded: true, isSure: containedAt !== null };
    });
  return [...freezesAmong(unfinished, watched, app), ...recorded];
}

/** Those of them that the user must be left with, or that keyturn undoes. */
export async function freezesThatStay(
  state: Known,
  app: AppOfUser,
  incidents: Pick<Incidents, 'keptRecords'> | null = null,
): Promise<readonly OtherFreeze[]> {
  return thatStay(await otherFreezes(state, app, incidents));
}

interface Freezing {
  readonly org: SalesforceOrg;
  readonly state: Pick<State, 'leases'>;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Only one run at a time decides whether a user is unfrozen. Another one that takes too long for it loses its turn. */
export async function inFreezeTurn<Value>(
  freezing: Freezing,
  { user, lease }: { readonly user: WatchedApp['executionUser']; readonly lease: Lease | null },
  work: () => Promise<Value>,
): Promise<Value> {
  if (user === null) return work();
  const { org, state, clock, signal } = freezing;
  for (;;) {
    const turn = await switching({ org, state, clock, user }, signal);
    try {
      return await state.leases.guarding(() => (lease === null ? [turn] : [turn, lease]), work);
    } catch (error) {
      if (!isTakenOver(error)) throw error;
      // Without the app itself, there is nothing to repeat.
      await lease?.heartbeat();
      if (await isHeld(turn)) throw error;
    } finally {
      await turn.release();
    }
  }
}

function isHeld({ heartbeat }: Lease): Promise<boolean> {
  return heartbeat().then(
    () => true,
    () => false,
  );
}

/** Until when a request of an interrupted run may still unfreeze a user of the org. Epoch ms. */
export async function unfreezeLandsAt({ journal }: Pick<State, 'journal'>, orgId: string): Promise<number> {
  const open = (await journal.open()).filter(
    ({ action, detail, orgId: of }) => action === 'open-again' && detail.by === 'freeze' && of === orgId,
  );
  return Math.max(0, ...open.map(({ at }) => at + inFlightMs));
}
