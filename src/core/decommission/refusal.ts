import type { Pair } from '../model/app.ts';
import type { TokenAnswer } from '../model/token-answer.ts';
import { isRefusedKey, issuesNoToken, judge, troubleSentence } from '../proof/judge.ts';
import { isAboutRequest } from '../proof/token-errors.ts';
import { isCutOff, nextDelay } from '../proof/wait.ts';
import { reason } from '../reasons/errors.ts';
import { decommissionWords } from '../words/decommission.ts';
import { stillAccepted, tokenIssued } from '../words/news.ts';
import { waitingForSalesforce } from '../words/waiting.ts';
import type { Ending } from './ports.ts';
import { note, record } from './record.ts';

/**
 * What a token request says while OAuth is off: `refused`, `accepted`, or `unknown`. An answer about the network, the
 * address or an outage says nothing.
 * @param worked whether the current credentials got a token before OAuth was off. Then any other refusal counts, too
 */
export function refusalOf(answer: TokenAnswer, worked: boolean): 'refused' | 'accepted' | 'unknown' {
  const proof = judge(answer);
  if (proof.answer === 'accepted') return 'accepted';
  if (proof.answer === 'refused') return 'refused';
  if (answer.kind !== 'error' || answer.status >= 500 || answer.status === 429) return 'unknown';
  if (isAboutRequest(answer.error, answer.description)) return 'unknown';
  return worked || isRefusedKey(answer) || issuesNoToken(proof) ? 'refused' : 'unknown';
}

/**
 * Asks for a token with every set of credentials that the store has. A change may take a while to reach all of Salesforce's
 * servers, so an accepted request is repeated.
 * @throws DecommissionUnproved
 */
export async function proveRefused(ending: Ending, keys: readonly string[]): Promise<void> {
  const { store, watched, run, ports } = ending;
  if (run.keepsCredentials && run.untested !== null) return;
  const pairs: Pair[] = [];
  for (const key of keys) {
    const pair = await store?.get(watched.orgId, key);
    if (pair) pairs.push(pair);
  }
  if (pairs.length === 0) {
    if (run.untested === null && Object.keys(run.refused).length === 0) {
      await record(ending, { untested: decommissionWords.notStored });
    }
    return;
  }
  ports.tell({ kind: 'doing', act: 'prove-contained' });
  for (const pair of pairs) await proveOne(ending, pair);
  if (ending.run.untested === null) ports.tell({ kind: 'done', act: 'prove-contained' });
}

async function proveOne(ending: Ending, pair: Pair): Promise<void> {
  const { ports, patienceMs, watched } = ending;
  const { clock, signal, tell } = ports;
  const { consumerKey } = pair;
  const begun = clock.now();
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(ending, pair);
    if (isCutOff(answer, signal)) throw interrupted(ending);
    const found = refusalOf(answer, ending.run.worked && ports.prover === null);
    if (found === 'refused') {
      await note(ending, 'prove', { consumerKey, answer: 'refused' });
      return record(ending, { refused: { ...ending.run.refused, [consumerKey]: clock.now() }, untested: null });
    }
    const proof = judge(answer);
    const problem = proof.answer === 'accepted' ? stillAccepted : troubleSentence(proof);
    const wait = nextDelay(attempt);
    if (wait === null || clock.now() - begun + wait > patienceMs || found === 'unknown') {
      await note(ending, 'prove', {
        consumerKey,
        answer: found === 'accepted' ? 'accepted' : 'inconclusive',
        detail: problem,
      });
      // A person may end it without this proof. A token that is still issued is a different matter.
      if (ending.run.keepsCredentials && found === 'unknown') return record(ending, { untested: problem });
      throw reason('DecommissionUnproved', {
        app: watched.app,
        problem: proof.answer === 'accepted' ? tokenIssued : problem,
      });
    }
    const why =
      proof.answer === 'accepted' ? ({ why: 'still-accepted' } as const) : ({ why: 'problem', problem } as const);
    tell({ ...why, kind: 'waiting', until: clock.now() + wait });
    await clock.sleep(wait, signal).catch((cause: unknown) => {
      throw interrupted(ending, cause);
    });
  }
}

function interrupted({ watched }: Ending, cause?: unknown) {
  return reason('Interrupted', { doing: waitingForSalesforce, command: `resume ${watched.app}` }, { cause });
}

function ask({ org, ports, watched }: Ending, pair: Pair): Promise<TokenAnswer> {
  const { prover, signal } = ports;
  if (!prover) return org.tokens.clientCredentials(pair, { signal, withUsername: false });
  const tokenUrl = `${org.instanceUrl}/services/oauth2/token`;
  return prover.prove({ pair, tokenUrl, app: watched.app, org: org.name });
}
