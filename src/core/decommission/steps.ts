import { noteUnfrozen } from '../acts/findings-over.ts';
import { whyNoStaging } from '../acts/no-staging.ts';
import { observeConsumer } from '../acts/observe.ts';
import { lastingAccess, withSecretAccess } from '../acts/secret-access.ts';
import { otherFreezes } from '../acts/shared-freeze.ts';
import { type AccessBlock, type AccessSwitch, accessSwitch } from '../acts/stop-access.ts';
import { endLiveSessions } from '../incident/end-live-sessions.ts';
import type { FileCopy } from '../model/decommission.ts';
import type { SessionsEnded } from '../model/emergency-run.ts';
import { knownKeys } from '../model/known-keys.ts';
import type { Observation } from '../model/observation.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { decommissionWords } from '../words/decommission.ts';
import { freezeWords } from '../words/shared-freeze.ts';
import { copyOf } from './look-ahead.ts';
import type { Ending } from './ports.ts';
import { actOf, journalledBy, record } from './record.ts';

/** Turns OAuth off for the app, or freezes the user, and checks that the org has it so. Repeated in every attempt. */
export async function turnOff(ending: Ending, by: AccessBlock): Promise<void> {
  const { tell, clock } = ending.ports;
  const { isOff, turn } = await switchOf(ending, by);
  const known = ending.run[by];
  if (isOff && by === 'flow') ending.hasSeenOff = true;
  if (known?.seenAt != null && isOff) return;
  if (!isOff) tell({ kind: 'doing', act: 'contain', by });
  // What keyturn turns off itself, it turns on again, also if it was off before and others have turned it on since.
  if (known === null || (known.wasSo && !isOff)) {
    await record(ending, { [by]: { wasSo: isOff, intendedAt: clock.now(), seenAt: null } });
  }
  if (!isOff) {
    await journalledBy(ending, 'contain', { by }, () => turn(true));
    await requireSeen(ending, by, (now) => now.isOff);
    if (by === 'flow') ending.hasSeenOff = true;
  }
  const turned = ending.run[by];
  if (turned) {
    const { wasSo, intendedAt } = turned;
    await record(ending, { [by]: { wasSo, intendedAt, seenAt: clock.now() } });
  }
  tell({ kind: 'done', act: isOff ? 'look-contained' : 'contain', by });
}

/** Before the way back: from here on, the record doesn't say that anything is off. */
export async function unsee(ending: Ending): Promise<void> {
  const { flow, freeze } = ending.run;
  await record(ending, { flow: flow && { ...flow, seenAt: null }, freeze: freeze && { ...freeze, seenAt: null } });
}

/** Turns on again what this end turned off. */
export async function turnOn(ending: Ending, by: AccessBlock): Promise<void> {
  const turned = ending.run[by];
  if (turned === null || turned.wasSo) return;
  const { tell, state, incidents } = ending.ports;
  if (by === 'freeze') {
    const needing = (await otherFreezes(state, ending.watched, incidents)).find(({ isNeeded }) => isNeeded);
    // keyturn may not re-open leaked credentials.
    if (needing) return tell({ kind: 'warning', warning: 'problem', problem: freezeWords.abandoned(needing) });
  }
  const { isGivenBack, turn } = await switchOf(ending, by);
  if (!isGivenBack) {
    tell({ kind: 'doing', act: 'open-again', by });
    await journalledBy(ending, 'open-again', { by }, () => turn(false));
    await requireSeen(ending, by, (now) => now.isGivenBack);
    tell({ kind: 'done', act: 'open-again', by });
  }
  if (by === 'freeze') await noteUnfrozen(ending.ports.state, ending.watched);
}

function switchOf({ org, watched }: Ending, by: AccessBlock): Promise<AccessSwitch> {
  return accessSwitch(org, watched, by);
}

/** @throws DecommissionUnseen */
async function requireSeen(ending: Ending, by: AccessBlock, isSo: (now: AccessSwitch) => boolean): Promise<void> {
  if (isSo(await switchOf(ending, by))) return;
  throw reason('DecommissionUnseen', { app: ending.watched.app, what: decommissionWords.unseenSwitch[by] });
}

