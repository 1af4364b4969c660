import { noteOver } from '../acts/findings-over.ts';
import { ofUser, overByToken, withoutFindings } from '../drift/over.ts';
import type { Pair } from '../model/app.ts';
import type { ProofAnswer } from '../model/rotation.ts';
import type { Proof, TokenAnswer } from '../model/token-answer.ts';
import { nextProof } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { plainText } from '../plain/text.ts';
import { judge } from '../proof/judge.ts';
import { tokenIssued } from '../words/news.ts';
import { note, type Run, record, tokenUrlOf } from './run.ts';

export function token({ ports, rotation }: Run, pair: Pair): Promise<TokenAnswer> {
  const { org, prover, signal } = ports;
  if (!prover) return org.tokens.clientCredentials(pair, { signal, withUsername: false });
  return prover.prove({ pair, tokenUrl: tokenUrlOf(org), app: rotation.app, org: org.name });
}

/** Tries the new credentials once, in parallel with another request. A failure here is ignored. */
export async function tryPrimary(run: Run): Promise<void> {
  const { stays, orgId } = run.rotation;
  const pair = stays === null ? null : await run.ports.store.get(orgId, stays);
  if (pair && judge(await token(run, pair)).answer === 'accepted') await notePrimary(run);
}

export async function notePrimary(run: Run): Promise<void> {
  const { stays, primaryProvedAt, emergency } = run.rotation;
  // After a freeze that was left to another app, more than a token is due.
  const isLeft = emergency?.containment?.leftTo !== undefined;
  if (primaryProvedAt !== null || stays === null || isLeft) return;
  await noteProof(run, stays, 'accepted', tokenIssued);
  await record(run, { type: 'primary-accepted', at: run.ports.clock.now() });
}

/** @param userId whose token it is; empty if unknown, or if Salesforce issued none */
export async function noteProof(
  run: Run,
  consumerKey: string,
  answer: ProofAnswer,
  detail: string,
  userId = '',
): Promise<void> {
  const { state, clock, prover } = run.ports;
  const at = clock.now();
  await note(run, 'prove', { consumerKey, answer, detail: plainText(detail), elsewhere: prover !== null });
  await record(run, { type: 'proved', proof: { consumerKey, answer, at, detail: plainText(detail) } });
  const { watched } = run;
  const known = answer === 'accepted' ? withoutFindings(watched, overByToken(watched, userId)) : watched;
  const proof = { at, answer, detail: plainText(detail) };
  const isCurrent = consumerKey === watched.consumerKey;
  run.watched = isCurrent ? { ...known, lastProof: nextProof(watched.lastProof, proof) } : known;
  if (run.watched !== watched) await state.apps.save(run.watched);
  const isUsual = watched.executionUser !== null && isSameId(userId, watched.executionUser.id);
  if (answer === 'accepted' && isUsual) await noteOver(state, watched, ofUser);
}

/** A token for credentials that aren't being verified counts only if the last verification or check found something else. */
export async function noteBeside(run: Run, consumerKey: string, proof: Proof): Promise<void> {
  if (proof.answer !== 'accepted') return;
  const { watched } = run;
  const isOver = withoutFindings(watched, overByToken(watched, proof.userId)) !== watched;
  const isNew = consumerKey === watched.consumerKey && watched.lastProof?.answer !== 'accepted';
  if (isOver || isNew) await noteProof(run, consumerKey, 'accepted', tokenIssued, proof.userId);
}
