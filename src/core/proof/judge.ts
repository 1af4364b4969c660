import type { Proof, ProofTrouble, TokenAnswer } from '../model/token-answer.ts';
import { isId, isSameId } from '../plain/ids.ts';
import { type CleanText, outsideText } from '../plain/outside-text.ts';
import { tokenProblems } from '../words/token-problems.ts';
import { type Reading, readError, readingOf } from './token-errors.ts';

/** A token answer and when it arrived (epoch ms). */
export interface TimedAnswer {
  readonly at: number;
  readonly answer: TokenAnswer;
}

/** After this long (ms), the same refusal is no longer explained by servers that lag behind. */
export const refusalHoldsAfterMs = 60_000;
const longestUpstream = 200;

/**
 * What a single answer of the token endpoint says. `refused` with `mayPropagate` is preliminary: `judgeSeries` decides. An
 * accepted answer of an external program has empty ids, because the user of its token is unknown.
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
 * The result after several answers, oldest first. A refusal is final if the same one came at least 60 s earlier, or if other
 * credentials of the app are accepted at the same time. Until then it is inconclusive and worth a retry. Silence and outages
 * in between don't count. A token or a different refusal restarts the 60 s.
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
 * The user of an accepted token: the expected user of the expected org, another one, or unknown (external program, unreadable
 * ids, or not accepted). Only `other` is a reason to undo anything.
 */
export function whoseToken(proof: Proof, orgId: string, userId: string): 'expected' | 'other' | 'unknown' {
  if (proof.answer !== 'accepted' || !isId(proof.orgId) || !isId(proof.userId)) return 'unknown';
  return isSameId(proof.orgId, orgId) && isSameId(proof.userId, userId) ? 'expected' : 'other';
}

/** Whether the token certainly acts as this user of this org. False doesn't mean a different user: see `whoseToken`. */
export function isRightUser(proof: Proof, orgId: string, userId: string): boolean {
  return whoseToken(proof, orgId, userId) === 'expected';
}

/** Whether Salesforce doesn't know the consumer key at all, regardless of the secret. */
export function isRefusedKey(answer: TokenAnswer): boolean {
  return errorOf(answer) === 'invalid_client_id';
}

/** Whether the app issues no tokens for any credentials or address: its flow is off, or no user may use it. */
export function issuesNoToken({ upstream }: Pick<ProofTrouble, 'upstream'>): boolean {
  return /client credentials flow (is )?not enabled|no client credentials user|inactive user|approved this consumer/i.test(
    upstream,
  );
}

/**
 * Whether waiting won't help: the app issues no tokens, or its user can't sign in. It says nothing about the credentials.
 */
export function needsPerson(proof: ProofTrouble): boolean {
  return issuesNoToken(proof) || /^invalid_app_access\b|authentication failure/i.test(proof.upstream);
}

/** The words for a failed verification: `<cause> (<upstream>)`. */
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
  // A 5xx or 429 comes from a gateway, regardless of the body.
  if (answer.status >= 500 || answer.status === 429) return readingOf('unavailable');
  return readError(errorOf(answer), answer.description);
}

/** Identifies a refusal, to compare it with another. */
function errorOf(answer: TokenAnswer): string | null {
  if (answer.kind === 'told') return `told by ${answer.program}`;
  return answer.kind === 'error' ? answer.error.trim().toLowerCase() : null;
}

function upstreamOf(answer: Exclude<TokenAnswer, { kind: 'issued' }>): CleanText {
  if (answer.kind === 'silence') return outsideText(answer.problem, longestUpstream);
  if (answer.kind === 'told')
    return outsideText(`${answer.program}: ${answer.detail || answer.verdict}`, longestUpstream);
  const said = [answer.error, answer.description].filter((part) => part.trim() !== '').join(': ');
  return outsideText(said || `HTTP ${answer.status}`, longestUpstream);
}
