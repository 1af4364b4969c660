import { timeIn } from '../acts/org-clock.ts';
import { tokenCure } from '../acts/token-cure.ts';
import { freshPairMs } from '../machine/salesforce-times.ts';
import { stayingKey } from '../model/rotation.ts';
import { Secret } from '../model/secret.ts';
import type { Proof, ProofTrouble, TokenAnswer } from '../model/token-answer.ts';
import { plainText } from '../plain/text.ts';
import { second } from '../plain/time.ts';
import {
  isRefusedKey,
  issuesNoToken,
  judge,
  judgeSeries,
  needsPerson,
  type TimedAnswer,
  troubleSentence,
  whoseToken,
} from '../proof/judge.ts';
import { isCutOff, nextDelay } from '../proof/wait.ts';
import { reason } from '../reasons/errors.ts';
import { stillAccepted, tokenIssued } from '../words/news.ts';
import { whatWorks } from '../words/safety.ts';
import { waitingForSalesforce } from '../words/waiting.ts';
import { noteBeside, notePrimary, noteProof, token } from './ask-token.ts';
import { lookAlong } from './look.ts';
import { allOf, interrupted, pairOf, pause, type Run, record, type Wait } from './run.ts';
import { stoppedByAnother, untilUnfrozen } from './shared-user.ts';

type Which = 'staged' | 'primary';

interface Round extends TimedAnswer {
  readonly otherPairAccepted: boolean;
}

/** The result of a series of requests; `verdict` is null when the time ran out first. */
interface Series<Verdict> {
  readonly proof: Proof;
  readonly verdict: Verdict | null;
  /** The delay that the token endpoint asked for. */
  readonly retryAfterMs: number;
}

/**
 * Repeats a request until its answers allow a verdict: a change takes time to reach all Salesforce servers.
 * @throws AppGivesNoToken, NewPairUnproved if only a person can change the answer. In an emergency only if keyturn didn't close the app
 */
async function askUntil<Verdict>(
  run: Run,
  consumerKey: string,
  ask: (isFirst: boolean) => Promise<Round>,
  judged: (proof: Proof, answer: TokenAnswer) => Verdict | null,
  patienceMs: number,
): Promise<Series<Verdict>> {
  const rounds: Round[] = [];
  let closedSince: number | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const round = await ask(attempt === 1);
    if (isCutOff(round.answer, run.ports.signal)) throw interrupted(run, waitingForSalesforce);
    rounds.push(round);
    const proof = judgeSeries(rounds, round);
    closedSince = isClosed(run, proof, round) ? (closedSince ?? round.at) : null;
    if (closedSince !== null && proof.answer !== 'accepted') {
      const isLasting = !proof.mayPropagate || round.at - closedSince >= closedHoldsAfterMs;
      if (isLasting) await stopClosed(run, consumerKey, proof);
    }
    const verdict = judged(proof, round.answer);
    const retryAfterMs = 'retryAfterMs' in round.answer ? (round.answer.retryAfterMs ?? 0) : 0;
    const usual = nextDelay(attempt);
    const wait = Math.max(usual ?? 0, retryAfterMs);
    const waited = run.ports.clock.now() - (rounds[0] ?? round).at;
    if (verdict !== null || usual === null || waited + wait > patienceMs) return { proof, verdict, retryAfterMs };
    await pause(run, proof.answer === 'accepted' ? { why: 'still-accepted' } : troubleOf(proof), wait);
  }
}

function isClosed({ rotation }: Run, proof: Proof, { otherPairAccepted }: Round): boolean {
  if (otherPairAccepted || proof.answer !== 'inconclusive' || !needsPerson(proof)) return false;
  const { kind, refusedAt, emergency } = rotation;
  if (kind !== 'emergency') return true;
  // Nothing stops an emergency before Salesforce refuses the leaked credentials. What keyturn itself closed, it opens again.
  const containment = emergency?.containment ?? null;
  return refusedAt !== null && (containment === null || containment.wasSo || containment.leftTo !== undefined);
}

async function stopClosed(run: Run, consumerKey: string, proof: ProofTrouble): Promise<never> {
  const cause = troubleSentence(proof);
  await noteProof(run, consumerKey, 'inconclusive', cause);
  const wasOff = run.rotation.emergency?.containment?.wasSo === true;
  const shared = await stoppedByAnother(run);
  if (shared) throw shared;
  const cure = await cureOf(run, proof);
  throw reason(wasOff ? 'NewPairUnproved' : 'AppGivesNoToken', { app: run.rotation.app, cause, cure });
}

function cureOf({ ports: { org }, watched }: Run, proof: ProofTrouble): Promise<string> {
  return tokenCure(org, proof, watched.executionUser?.username);
}

const troubleOf = (proof: ProofTrouble): Wait => ({ why: 'problem', problem: troubleSentence(proof) });

