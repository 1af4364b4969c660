import type { RotationEvent } from '../machine/events.ts';
import { freshPairMs } from '../machine/policies.ts';
import { whatWorks } from '../machine/safety.ts';
import { Secret } from '../model/secret.ts';
import type { TokenAnswer } from '../model/token-answer.ts';
import { plainText } from '../plain/text.ts';
import {
  isAppSetUp,
  isRefusedKey,
  judge,
  judgeSeries,
  type TimedAnswer,
  troubleSentence,
  whoseToken,
} from '../proof/judge.ts';
import { nextDelay } from '../proof/wait.ts';
import { reason } from '../reasons/errors.ts';
import type { WhichPair } from '../words/acts.ts';
import { notePrimary, noteProof, token } from './ask-token.ts';
import { lookAlong } from './look.ts';
import { pairOf, pause, type Run, record } from './run.ts';

type Which = 'staged' | 'primary';

const pairNames = { staged: 'new pair', primary: 'primary pair' } as const;

/** A token with the pair that is to stay. Asks again while a change may be on its way to all servers of Salesforce. */
export async function proveNew(run: Run, which: Which): Promise<void> {
  const { clock, tell } = run.ports;
  const pair = await pairOf(run, run.rotation.stays ?? '');
  tell({ kind: 'doing', act: 'prove', pair: pairNames[which] });
  const answers: TimedAnswer[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const [answer] = await Promise.all([
      token(run, pair),
      run.seen === null && answers.length === 0 ? lookAlong(run) : null,
    ]);
    answers.push({ at: clock.now(), answer });
    const proof = judgeSeries(answers, { otherPairAccepted: await isOtherAccepted(run, which, answer) });
    if (proof.answer === 'accepted') {
      checkUser(run, proof);
      await noteProof(run, pair.consumerKey, 'accepted', 'a token was issued');
      await record(run, { type: which === 'staged' ? 'staged-accepted' : 'primary-accepted', at: clock.now() });
      tell({ kind: 'done', act: 'prove', pair: pairNames[which], ...userOf(run) });
      return;
    }
    const isFinal = proof.answer === 'refused' && !isFresh(run);
    const isHopeless = isFinal || (proof.answer !== 'refused' && !proof.mayPropagate);
    const isOver = isHopeless || isOfSetUp(run, proof);
    const wait = isOver ? null : waitAfter(run, answers, attempt, patienceFor(run, which));
    if (wait !== null) {
      await pause(run, { why: 'problem', problem: troubleSentence(proof) }, wait);
      continue;
    }
    await noteProof(run, pair.consumerKey, isFinal ? 'refused' : 'inconclusive', troubleSentence(proof));
    const { app, kind } = run.rotation;
    if (!isFinal && which === 'staged' && kind === 'emergency') {
      await record(run, { type: 'unproved', at: clock.now() });
      tell({ kind: 'warning', warning: 'new-pair-unproved', problem: troubleSentence(proof) });
      return;
    }
    if (!isFinal && isOfSetUp(run, proof)) {
      throw reason('NewPairUnproved', { app, cause: troubleSentence(proof), cure: proof.cure });
    }
    if (!isFinal)
      throw reason(
        'ProofInconclusive',
        { app, cause: troubleSentence(proof), cure: proof.cure },
        { safe: whatWorks(run.rotation), retryAfterMs: askedMs(answers) },
      );
    if (which === 'primary') {
      throw reason(
        'ProofRefused',
        { app, cause: troubleSentence(proof), cure: proof.cure, restored: false },
        { safe: whatWorks(run.rotation) },
      );
    }
    await record(run, { type: 'staged-refused', at: clock.now() });
    tell({ kind: 'warning', warning: 'staged-pair-refused', problem: troubleSentence(proof) });
    return;
  }
}

/** The app gave the leaked pair no token for what it is set up like, and gives none to the new one: waiting changes nothing. */
function isOfSetUp({ rotation, prepared }: Run, proof: ReturnType<typeof judge>): boolean {
  const isEmergency = rotation.kind === 'emergency' && prepared?.plan?.leakedUse?.isSetUp === true;
  return isEmergency && proof.answer !== 'accepted' && isAppSetUp(proof);
}

/** A refusal is believed at once when another pair of the app gets its token meanwhile. */
async function isOtherAccepted(run: Run, which: Which, answer: TokenAnswer): Promise<boolean> {
  if (which !== 'staged' || judge(answer).answer !== 'refused') return false;
  const other = await run.ports.store.get(run.rotation.orgId, run.rotation.ends);
  return other !== null && judge(await token(run, other)).answer === 'accepted';
}

function checkUser({ watched, rotation }: Run, proof: ReturnType<typeof judge>): void {
  const { executionUser } = watched;
  if (executionUser === null || proof.answer !== 'accepted') return;
  if (whoseToken(proof, rotation.orgId, executionUser.id) !== 'other') return;
  const actual = plainText(proof.username ?? proof.userId);
  throw reason('ProofWrongUser', { app: rotation.app, expected: executionUser.username, actual, restored: false });
}

/** The pair that was deleted has to be refused while the one that stays is accepted. */
export async function proveRefused(run: Run): Promise<void> {
  await proveDead(run, run.rotation.ends, { type: 'refused', at: 0 });
}

