import type { Proof, ProofTrouble, TokenAnswer } from '../model/token-answer.ts';
import { isId, isSameId } from '../plain/ids.ts';
import { plainText } from '../plain/text.ts';
import { tokenProblems } from '../words/token-problems.ts';
import { type Reading, readError, readingOf } from './token-errors.ts';

/** A token answer with the instant at which it came (epoch ms). */
export interface TimedAnswer {
  readonly at: number;
  readonly answer: TokenAnswer;
}

/** A refusal that is still the same after this long (ms) is no longer put down to servers that lag behind. */
export const refusalHoldsAfterMs = 60_000;

/**
 * What one answer of the token endpoint says by itself. `refused` with `mayPropagate` is a first reading only:
 * `judgeSeries` says whether it stands. Accepted by a program elsewhere, it has empty ids: whose token it was is unknown.
 */
export function judge(answer: TokenAnswer): Proof {
  if (answer.kind === 'issued') {
    const { orgId, userId, username, scopes } = answer;
    return { answer: 'accepted', orgId, userId, username, scopes };
  }
  if (answer.kind === 'told' && answer.verdict === 'accepted') {
    return { answer: 'accepted', orgId: '', userId: '', username: null, scopes: [] };
  }
  const { problem, ...reading } = readingFor(answer);
  return { ...reading, upstream: upstreamOf(answer), ...tokenProblems[problem] };
}

/**
 * The proof as it stands after the last of several answers, oldest first. A refusal is final when the same one came at
 * least 60 s before, or when another pair of the app is accepted meanwhile; until then it is inconclusive and worth
 * asking again. Silence and outages in between neither help nor harm; a token or another refusal starts anew.
 * @throws RangeError without any answer
 */
export function judgeSeries(
  answers: readonly TimedAnswer[],
  options: { readonly otherPairAccepted?: boolean } = {},
): Proof {
  const last = answers.at(-1);
  if (!last) throw new RangeError('A series of answers has at least one');
  const proof = judge(last.answer);
  if (proof.answer !== 'refused') return proof;
  if (options.otherPairAccepted || last.at - firstOfSame(answers, last) >= refusalHoldsAfterMs) {
    return { ...proof, mayPropagate: false };
  }
  return { ...proof, answer: 'inconclusive', mayPropagate: true };
}

/**
 * Whose token an accepted proof was: the expected user's of the expected org, another's, or unknown (told by a program
 * elsewhere, ids that can't be read, or not accepted at all). Only `other` is a reason to take anything back.
 */
export function whoseToken(proof: Proof, orgId: string, userId: string): 'expected' | 'other' | 'unknown' {
  if (proof.answer !== 'accepted' || !isId(proof.orgId) || !isId(proof.userId)) return 'unknown';
  return isSameId(proof.orgId, orgId) && isSameId(proof.userId, userId) ? 'expected' : 'other';
}

/** Whether the token is known to act as this user of this org. False doesn't mean another user: see `whoseToken`. */
export function isRightUser(proof: Proof, orgId: string, userId: string): boolean {
  return whoseToken(proof, orgId, userId) === 'expected';
}

/** Whether the answer says that Salesforce doesn't know the consumer key at all, whatever the secret. */
export function isRefusedKey(answer: TokenAnswer): boolean {
  return errorOf(answer) === 'invalid_client_id';
}

/** Whether the app gives no pair a token, from whatever address: its flow is off, or it has no user who may use it. */
export function issuesNoToken({ upstream }: Pick<ProofTrouble, 'upstream'>): boolean {
  return /client credentials flow (is )?not enabled|no client credentials user|inactive user|approved this consumer/i.test(
    upstream,
  );
}

/** For a proof that was not accepted: `<cause> (<upstream>)`. */
export function troubleSentence({ cause, upstream }: ProofTrouble): string {
  return `${cause} (${upstream})`;
}

function firstOfSame(answers: readonly TimedAnswer[], last: TimedAnswer): number {
  let first = last.at;
  for (const { at, answer } of answers.toReversed()) {
    const { answer: reading } = judge(answer);
    if (reading === 'inconclusive') continue;
    if (reading === 'accepted' || errorOf(answer) !== errorOf(last.answer)) break;
    first = at;
  }
  return first;
}

function readingFor(answer: Exclude<TokenAnswer, { kind: 'issued' }>): Reading {
  if (answer.kind === 'silence') return readingOf('silent');
  if (answer.kind === 'told') return readingOf('refused-elsewhere');
  // Behind a 5xx or 429 stands a gateway, whatever its body says.
  if (answer.status >= 500 || answer.status === 429) return readingOf('unavailable');
  return readError(errorOf(answer), answer.description);
}

/** What makes two refusals the same one. */
function errorOf(answer: TokenAnswer): string | null {
  if (answer.kind === 'told') return `told by ${answer.program}`;
  return answer.kind === 'error' ? answer.error.trim().toLowerCase() : null;
}

function upstreamOf(answer: Exclude<TokenAnswer, { kind: 'issued' }>): string {
  if (answer.kind === 'silence') return plainText(answer.problem);
  if (answer.kind === 'told') return plainText(`${answer.program}: ${answer.detail || answer.verdict}`);
  const said = [answer.error, answer.description].filter((part) => part.trim() !== '').join(': ');
  return said === '' ? `HTTP ${answer.status}` : plainText(said);
}
