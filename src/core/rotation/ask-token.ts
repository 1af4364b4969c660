import type { Pair } from '../model/app.ts';
import type { ProofAnswer } from '../model/rotation.ts';
import type { TokenAnswer } from '../model/token-answer.ts';
import { nextProof } from '../model/watched-app.ts';
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

export async function noteProof(run: Run, consumerKey: string, answer: ProofAnswer, detail: string): Promise<void> {
  const { state, clock, prover } = run.ports;
  const at = clock.now();
  await note(run, 'prove', { consumerKey, answer, detail: plainText(detail), elsewhere: prover !== null });
  await record(run, { type: 'proved', proof: { consumerKey, answer, at, detail: plainText(detail) } });
  if (consumerKey !== run.watched.consumerKey) return;
  const proof = { at, answer, detail: plainText(detail) };
  run.watched = { ...run.watched, lastProof: nextProof(run.watched.lastProof, proof) };
  await state.apps.save(run.watched);
}
