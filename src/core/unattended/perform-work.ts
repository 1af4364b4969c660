import { withConsumerLease } from '../acts/consumer-lease.ts';
import { mustAgreeOnTime } from '../acts/org-clock.ts';
import { isSharedWith, knownSince, orgTrouble } from '../automation/org-trouble.ts';
import type { Work } from '../automation/work.ts';
import type { OperationKind } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { operate, resumeRotation } from '../operate/operate.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import type { State } from '../ports/ports.ts';
import { isAnothers, isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { checkApp } from '../watch/check.ts';

/** How long to wait for Salesforce to accept credentials, in ms. Short, because the next tick continues. */
const patienceMs = 90_000;

/** `done`, or the reason code of the error. */
export type WorkOutcome = 'done' | KeyturnError['code'];

/**
 * Performs one unattended action for an app, within the consent given by the app's automation level: staging, and rotating if
 * nothing is in doubt. A problem is stored with the app or its run and sent as a notice.
 * @param task.begunAt start of the tick (epoch ms), used as the start of problems that several apps share
 * @param task.check checks the app together with others of its org. Default: checks it alone.
 */
export async function performWork(
  ports: OperatePorts,
  watched: WatchedApp,
  task: { readonly work: Work; readonly begunAt: number; readonly check?: () => Promise<unknown> },
): Promise<WorkOutcome> {
  const { work, begunAt, check = () => checkAlone(ports, watched) } = task;
  try {
    await perform(ports, watched, { work, check });
    await forgetTrouble(ports.state, watched, work);
    return 'done';
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    // Another process works on the app, or this one was told to stop. Neither is a problem.
    if (isAnothers(error)) return 'AnotherAtWork';
    if (error.exitCode === 130) return error.code;
    await keepTrouble(ports, watched, { error, begunAt });
    return error.code;
  }
}

async function perform(
  ports: OperatePorts,
  watched: WatchedApp,
  { work, check }: { readonly work: Work; readonly check: () => Promise<unknown> },
): Promise<void> {
  switch (work.do) {
    case 'check':
      await check();
      return;
    case 'resume':
      await resumeRotation(ports, { watched, orgName: watched.org, patienceMs, isUnattended: true });
      return;
    case 'restage':
      await mustKnowTime(ports, watched);
      // Staged by keyturn, never delivered, about to expire: deleting these credentials affects nobody.
      await run(ports, watched, 'discard');
      return run(ports, watched, 'stage');
    case 'stage':
    case 'rotate':
      await mustKnowTime(ports, watched);
      return run(ports, watched, work.do);
  }
}

/** Asks the org for its time before something is done because time has passed. @throws ClockDiffers */
async function mustKnowTime({ openOrg }: OperatePorts, { org: name }: WatchedApp): Promise<void> {
  const org = await openOrg(name);
  await org.serverTime();
  mustAgreeOnTime(org);
}

async function checkAlone(
  { openOrg, state, clock, deliveries, incidents, openStore }: OperatePorts,
  watched: WatchedApp,
): Promise<void> {
  const org = await openOrg(watched.org);
  await checkApp({ org, state, clock, deliveries, incidents, openStore, isUnattended: true }, watched);
  mustAgreeOnTime(org);
}

async function run(ports: OperatePorts, watched: WatchedApp, kind: OperationKind): Promise<void> {
  const request = { watched, orgName: watched.org, patienceMs, kind, isUnattended: true };
  const consent = { confirmed: kind === 'discard', otherFlows: false, borrow: true };
  const usual = { graceDays: null, deliveries: null, noConsumers: false, onlyOurs: true };
  await operate(ports, { ...request, ...usual }, async () => consent);
}

/** A successful check doesn't clear the problem of a rotation. */
async function forgetTrouble(state: State, watched: WatchedApp, work: Work): Promise<void> {
  await changeTrouble(state, watched, (trouble) => {
    const isOver = trouble === null || work.do !== 'check' || orgTrouble(trouble.code) !== null;
    return isOver ? null : trouble;
  });
  if (watched.trouble && orgTrouble(watched.trouble.code) !== null) await forgetForOthers(state, watched);
}

/** The org can be reached again, so its other apps don't wait for their daily retry. */
async function forgetForOthers(state: State, watched: WatchedApp): Promise<void> {
  for (const other of (await state.apps.list()).filter((one) => isSharedWith(watched, one))) {
    await changeTrouble(state, other, (trouble) =>
      trouble && orgTrouble(trouble.code) !== null ? null : trouble,
    ).catch((error: unknown) => {
      // The process that works on it finds out itself.
      if (!isAnothers(error)) throw error;
    });
  }
}

/** Stores the problem. An org-wide problem began at the same time for all apps of the org. */
async function keepTrouble(
  { state, clock }: Pick<OperatePorts, 'state' | 'clock'>,
  watched: WatchedApp,
  { error, begunAt }: { readonly error: KeyturnError; readonly begunAt: number },
): Promise<void> {
  const { code, message, retryable: isPassing } = error;
  const word = orgTrouble(code);
  const first = word === null ? begunAt : Math.min(begunAt, knownSince(word, watched, await state.apps.list()));
  await changeTrouble(state, watched, (before) => {
    const isSame = before !== null && (before.code === code || (word !== null && orgTrouble(before.code) === word));
    return { code, message, since: isSame ? before.since : first, triedAt: clock.now(), isPassing };
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
