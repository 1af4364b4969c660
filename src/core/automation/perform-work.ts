import { isKeyturnError, type KeyturnError } from '../errors.ts';
import { type OperatePorts, operate, resumeRotation } from '../operate/operate.ts';
import type { State } from '../ports.ts';
import type { OperationKind } from '../rotation/state.ts';
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
    await forgetTrouble(ports.state, watched, work);
    return 'done';
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    // Another process works on it, or we were told to leave: neither is a trouble.
    if (error.code === 'AnotherAtWork' || error.exitCode === 130) return error.code;
    await keepTrouble(ports.state, watched, { error, now: ports.clock.now() });
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

async function run(ports: OperatePorts, watched: WatchedApp, kind: OperationKind): Promise<void> {
  const request = { watched, orgName: watched.org, patienceMs, kind };
  const consent = { confirmed: kind === 'discard', otherFlows: false, borrow: true };
  const usual = { graceDays: null, deliveries: null, noConsumers: false, onlyOurs: true };
  await operate(ports, { ...request, ...usual }, async () => consent);
}

/** What stood in the way of reaching the org; a look at it says nothing of what stood in the way of a rotation. */
const orgTroubles: ReadonlySet<string> = new Set([
  'SignInBroken',
  'SessionExpired',
  'OrgUnknown',
  'OrgUnreachable',
  'OrgUnavailable',
  'RequestLimitExceeded',
  'ApiVersionUnknown',
]);

function forgetTrouble(state: State, watched: WatchedApp, work: Work): Promise<void> {
  return changeTrouble(state, watched, (before) => {
    const isOver = before === null || work.do !== 'check' || orgTroubles.has(before.code);
    return isOver ? null : before;
  });
}

/** A run that stopped keeps that itself, too. */
function keepTrouble(
  state: State,
  watched: WatchedApp,
  { error, now }: { readonly error: KeyturnError; readonly now: number },
): Promise<void> {
  const { code, message, retryable: isPassing } = error;
  return changeTrouble(state, watched, (before) => {
    const since = before?.code === code ? before.since : now;
    return { code, message, since, triedAt: now, isPassing };
  });
}

function changeTrouble(
  state: State,
  given: WatchedApp,
  change: (before: WatchedApp['trouble']) => WatchedApp['trouble'],
): Promise<void> {
  return withConsumerLease(state, given, async () => {
    const watched = await state.apps.find(given.orgId, given.app, given.consumerId);
    if (!watched) return;
    const trouble = change(watched.trouble);
    if (trouble !== watched.trouble) await state.apps.save({ ...watched, trouble });
  });
}
