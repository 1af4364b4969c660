import type { Sight } from '../../core/drift/drift.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import { type Emergency, isEmergency, phaseOf, type Rotation } from '../../core/model/rotation.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { plainText, shortKey } from '../../core/plain/text.ts';
import { openEmergencySentence } from '../../core/status/open-emergency.ts';
import type { Checked } from '../../core/watch/check.ts';
import { checkApps } from '../../core/watch/check-apps.ts';
import { emergencyAttention } from '../../core/words/attention.ts';
import type { Run } from '../commands.ts';
import { openOperating } from '../operating.ts';
import { iso, isoOrNull } from '../output.ts';

/** `keyturn check [app]`: looks at the org now, proves the pair and tells what has drifted. */
export const check: Run<'check'> = async (context, { app: name }) => {
  const { ports, watched, storeOf, requestOf } = await openOperating(context, {});
  const chosen = name ? [findWatched(watched, name, context.flags.consumer)] : watched;
  const orgNameOf = (app: WatchedApp) => requestOf(app).orgName;
  const outcomes = await checkApps({ ...ports, orgNameOf, storeOf }, chosen);
  const found = outcomes.flatMap((outcome) => ('checked' in outcome ? [outcome.checked] : []));
  // An org that can't be reached fails all of its apps with one and the same failure.
  const failures = new Set(outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : [])));
  const [failure, ...others] = failures;
  if (failure) {
    for (const line of found.flatMap(checkSummary)) context.output.note(line);
    for (const other of others) context.output.warn(`${other.message} (${other.code})`);
    throw failure;
  }
  context.output.succeed(
    { apps: found.map(checkDocument) },
    found.length > 0 ? found.flatMap(checkSummary) : ['No app is watched yet.'],
  );
  return 0;
};

export function checkDocument({ watched, rotation, sight, slot, unseen }: Checked) {
  const { lastProof, lastCheck } = watched;
  return {
    org: watched.org,
    app: watched.app,
    consumerId: watched.consumerId,
    primary: sight.primaryKey && { consumerKey: sight.primaryKey },
    slot:
      slot?.map(({ createdAt, expiresAt, ...pair }) => ({
        ...pair,
        createdAt: isoOrNull(createdAt),
        expiresAt: isoOrNull(expiresAt),
      })) ?? null,
    flow: sight.flow,
    executionUser: sight.runsAs,
    secretAccessOverRest: sight.secretAccess,
    lastProof: lastProof && { at: iso(lastProof.at), answer: lastProof.answer, detail: lastProof.detail },
    drift: (lastCheck?.drift ?? []).map(({ since, ...drift }) => ({ ...drift, since: iso(since) })),
    emergency: emergencyDocument(rotation, sight),
    unseen,
  };
}

function emergencyDocument(rotation: Rotation | null, sight: Sight) {
  const open = openEmergency(rotation);
  return (
    open && {
      confirmedAt: iso(open.emergency.confirmedAt),
      phase: phaseOf(open),
      reason: open.stop?.code ?? null,
      safe: openEmergencySentence(open, sight),
      nextStep: emergencyAttention(open),
    }
  );
}

function openEmergency(rotation: Rotation | null): Emergency | null {
  return rotation && isEmergency(rotation) && rotation.finishedAt === null ? rotation : null;
}

export function checkSummary({ watched, rotation, sight, slot, unseen }: Checked): readonly string[] {
  const { lastProof, lastCheck } = watched;
  const drift = lastCheck?.drift ?? [];
  const open = openEmergency(rotation);
  const danger = open?.refusedAt === null ? '✖' : '▲';
  const mark = open ? danger : drift.length > 0 || lastProof?.answer === 'refused' ? '▲' : '✔';
  return [
    `${mark} ${plainText(watched.label || watched.app)} in ${plainText(watched.orgName)}`,
    `  primary  ${sight.primaryKey ? shortKey(sight.primaryKey) : 'gone'}${sight.runsAs ? `, runs as ${plainText(sight.runsAs, 80)}` : ''}`,
    ...(slot ?? []).map(({ consumerKey, state, expiresAt }) => {
      const until = expiresAt === null ? '' : `, until ${iso(expiresAt).slice(0, 10)}`;
      return `  ${slotWords[state]}  ${shortKey(consumerKey ?? 'unknown key')}${until}`;
    }),
    `  ${lastProof ? `proof    ${lastProof.answer}: ${plainText(lastProof.detail)}` : 'The pair is not kept here, so it is not proved.'}`,
    ...(open ? emergencyLines(open, sight, danger) : []),
    ...drift.flatMap(({ sentence, cure }) => [`▲ ${plainText(sentence, 400)}`, `  • ${plainText(cure, 400)}`]),
    ...(unseen.length > 0 ? [`  Not seen: ${unseen.join(', ')}.`] : []),
  ];
}

function emergencyLines(open: Emergency, sight: Sight, mark: string): readonly string[] {
  const since = iso(open.emergency.confirmedAt).slice(0, 16);
  return [
    `${mark} An emergency is open since ${since}Z. ${openEmergencySentence(open, sight)}`,
    `  • ${plainText(emergencyAttention(open), 600)}`,
  ];
}

const slotWords = { Active: 'staged ', Rotated: 'previous', Expired: 'expired', unknown: 'slot   ' } as const;