/**
 * Verifies the new credentials with a token.
 * @throws ProofRefused, ProofInconclusive, ProofWrongUser, NewPairUnproved, AppGivesNoToken
 */
export async function proveNew(run: Run, which: Which): Promise<void> {
  const { clock, tell } = run.ports;
  const { app, kind } = run.rotation;
  const pair = await pairOf(run, stayingKey(run.rotation));
  if (which === 'primary') await untilUnfrozen(run);
  const about = which === 'primary' ? 'primary pair' : kind === 'back' ? 'previous pair' : 'new pair';
  tell({ kind: 'doing', act: 'prove', pair: about });
  const ask = async (isFirst: boolean) => {
    // Another emergency may have frozen the user meanwhile.
    if (which === 'primary' && !isFirst) await untilUnfrozen(run);
    const [answer] = await Promise.all([token(run, pair), isFirst && run.seen === null ? lookAlong(run) : null]);
    const at = clock.now();
    return { at, answer, otherPairAccepted: await isOtherAccepted(run, which, answer) };
  };
  const isHurried = kind === 'emergency' && which === 'staged';
  const patienceMs = isHurried ? Math.min(run.patienceMs, emergencyPatienceMs) : run.patienceMs;
  const { proof, verdict, retryAfterMs } = await askUntil(
    run,
    pair.consumerKey,
    ask,
    (each) => verdictOnNew(run, each),
    patienceMs,
  );
  if (proof.answer === 'accepted') {
    checkUser(run, proof);
    await noteProof(run, pair.consumerKey, 'accepted', tokenIssued, proof.userId);
    await record(run, { type: which === 'staged' ? 'staged-accepted' : 'primary-accepted', at: clock.now() });
    const user = run.watched.executionUser?.username;
    return tell({ kind: 'done', act: 'prove', pair: about, ...(user ? { user } : {}) });
  }
  const problem = troubleSentence(proof);
  await noteProof(run, pair.consumerKey, verdict === 'refused' ? 'refused' : 'inconclusive', problem);
  const detail = async () => ({ app, cause: problem, cure: await cureOf(run, proof) });
  const safe = whatWorks(run.rotation);
  if (verdict === 'refused') {
    if (which === 'primary') throw reason('ProofRefused', { ...(await detail()), restored: false }, { safe });
    await record(run, { type: 'staged-refused', at: clock.now() });
    return tell({ kind: 'warning', warning: 'staged-pair-refused', problem });
  }
  if (isHurried) {
    await record(run, { type: 'unproved', at: clock.now() });
    return tell({ kind: 'warning', warning: 'new-pair-unproved', problem });
  }
  const shared = needsPerson(proof) ? await stoppedByAnother(run) : null;
  if (shared) throw shared;
  if (verdict === 'set-up') throw reason('NewPairUnproved', await detail());
  throw reason('ProofInconclusive', await detail(), { safe, retryAfterMs });
}

/** null while a later answer may be different. */
function verdictOnNew(run: Run, proof: Proof): 'accepted' | 'refused' | 'set-up' | 'hopeless' | null {
  if (proof.answer === 'accepted') return 'accepted';
  if (proof.answer === 'refused' && !isFresh(run)) return 'refused';
  if (isOfSetUp(run, proof)) return 'set-up';
  return proof.answer === 'inconclusive' && !proof.mayPropagate ? 'hopeless' : null;
}

/** The app's settings kept the leaked credentials from getting a token, and the new ones, too. Waiting won't help. */
function isOfSetUp({ rotation, prepared }: Run, proof: Proof): boolean {
  const isEmergency = rotation.kind === 'emergency' && prepared?.plan?.leakedUse?.isSetUp === true;
  return isEmergency && proof.answer !== 'accepted' && issuesNoToken(proof);
}

/** A refusal counts at once when other credentials of the app are accepted at the same time. */
async function isOtherAccepted(run: Run, which: Which, answer: TokenAnswer): Promise<boolean> {
  if (which !== 'staged' || judge(answer).answer !== 'refused') return false;
  const other = await run.ports.store.get(run.rotation.orgId, run.rotation.ends);
  if (other === null) return false;
  const proof = judge(await token(run, other));
  await noteBeside(run, other.consumerKey, proof);
  return proof.answer === 'accepted';
}

function checkUser({ watched, rotation }: Run, proof: Proof): void {
  const { executionUser } = watched;
  if (executionUser === null || proof.answer !== 'accepted') return;
  if (whoseToken(proof, rotation.orgId, executionUser.id) !== 'other') return;
  const actual = plainText(proof.username ?? proof.userId);
  throw reason('ProofWrongUser', { app: rotation.app, expected: executionUser.username, actual, restored: false });
}