/** Ends the live sessions that came through the app, and checks whether an earlier token still works. */
export async function endSessions(ending: Ending): Promise<void> {
  if (ending.run.sessions !== null) return;
  const { ports, org, watched, token } = ending;
  const { clock, signal, tell, state } = ports;
  tell({ kind: 'doing', act: 'end-session' });
  const once = await endLiveSessions({ org, state, clock }, watched, (detail) => actOf(ending, 'end-session', detail));
  if (once.passing) throw once.passing;
  const tokenLives = (await token?.works(signal)) ?? null;
  const { ended, undecided, failed, problems, isUnseen } = once;
  const isUnlisted = isUnseen || (undecided + failed === 0 && (tokenLives ?? ended === 0));
  const sessions: SessionsEnded = {
    at: clock.now(),
    ...{ ended, undecided, failed, problems, isUnlisted, tokenLives },
    tokenFormat: token?.format ?? null,
    tokenLifetimeMs: token?.lifetimeMs ?? null,
  };
  await record(ending, { sessions });
  for (const problem of problems) tell({ kind: 'warning', warning: 'problem', problem });
  if (tokenLives) tell({ kind: 'warning', warning: 'token-lives' });
  tell({ kind: 'done', act: 'end-session', count: ended, isTokenRefused: tokenLives === false });
}

/** Deletes the staged or previous credentials that were in the plan, and checks that the slot is empty. */
export async function emptySlot(ending: Ending): Promise<void> {
  const { org, ports, watched, run } = ending;
  if (run.slotEmptyAt !== null || whyNoStaging(org) !== null) return;
  const { state, clock, tell, signal } = ports;
  const work = () => emptyNow(ending);
  try {
    await work();
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled') throw error;
    // The org refuses although the setting is on: it has no staged credentials.
    if ((await lastingAccess({ org, state })) === true) return;
    const warn = () => tell({ kind: 'warning', warning: 'secret-access-kept' });
    await withSecretAccess({ org, state, clock, app: watched.app, signal }, work, warn);
  }
}

async function emptyNow(ending: Ending): Promise<void> {
  const { org, ports, watched, run } = ending;
  const { tell, clock } = ports;
  const { slot, primaryKey } = await look(ending);
  if (slot !== null) {
    const { consumerKey } = slot;
    // An entry whose key is unknown could be the current credentials.
    if (consumerKey === null || consumerKey === primaryKey) {
      throw reason('SlotUnclear', { app: watched.app, found: 'no-key' });
    }
    const agreed = run.slot;
    const isAgreed = agreed !== null && (agreed.consumerKey === null || agreed.consumerKey === consumerKey);
    if (!isAgreed) throw reason('DecommissionSlotTaken', { app: watched.app, key: consumerKey });
    const pair = slot.state === 'Rotated' ? 'previous pair' : 'staged pair';
    tell({ kind: 'doing', act: 'delete-pair', pair });
    // The key must be known before the entry is gone.
    await record(ending, { slot: { ...agreed, consumerKey } });
    await journalledBy(ending, 'delete-pair', { consumerKey, pair }, () =>
      org.apps.deleteStaged(watched.appId, watched.consumerId, slot.id),
    );
    if ((await look(ending)).slot !== null) {
      throw reason('DecommissionUnseen', { app: watched.app, what: decommissionWords.unseenSlot });
    }
    tell({ kind: 'done', act: 'delete-pair', pair, detail: consumerKey });
  }
  await record(ending, { slotEmptyAt: clock.now() });
}

function look({ org, store, ports, watched }: Ending): Promise<Observation> {
  return observeConsumer({ org, store: store ?? { get: async () => null }, clock: ports.clock }, watched, []);
}

/** Removes the credentials from delivered files, if a person wants it. Otherwise only notes where they are. */
export async function cleanFiles(ending: Ending): Promise<void> {
  const { ports, run, watched } = ending;
  const { copies, state, tell } = ports;
  const newest = await state.rotations.latest(watched.orgId, watched.consumerId);
  const keys = knownKeys(watched, newest, run);
  const paths = watched.deliveries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  for (const path of paths) {
    const known = ending.run.files ?? [];
    if (known.some((one) => one.path === path && one.state === 'removed')) continue;
    const found = await copies.look(path, keys);
    const isOurs = found === 'ours' && run.cleansFiles;
    const file: FileCopy = { path, ...(isOurs ? await clean(ending, path, keys) : copyOf(found)) };
    if (file.problem !== null) tell({ kind: 'warning', warning: 'problem', problem: `${path}: ${file.problem}` });
    await record(ending, { files: [...known.filter((one) => one.path !== path), file] });
  }
  if (ending.run.files === null) await record(ending, { files: [] });
}

async function clean(
  ending: Ending,
  path: string,
  keys: readonly string[],
): Promise<Pick<FileCopy, 'state' | 'problem'>> {
  const { copies, tell } = ending.ports;
  tell({ kind: 'doing', act: 'clean-file', detail: path });
  try {
    await journalledBy(ending, 'clean-file', { path }, async () => {
      const problem = await copies.remove(path, keys);
      if (problem !== null) throw reason('FileNotWritten', { path, problem });
    });
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return { state: 'failed', problem: error.message };
  }
  tell({ kind: 'done', act: 'clean-file', detail: path });
  return { state: 'removed', problem: null };
}
