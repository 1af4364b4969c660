import { nameIn } from '../model/consumer.ts';
import { type DeliveryState, deliveredWord, isEmergency, stayingKey } from '../model/rotation.ts';
import { longestProblem, targetText } from '../model/target.ts';
import { plainText } from '../plain/text.ts';
import { judge, whoseToken } from '../proof/judge.ts';
import { reason } from '../reasons/errors.ts';
import { overwrittenAgain } from '../words/deliveries.ts';
import { fileProblems } from '../words/file-problems.ts';
import { tokenIssued } from '../words/news.ts';
import { noteProof, token } from './ask-token.ts';
import { deliver } from './deliver.ts';
import { note, pairOf, type RotationPorts, type Run, record } from './run.ts';

/**
 * Reads the files that got the credentials again, right before the others stop working. A backup or another program may have put
 * an older copy back, and then the delivery no longer counts: keyturn delivers again. An emergency waits for no consumer.
 * A file that a person updates counts as updated only if it no longer has the credentials that are about to end.
 * @returns whether the run may continue; false if it must decide anew
 * @throws DeliveryFailed if a file doesn't keep them, HandOverPending if a person must update one, PairNotStored
 */
export async function areStillDelivered(run: Run): Promise<boolean> {
  if (isEmergency(run.rotation)) return true;
  await mustBeUpdated(run);
  const lost = await overwritten(run);
  if (lost.length > 0) await noteLost(run, lost);
  // A retirement waits for no consumer, but a person agreed to it while these had the credentials.
  const again = run.rotation.deliveries.filter((each) => each.overwritten);
  if (run.rotation.kind === 'retire' && again.length > 0)
    await deliver(
      run,
      again.map(({ target }) => target),
    );
  return again.length === 0;
}

/**
 * Asks for one token with the current credentials right before the previous ones are deleted, unless this attempt got one: since the
 * promotion, others may have turned OAuth off, frozen the user, or changed the app's policies. Any other answer than a token starts
 * a whole verification. An emergency deletes leaked credentials in any case, and nobody needs staged ones that are discarded.
 * @returns whether the run may continue; false if it must decide anew
 * @throws PairNotStored
 */
export async function isStillAccepted(run: Run): Promise<boolean> {
  const { rotation, watched, ports, attempt } = run;
  if (attempt.isPrimaryProved || rotation.kind === 'emergency' || rotation.kind === 'discard') return true;
  const pair = await pairOf(run, stayingKey(rotation));
  const proof = judge(await token(run, pair));
  const user = watched.executionUser;
  if (proof.answer !== 'accepted' || (user && whoseToken(proof, rotation.orgId, user.id) === 'other')) {
    await record(run, { type: 'primary-doubtful' });
    return false;
  }
  await noteProof(run, pair.consumerKey, 'accepted', tokenIssued, proof.userId);
  await record(run, { type: 'primary-accepted', at: ports.clock.now() });
  return true;
}

/** @throws HandOverPending: a person said that these were updated, and their file shows that they were not */
async function mustBeUpdated(run: Run): Promise<void> {
  const { rotation } = run;
  const stale = (await withEndingKey(run)).filter(({ byHand }) => byHand);
  if (stale.length === 0) return;
  run.seen = null;
  const { app, stays, rotatedAt, kind } = rotation;
  for (const { target, consumer } of stale) {
    const problem = fileProblems.stillPrevious;
    const named = consumer === undefined ? {} : { consumer };
    const event = { type: 'delivery', target, at: run.ports.clock.now(), problem, status: 'waiting' } as const;
    const about = { target: targetText(target), consumerKey: stays, ...named, problem };
    await Promise.all([note(run, 'deliver', about), record(run, event)]);
  }
  throw reason('HandOverPending', {
    app,
    names: stale.map(({ target }) => nameIn(run.watched.consumers, target)),
    isPrimary: rotatedAt !== null || kind === 'discard',
    isCurrent: deliveredWord(rotation) === 'current',
    isReadBack: true,
  });
}

/** Consumers of which a person said that they were updated, although their file has the credentials that the run ends. */
export async function withEndingKey({
  ports,
  rotation,
}: Pick<Run, 'rotation'> & { readonly ports: Pick<RotationPorts, 'deliveries'> }): Promise<readonly DeliveryState[]> {
  const told = rotation.deliveries.filter(({ status, target }) => status === 'confirmed' && target.kind === 'file');
  const ending = { consumerKey: rotation.ends };
  const problems = await Promise.all(told.map(({ target }) => ports.deliveries.recheck(target, ending)));
  return told.filter((_, index) => problems[index] === null);
}

interface Reading {
  readonly ports: Pick<RotationPorts, 'store' | 'deliveries'>;
}

interface Lost {
  readonly delivery: DeliveryState;
  readonly problem: string;
}

/**
 * The deliveries whose file no longer has the credentials that stay.
 * @throws PairNotStored
 */
export async function overwritten({ ports, rotation }: Pick<Run, 'rotation'> & Reading): Promise<readonly Lost[]> {
  const delivered = rotation.deliveries.filter(
    ({ status, target }) => status === 'delivered' && target.kind === 'file',
  );
  // A delivery had failed, and a person updated the file instead: keyturn tries again.
  const stale = (await withEndingKey({ ports, rotation })).filter(({ byHand }) => !byHand);
  const kept = stale.map((delivery): Lost => ({ delivery, problem: fileProblems.stillPrevious }));
  if (delivered.length === 0) return kept;
  const pair = await ports.store.get(rotation.orgId, stayingKey(rotation));
  const isCurrent = rotation.rotatedAt !== null || rotation.kind === 'discard';
  if (!pair) throw reason('PairNotStored', { app: rotation.app, slot: isCurrent ? 'primary' : 'new' });
  const found = await Promise.all(
    delivered.map(async (delivery) => ({ delivery, problem: await ports.deliveries.recheck(delivery.target, pair) })),
  );
  const lost = found.flatMap(({ delivery, problem }) =>
    problem === null ? [] : [{ delivery, problem: plainText(problem, longestProblem) }],
  );
  return [...lost, ...kept];
}

async function noteLost(run: Run, lost: readonly Lost[]): Promise<void> {
  const { clock, tell } = run.ports;
  run.seen = null;
  const isAgain = run.attempt.wasOverwritten;
  run.attempt.wasOverwritten = true;
  const failures: string[] = [];
  for (const { delivery, problem } of lost) {
    const { target, consumer } = delivery;
    const text = targetText(target);
    const said = isAgain ? overwrittenAgain(problem) : problem;
    failures.push(`${text}: ${said}`);
    const named = consumer === undefined ? {} : { consumer };
    const about = { target: text, consumerKey: run.rotation.stays, ...named, problem: said };
    const event = { type: 'delivery', target, at: clock.now(), problem: said, overwritten: true } as const;
    await Promise.all([note(run, 'deliver', about), record(run, { ...event, status: isAgain ? 'failed' : 'pending' })]);
    tell({ kind: 'warning', warning: 'delivery-overwritten', problem: `${text}: ${said}` });
  }
  const { app } = run.rotation;
  const names = lost.map(({ delivery }) => nameIn(run.watched.consumers, delivery.target));
  if (isAgain)
    throw reason('DeliveryFailed', {
      app,
      failures,
      names,
      isPrimary: run.rotation.rotatedAt !== null || run.rotation.kind === 'discard',
      isTakenAgain: true,
    });
}