/** Salesforce must refuse the deleted credentials while it accepts the new ones. */
export async function proveRefused(run: Run): Promise<void> {
  run.ports.tell({ kind: 'doing', act: 'prove-refused', pair: 'deleted pair' });
  await proveDead(run, run.rotation.ends);
}

/** Verifies in parallel that the leaked credentials, and those deleted to free the slot, are refused. */
export async function proveEndsRefused(run: Run): Promise<void> {
  const { ends, refusedAt, emergency } = run.rotation;
  run.ports.tell({ kind: 'doing', act: 'prove-refused', pair: 'leaked pair' });
  const others = (emergency?.freed ?? []).filter((key) => !emergency?.freedRefused.includes(key));
  await allOf([...(refusedAt === null ? [ends] : []), ...others].map((consumerKey) => proveDead(run, consumerKey)));
}

/** @throws OldPairAccepted, AppGivesNoToken */
async function proveDead(run: Run, consumerKey: string): Promise<void> {
  const { clock, tell, store, state } = run.ports;
  const { orgId, app, kind, ends } = run.rotation;
  const isEmergency = kind === 'emergency';
  const kept = await store.get(orgId, consumerKey);
  // Without the secret, only the key can be tested: Salesforce reports an unknown key and a wrong secret differently.
  const old = kept ?? { consumerKey, consumerSecret: new Secret('unknown') };
  const stays = run.rotation.stays === null ? null : await store.get(orgId, run.rotation.stays);
  const ask = async (isFirst: boolean) => {
    const [answer, other] = await Promise.all([
      token(run, old),
      stays ? token(run, stays) : null,
      // An emergency takes this look with the second end of the sessions instead.
      isFirst && run.seen === null && !isEmergency ? lookAlong(run) : null,
    ]);
    const at = clock.now();
    const proof = other === null ? null : judge(other);
    const otherPairAccepted = proof?.answer === 'accepted';
    if (otherPairAccepted && isEmergency) await notePrimary(run);
    else if (stays && proof) await noteBeside(run, stays.consumerKey, proof);
    return { at, answer, otherPairAccepted };
  };
  const isDead = (proof: Proof, answer: TokenAnswer) =>
    proof.answer === 'refused' && (kept !== null || isRefusedKey(answer)) ? true : null;
  const { proof, verdict, retryAfterMs } = await askUntil(run, consumerKey, ask, isDead, run.patienceMs);
  if (verdict && proof.answer !== 'accepted') {
    await noteProof(run, consumerKey, 'refused', troubleSentence(proof));
    const isEnds = consumerKey === ends;
    await record(run, isEnds ? { type: 'refused', at: clock.now() } : { type: 'freed-refused', consumerKey });
    const pair = !isEmergency ? 'deleted pair' : isEnds ? 'leaked pair' : 'other pair';
    const detail = isEmergency ? (proof.upstream.split(':')[0] ?? '') : proof.upstream;
    return tell({ kind: 'done', act: 'prove-refused', pair, detail });
  }
  const isAccepted = proof.answer === 'accepted';
  const problem = isAccepted ? stillAccepted : troubleSentence(proof);
  await noteProof(run, consumerKey, isAccepted ? 'accepted' : 'inconclusive', problem);
  await state.rotations.save(run.rotation);
  throw reason('OldPairAccepted', { app, problem }, { safe: whatWorks(run.rotation), retryAfterMs });
}

/** Self-rotation: the new credentials must work once before the old ones may be deleted. */
export async function call(run: Run): Promise<void> {
  const { clock, tell, org, signal } = run.ports;
  tell({ kind: 'doing', act: 'call' });
  const problem = await org.tokens.callWith(await pairOf(run, stayingKey(run.rotation)), signal);
  if (problem !== null) throw reason('NewPairNotUsed', { app: run.rotation.app, cause: problem });
  await record(run, { type: 'called', at: clock.now() });
}

/** How well the org's clock is known. In ms. */
const orgClockMs = 5 * second;

/** Some servers may not know new credentials yet. The distance counts both ways, because a clock may be off. */
function isFresh({ rotation, ports }: Run): boolean {
  const since = rotation.rotatedAt ?? rotation.staged?.createdAt ?? rotation.stageIntendedAt;
  if (rotation.kind === 'back' || since === null) return false;
  // One instant is by this computer's clock, another by the org's, which is known to some seconds.
  const isNear = (now: number, within: number) => Math.abs(now - since) < within;
  const [here, there] = [ports.clock.now(), timeIn(ports.org, ports.clock)];
  return isNear(here, freshPairMs) || (there !== here && isNear(there, freshPairMs - orgClockMs));
}

/** After this long, servers that lag behind don't explain why the app gives no token. In ms. */
const closedHoldsAfterMs = 20_000;

/** An emergency may delete the leaked credentials before the new ones are verified. In ms. */
const emergencyPatienceMs = 20_000;