/** What leaked, and what was deleted to make room: all at once. */
export async function proveEndsRefused(run: Run): Promise<void> {
  const { ends, refusedAt, emergency } = run.rotation;
  run.ports.tell({ kind: 'doing', act: 'prove-refused', pair: 'leaked pair' });
  const others = (emergency?.freed ?? []).filter((key) => !emergency?.freedRefused.includes(key));
  const outcomes = await Promise.allSettled([
    refusedAt === null ? proveDead(run, ends, { type: 'refused', at: 0 }) : null,
    ...others.map((consumerKey) => proveDead(run, consumerKey, { type: 'freed-refused', consumerKey })),
  ]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

type Dead = Extract<RotationEvent, { type: 'refused' | 'freed-refused' }>;

async function proveDead(run: Run, ends: string, then: Dead): Promise<void> {
  const { clock, tell, store, state } = run.ports;
  const { orgId, app, kind } = run.rotation;
  if (kind !== 'emergency') tell({ kind: 'doing', act: 'prove-refused', pair: 'deleted pair' });
  const kept = await store.get(orgId, ends);
  // Without its secret the key alone can be asked about: Salesforce tells an unknown key from a wrong secret.
  const old = kept ?? { consumerKey: ends, consumerSecret: new Secret('unknown') };
  const stays = run.rotation.stays === null ? null : await store.get(orgId, run.rotation.stays);
  const answers: TimedAnswer[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const [answer, other] = await Promise.all([
      token(run, old),
      stays ? token(run, stays) : null,
      // In an emergency nothing is on its way now but what ends the leaked pair: it is looked beside the sweep.
      run.seen === null && attempt === 1 && kind !== 'emergency' ? lookAlong(run) : null,
    ]);
    answers.push({ at: clock.now(), answer });
    const otherPairAccepted = other !== null && judge(other).answer === 'accepted';
    if (otherPairAccepted && kind === 'emergency') await notePrimary(run);
    const proof = judgeSeries(answers, { otherPairAccepted });
    const isRefused = proof.answer === 'refused' && (kept !== null || isRefusedKey(answer));
    if (isRefused) {
      await noteProof(run, ends, 'refused', troubleSentence(proof));
      await record(run, then.type === 'refused' ? { ...then, at: clock.now() } : then);
      const detail = kind === 'emergency' ? (proof.upstream.split(':')[0] ?? '') : proof.upstream;
      tell({ kind: 'done', act: 'prove-refused', pair: namesOfDead(kind, then), detail });
      return;
    }
    const detail = proof.answer === 'accepted' ? 'it still gets tokens' : troubleSentence(proof);
    const wait = waitAfter(run, answers, attempt, run.patienceMs);
    if (wait === null) {
      await noteProof(run, ends, proof.answer === 'accepted' ? 'accepted' : 'inconclusive', detail);
      await state.rotations.save(run.rotation);
      throw reason(
        'OldPairAccepted',
        { app, detail },
        { safe: whatWorks(run.rotation), retryAfterMs: askedMs(answers) },
      );
    }
    await pause(
      run,
      proof.answer === 'accepted' ? { why: 'still-accepted' } : { why: 'problem', problem: detail },
      wait,
    );
  }
}

/** Self-rotation: the new pair has to have been used before the old one may go. */
export async function call(run: Run): Promise<void> {
  const { clock, tell, org, signal } = run.ports;
  tell({ kind: 'doing', act: 'call' });
  const problem = await org.tokens.callWith(await pairOf(run, run.rotation.stays ?? ''), signal);
  if (problem !== null) throw reason('NewPairNotUsed', { app: run.rotation.app, cause: problem });
  await record(run, { type: 'called', at: clock.now() });
}

/** A pair that was just made may not be known everywhere yet. One from the future tells of a clock that is off. */
function isFresh({ rotation, ports }: Run): boolean {
  const since = rotation.rotatedAt ?? rotation.staged?.createdAt ?? rotation.stageIntendedAt;
  return rotation.kind !== 'back' && since !== null && Math.abs(ports.clock.now() - since) < freshPairMs;
}

function namesOfDead(kind: Run['rotation']['kind'], then: Dead): WhichPair {
  if (kind !== 'emergency') return 'deleted pair';
  return then.type === 'refused' ? 'leaked pair' : 'pair that took the place';
}

/** In an emergency the new pair need not be proved before the leaked one may go. */
const emergencyPatienceMs = 20_000;

function patienceFor({ rotation, patienceMs }: Run, which: Which): number {
  return rotation.kind === 'emergency' && which === 'staged' ? Math.min(patienceMs, emergencyPatienceMs) : patienceMs;
}

/** In ms; null when this attempt has waited long enough. */
function waitAfter(
  { ports }: Run,
  answers: readonly TimedAnswer[],
  attempt: number,
  patienceMs: number,
): number | null {
  const usual = nextDelay(attempt);
  if (usual === null) return null;
  const delay = Math.max(usual, askedMs(answers));
  const waited = ports.clock.now() - (answers[0]?.at ?? ports.clock.now());
  return waited + delay > patienceMs ? null : delay;
}

/** How long the token endpoint asked to be left alone. */
function askedMs(answers: readonly TimedAnswer[]): number {
  const last = answers.at(-1)?.answer;
  return last && 'retryAfterMs' in last ? (last.retryAfterMs ?? 0) : 0;
}

function userOf({ watched }: Run): { readonly user?: string } {
  return watched.executionUser ? { user: watched.executionUser.username } : {};
}
