import { withConsumerLease } from '../acts/consumer-lease.ts';
import { isSharedWith, knownSince, orgTrouble } from '../automation/org-trouble.ts';
import type { Work } from '../automation/work.ts';
import type { OperationKind } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { operate, resumeRotation } from '../operate/operate.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import type { State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { checkApp } from '../watch/check.ts';

/** With nobody in front of it a proof is not waited for long: the next tick goes on. In ms. */
const patienceMs = 90_000;

/** `done`, or the reason code with which it stopped. */
export type WorkOutcome = 'done' | KeyturnError['code'];

/**
 * Does one thing for an app with nobody at the terminal. What it may do was agreed to with the app's automation: never more
 * than staging, and rotating where nothing is in doubt. What stops it is kept with the app or its run, and told by a notice.
 * @param task.begunAt when the tick began (epoch ms): what goes wrong for several apps in one tick began for all of them then
 * @param task.check looks at the app together with others of its org; alone when left out
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
    // Another process works on it, or we were told to leave: neither is a trouble.
    if (error.code === 'AnotherAtWork' || error.exitCode === 130) return error.code;
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

async function checkAlone({ openOrg, state, clock, openStore }: OperatePorts, watched: WatchedApp): Promise<void> {
  await checkApp({ org: await openOrg(watched.org), state, clock, openStore }, watched);
}

async function run(ports: OperatePorts, watched: WatchedApp, kind: OperationKind): Promise<void> {
  const request = { watched, orgName: watched.org, patienceMs, kind };
  const consent = { confirmed: kind === 'discard', otherFlows: false, borrow: true };
  const usual = { graceDays: null, deliveries: null, noConsumers: false, onlyOurs: true };
  await operate(ports, { ...request, ...usual }, async () => consent);
}

/** What stood in the way of a rotation is not over because the app could be looked at. */
async function forgetTrouble(state: State, watched: WatchedApp, work: Work): Promise<void> {
  await changeTrouble(state, watched, (trouble) => {
    const isOver = trouble === null || work.do !== 'check' || orgTrouble(trouble.code) !== null;
    return isOver ? null : trouble;
  });
  if (watched.trouble && orgTrouble(watched.trouble.code) !== null) await forgetForOthers(state, watched);
}

/** The org can be reached again: nobody else waits a day to see that. */
async function forgetForOthers(state: State, watched: WatchedApp): Promise<void> {
  for (const other of (await state.apps.list()).filter((one) => isSharedWith(watched, one))) {
    await changeTrouble(state, other, (trouble) =>
      trouble && orgTrouble(trouble.code) !== null ? null : trouble,
    ).catch((error: unknown) => {
      // Whoever works on it now sees for himself.
      if (!isKeyturnError(error) || error.code !== 'AnotherAtWork') throw error;
    });
  }
}

/** A run that stopped keeps that itself, too. What the apps of an org share has begun for all of them at once. */
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
