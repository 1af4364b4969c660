import { noted } from '../../acts/noted.ts';
import { type PairPlace, readAndStorePair } from '../../acts/pair.ts';
import { tokenCure } from '../../acts/token-cure.ts';
import type { Pair } from '../../model/app.ts';
import type { Proof, ProofTrouble } from '../../model/token-answer.ts';
import { plainText } from '../../plain/text.ts';
import { judgeSeries, refusalHoldsAfterMs, type TimedAnswer, troubleSentence, whoseToken } from '../../proof/judge.ts';
import { isCutOff, nextDelay } from '../../proof/wait.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { secretAccessKept } from '../../words/news.ts';
import { changeWords, proofWords, standingWords, summaryWords } from '../../words/setup.ts';
import { agreeToBorrow } from '../preflight.ts';
import { restore } from '../restore.ts';
import { aboutApp, liveApp, type WithDeploy, type WithProof } from '../setup-facts.ts';
import { doing, type Step, type StepIo } from '../setup-step.ts';
import { touching } from '../touching.ts';

/** Requires a real token for the app's credentials that acts as the chosen user. Only then is the setup done. */
export const proveStep: Step = {
  id: 'prove',
  isPointOfNoReturn: true,
  isSkipped: ({ dryRun }) => dryRun,
  summary: ({ proof }: WithProof) => summaryWords.prove(proof.username),
  run: async (facts: WithDeploy, io) => {
    const { ports, policy } = facts;
    const { id, consumer } = liveApp(facts);
    const { salesforce, borrowsSecretAccess } = facts.org;
    if (!policy.store) throw new Error('no secret store was chosen');
    const store = await policy.store.opened;
    const where = { org: salesforce, app: { ...facts.app.summary, id }, consumer, store, ports };
    const read = (borrows: boolean) => doing(io, 'read-pair', readPair(where, borrows, io));
    const pair = await read(borrowsSecretAccess).catch(async (error: unknown) => {
      if (borrowsSecretAccess || !isKeyturnError(error) || error.code !== 'SecretAccessDisabled') throw error;
      // Somebody turned the setting off after the plan was made.
      return read(await agreeToBorrow(false, io, false));
    });
    const proof = await prove(facts, pair, io);
    const reference = store.reference(salesforce.orgId, pair.consumerKey);
    return { ...facts, proof: { ...proof, consumerKey: pair.consumerKey, store: { kind: store.kind, reference } } };
  },
};

/** While REST access to secrets is on temporarily, quitting waits until it is off again. */
function readPair(where: PairPlace, borrows: boolean, io: StepIo): Promise<Pair> {
  if (!borrows) return readAndStorePair(where, null);
  const change = { what: changeWords.borrowing, mustFinish: true };
  const warn = () => io.tell({ kind: 'warning', text: secretAccessKept });
  return touching(io, change, () => readAndStorePair(where, { warn }));
}

async function prove(facts: WithDeploy, pair: Pair, io: StepIo) {
  const { clock } = facts.ports;
  const answers: TimedAnswer[] = [];
  let wrongSince: number | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await doing(io, 'ask-for-token', askForToken(facts, pair, io));
    if (isCutOff(answer, io.signal)) throw reason('Interrupted', { doing: proofWords.waiting });
    answers.push({ at: clock.now(), answer });
    const proof = judgeSeries(answers);
    const owner = whoseToken(proof, facts.org.salesforce.orgId, facts.user.facts.id);
    if (proof.answer === 'accepted' && owner !== 'other') return accepted(facts, proof, io);
    wrongSince = owner === 'other' ? (wrongSince ?? clock.now()) : null;
    const delay = nextDelay(attempt);
    const isFinal = isSettled(proof, { wrongSince, now: clock.now(), deployed: facts.deploy.progress !== null });
    if (isFinal || delay === null) return giveUp(facts, proof, io);
    await waitFor(facts, { proof, delay, attempt }, io);
  }
}

async function askForToken(facts: WithDeploy, pair: Pair, io: StepIo) {
  const { salesforce } = facts.org;
  const { prover } = facts.ports;
  if (!prover) return salesforce.tokens.clientCredentials(pair, { signal: io.signal });
  const tokenUrl = `${salesforce.instanceUrl}/services/oauth2/token`;
  return prover.prove({ pair, tokenUrl, app: facts.app.summary.developerName, org: salesforce.name });
}

/** Whether the result is final. A token of another user counts only after the policy has had time to propagate. */
function isSettled(proof: Proof, at: { wrongSince: number | null; now: number; deployed: boolean }): boolean {
  if (proof.answer !== 'accepted') return proof.answer === 'refused' || !proof.mayPropagate;
  return !at.deployed || (at.wrongSince !== null && at.now - at.wrongSince >= refusalHoldsAfterMs);
}

async function waitFor(
  { ports: { clock } }: WithDeploy,
  { proof, delay, attempt }: { proof: Proof; delay: number; attempt: number },
  io: StepIo,
): Promise<void> {
  const why = proof.answer === 'accepted' ? proofWords.formerUser : troubleSentence(proof);
  io.tell({ kind: 'proof', answer: 'inconclusive', sentence: why });
  io.tell({ kind: 'waiting', until: clock.now() + delay, attempt });
  await clock.sleep(delay, io.signal).catch((cause: unknown) => {
    throw reason('Interrupted', { doing: proofWords.waiting }, { cause });
  });
}

async function accepted(facts: WithDeploy, proof: Proof & { answer: 'accepted' }, io: StepIo) {
  const { username } = facts.user.facts;
  const { clock, state, prover } = facts.ports;
  const at = clock.now();
  const sentence = proof.userId ? proofWords.accepted(username) : proofWords.elsewhere;
  io.tell({ kind: 'proof', answer: 'accepted', sentence });
  const detail = { answer: 'accepted', user: username, elsewhere: prover !== null };
  await noted(state.journal, aboutApp(facts), 'prove', detail);
  return { at, username, orgId: facts.org.salesforce.orgId, scopes: proof.scopes };
}

/** The `safe` sentence while it is unknown whether Salesforce accepts the credentials. */
function whatStands({ app, deploy }: WithDeploy): string {
  const { flow } = app.summary;
  if (!deploy.progress) return standingWords.untouched;
  return flow.kind === 'on' ? standingWords.ranAs(flow.runsAs) : standingWords.deployed;
}

async function giveUp(facts: WithDeploy, proof: Proof, io: StepIo): Promise<never> {
  const app = facts.app.summary.developerName;
  const { username: expected } = facts.user.facts;
  const cure = (trouble: ProofTrouble) => tokenCure(facts.org.salesforce, trouble, expected);
  if (proof.answer === 'inconclusive') {
    const cause = troubleSentence(proof);
    io.tell({ kind: 'proof', answer: 'inconclusive', sentence: cause });
    throw reason('ProofInconclusive', { app, cause, cure: await cure(proof) }, { safe: whatStands(facts) });
  }
  const isWrongUser = proof.answer === 'accepted';
  const sentence = isWrongUser ? proofWords.otherUser : troubleSentence(proof);
  io.tell({ kind: 'proof', answer: 'refused', sentence });
  const restored = await restore(facts, io);
  if (!isWrongUser) throw reason('ProofRefused', { app, cause: sentence, cure: await cure(proof), restored });
  throw reason('ProofWrongUser', { app, expected, actual: plainText(proof.username ?? proof.userId), restored });
}
