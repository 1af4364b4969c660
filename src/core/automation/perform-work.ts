import { isKeyturnError, type KeyturnError } from '../errors.ts';
import { type OperatePorts, operate, resumeRotation } from '../operate/operate.ts';
import type { State } from '../ports.ts';
import type { RotationKind } from '../rotation/state.ts';
import { checkApp } from '../watch/check.ts';
import { withConsumerLease } from '../watch/consumer-lease.ts';
import type { WatchedApp } from '../watch/watched-app.ts';
import type { Work } from './work.ts';

/** With nobody in front of it a proof is not waited for long: the next tick goes on. In ms. */
const patienceMs = 90_000;

/** `done`, or the reason code with which it stopped. */
export type WorkOutcome = 'done' | KeyturnError['code'];

/**
 * Does one thing for an app with nobody at the terminal. What it may do was agreed to with the app's automation: never more
 * than staging, and rotating where nothing is in doubt. What stops it is kept with the app or its run, and told by a notice.
 */
export async function performWork(ports: OperatePorts, watched: WatchedApp, work: Work): Promise<WorkOutcome> {
  try {
    await perform(ports, watched, work);
    await settle(ports.state, watched, null, ports.clock.now());
    return 'done';
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    // Another process works on it, or we were told to leave: neither is a trouble.
    if (error.code === 'AnotherAtWork' || error.exitCode === 130) return error.code;
    await settle(ports.state, watched, error, ports.clock.now());
    return error.code;
  }
}

async function perform(ports: OperatePorts, watched: WatchedApp, work: Work): Promise<void> {
  switch (work.do) {
    case 'check': {
      const org = await ports.openOrg(watched.org);
      await checkApp({ org, state: ports.state, clock: ports.clock, openStore: ports.openStore }, watched);
      return;
    }
    case 'resume':
      await resumeRotation(ports, { watched, orgName: watched.org, patienceMs });
      return;
    case 'restage':
      // Ours, never handed to anybody, and about to expire: nobody can miss it.
      await run(ports, watched, 'discard');
      return run(ports, watched, 'stage');
    case 'stage':
    case 'rotate':
      return run(ports, watched, work.do);
  }
}

async function run(ports: OperatePorts, watched: WatchedApp, kind: RotationKind): Promise<void> {
  const request = { watched, orgName: watched.org, patienceMs, kind };
  const consent = { confirmed: kind === 'discard', otherFlows: false, borrow: true };
  await operate(ports, { ...request, graceDays: null, deliveries: null, noConsumers: false }, async () => consent);
}

/** Keeps or forgets what was in the way; a run that stopped keeps that itself. */
async function settle(state: State, given: WatchedApp, error: KeyturnError | null, now: number): Promise<void> {
  await withConsumerLease(state, given, async () => {
    const watched = await state.apps.find(given.orgId, given.app, given.consumerId);
    if (!watched) return;
    const { trouble: before } = watched;
    if (error === null && before === null) return;
    const trouble = error && {
      code: error.code,
      message: error.message,
      since: before?.code === error.code ? before.since : now,
      triedAt: now,
      isPassing: error.retryable,
    };
    await state.apps.save({ ...watched, trouble });
  });
}
