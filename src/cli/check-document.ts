import type { Sight } from '../core/drift/drift.ts';
import { consumerState } from '../core/model/consumer.ts';
import { allLeftBehind } from '../core/model/left-behind.ts';
import { type Emergency, isEmergency, phaseOf, type Rotation } from '../core/model/rotation.ts';
import { linesOf, plainText, shortKey } from '../core/plain/text.ts';
import { isoDay, isoInstant } from '../core/plain/time.ts';
import { openEmergencySentence } from '../core/status/open-emergency.ts';
import type { Checked } from '../core/watch/check.ts';
import { attentionWords, emergencyAttention } from '../core/words/attention.ts';
import { unwrittenWords } from '../core/words/consumers.ts';
import { decommissionWords } from '../core/words/decommission.ts';
import { leftBehindWords } from '../core/words/left-behind.ts';
import { toDeliver } from '../core/words/left-out.ts';
import { checkedWords } from '../core/words/watch-list.ts';
import { consumerSummary, consumersDocument } from './consumer-document.ts';
import { driftDocument, driftLines, pairDocument } from './rotation-document.ts';

/** One app of `keyturn check --json`. */
export function checkDocument({ watched, rotation, sight, slot, unseen, unwritten }: Checked) {
  const { lastProof, lastCheck } = watched;
  return {
    org: watched.org,
    app: watched.app,
    consumerId: watched.consumerId,
    primary: sight.primaryKey === null ? null : { consumerKey: sight.primaryKey },
    slot: slot?.map(({ author, ...pair }) => ({ ...pairDocument(pair), createdByName: author ?? null })) ?? null,
    flow: sight.flow,
    executionUser: sight.runsAs,
    secretAccessOverRest: sight.secretAccess,
    lastProof: lastProof && { at: isoInstant(lastProof.at), answer: lastProof.answer, detail: lastProof.detail },
    drift: driftDocument(lastCheck, lastCheck?.at ?? null),
    consumers: consumersDocument(watched, rotation),
    emergency: openEmergencyDocument({ watched, rotation, sight }),
    unwritten: unwritten.map(({ name }) => name),
    unseen,
  };
}

function openEmergencyDocument({ watched, rotation, sight }: Pick<Checked, 'watched' | 'rotation' | 'sight'>) {
  const open = openEmergency(rotation);
  return (
    open && {
      confirmedAt: isoInstant(open.emergency.confirmedAt),
      phase: phaseOf(open),
      reason: open.stop?.code ?? null,
      safe: openEmergencySentence(open, watched, sight),
      nextStep: emergencyAttention(open, watched),
    }
  );
}

function openEmergency(rotation: Rotation | null): Emergency | null {
  return rotation && isEmergency(rotation) && rotation.finishedAt === null ? rotation : null;
}

/** One app of `keyturn check`, for people. */
export function checkSummary({ watched, rotation, sight, slot, proof, unseen, unwritten }: Checked): readonly string[] {
  const { lastProof, lastCheck } = watched;
  const drift = lastCheck?.drift ?? [];
  const open = openEmergency(rotation);
  const left = allLeftBehind(watched, rotation);
  const unfinished = rotation?.finishedAt === null ? rotation : null;
  const isFailing =
    left.length > 0 || watched.consumers.some((one) => consumerState(one, rotation, watched).status === 'failing');
  const behind = open ? null : undeliveredWords(rotation);
  const danger = open?.refusedAt === null ? '✖' : '▲';
  const isEnding = watched.decommission !== undefined;
  const isOpenAgain = watched.decommission?.flow?.seenOnAt !== undefined;
  const mark = open
    ? danger
    : drift.length > 0 || isEnding || lastProof?.answer === 'refused' || isFailing || behind
      ? '▲'
      : '✔';
  // The stored credentials are verified, even if others are current in the org.
  const of = sight.primaryKey === watched.consumerKey ? '' : ` (${shortKey(watched.consumerKey)})`;
  return linesOf(
    `${mark} ${plainText(watched.label || watched.app)} in ${plainText(watched.orgName)}`,
    `  ${currentWords(sight)}`,
    (slot ?? []).map(({ consumerKey, state, expiresAt }) => {
      const until = expiresAt === null ? '' : `, until ${isoDay(expiresAt)}`;
      return `  ${slotWords[state]}  ${shortKey(consumerKey ?? 'unknown key')}${until}`;
    }),
    proof
      ? `  verified  ${answerWords[proof.answer]}${of}: ${plainText(proof.detail)}`
      : lastProof
        ? `  ${checkedWords.lastTime(isoDay(lastProof.at), `${answerWords[lastProof.answer]}${of}`)}`
        : `  ${checkedWords.notStored(plainText(watched.app))}`,
    open && emergencyLines(open, { watched, sight, mark: danger }),
    driftLines(lastCheck, lastCheck?.at ?? null),
    isEnding && !isOpenAgain && `▲ ${plainText(watched.app)}: ${plainText(attentionWords.ending(watched), 600)}`,
    isOpenAgain && [`▲ ${decommissionWords.openAgain}`, `  • ${decommissionWords.closeAgain(plainText(watched.app))}`],
    behind && `▲ ${plainText(watched.app)}: ${plainText(behind, 600)}`,
    consumerSummary(watched, rotation, lastCheck?.at ?? 0),
    leftBehindWords(plainText(watched.app), left, unfinished)?.replace(/^/, '  • '),
    unwrittenWords(watched.app, unwritten)?.replace(/^/, '  • '),
    unseen.length > 0 && `  Not checked: ${unseen.join(', ')}.`,
  );
}

/** Consumers that an open run has yet to deliver to, after the promotion. */
function undeliveredWords(rotation: Rotation | null): string | null {
  if (rotation?.finishedAt !== null || toDeliver(rotation).length === 0) return null;
  return attentionWords.undelivered(rotation);
}

function currentWords({ primaryKey, runsAs }: Sight): string {
  if (!primaryKey) return checkedWords.gone;
  const key = shortKey(primaryKey);
  return runsAs ? checkedWords.runsAs(key, plainText(runsAs, 80)) : checkedWords.current(key);
}

function emergencyLines(
  open: Emergency,
  { watched, sight, mark }: Pick<Checked, 'watched' | 'sight'> & { readonly mark: string },
): readonly string[] {
  const since = isoInstant(open.emergency.confirmedAt).slice(0, 16);
  return [
    `${mark} ${checkedWords.emergencyOpen(since)} ${openEmergencySentence(open, watched, sight)}`,
    `  • ${plainText(emergencyAttention(open, watched), 600)}`,
  ];
}

const answerWords = { accepted: 'yes', refused: 'no', inconclusive: 'unknown' } as const;
const slotWords = { Active: 'staged  ', Rotated: 'previous', Expired: 'expired ', unknown: 'slot    ' } as const;
