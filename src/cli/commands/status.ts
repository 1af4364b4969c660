import { type AppStatus, dueIn } from '../../core/model/app-status.ts';
import { appsCalled, findWatched } from '../../core/model/find-watched.ts';
import { type Abandoned, leftOffBy } from '../../core/model/left-off.ts';
import type { UnfinishedSetup } from '../../core/model/unfinished-setup.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { plainText, shortKey } from '../../core/plain/text.ts';
import { isoInstant, isoInstantOrNull } from '../../core/plain/time.ts';
import { unfinishedSetupLine } from '../../core/reasons/setup-words.ts';
import { decommissionedApps } from '../../core/status/decommissioned.ts';
import { knownPairs } from '../../core/status/known-pairs.ts';
import { leftOff } from '../../core/status/left-off.ts';
import { type DaemonSight, readDaemon } from '../../core/status/read-daemon.ts';
import { readStatus } from '../../core/status/read-status.ts';
import { needsAttention } from '../../core/status/status.ts';
import { setupsCalled, unfinishedSetups } from '../../core/status/unfinished-setups.ts';
import { attentionLines } from '../../core/words/attention.ts';
import { daemonWords, failingDaemonWords, nextCheckWords } from '../../core/words/daemon.ts';
import { decommissionedWords } from '../../core/words/decommission.ts';
import { seenWords } from '../../core/words/drift.ts';
import { heldWords, keptWords } from '../../core/words/kept.ts';
import { quietWords } from '../../core/words/quiet.ts';
import { whatWorksFor } from '../../core/words/safety.ts';
import { leftOffLine } from '../../core/words/still-off.ts';
import { nothingWords } from '../../core/words/watch-list.ts';
import { runWhy } from '../../core/words/why.ts';
import { stateRoles, type TextLine } from '../../ui/paint.ts';
import type { ContextOf, RunCommand } from '../commands.ts';
import { consumerSummary, consumersDocument } from '../consumer-document.ts';
import { daemonRunDocument } from '../daemon-document.ts';
import { columnsOf } from '../output.ts';
import { deliveryDocument, driftDocument, driftLines, pairDocument, runDocument } from '../rotation-document.ts';
import { table } from '../table.ts';

/** `keyturn status [app]`: shows what this computer knows. Asks no org. */
export const status: RunCommand<'status'> = async (context, { app: name, all: isAll, ics, exitCode }) => {
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const now = clock.now();
  const all = await readStatus(state, now, composition.containments);
  const apps = all.map(({ watched }) => watched);
  const begun = await unfinishedSetups(state);
  const setups = name === undefined ? begun : setupsCalled(begun, name);
  // The app isn't watched before its setup is finished.
  const isBegun = name !== undefined && setups.length > 0 && appsCalled(apps, name).length === 0;
  const chosen = name && !isBegun && findWatched(apps, name, context.flags.consumer, { byBeginning: context.canAsk });
  const rows = name === undefined ? all : all.filter(({ watched }) => watched === chosen);
  const daemon = await readDaemon(state);
  if (ics) return calendar(context, rows, now);
  const ended = isAll ? decommissionedApps(await state.journal.list(), apps) : [];
  const abandoned = isAll ? leftOff(await state.rotations.newest(), apps) : [];
  const decommissioned = ended.map(({ at, ...one }) => ({ ...one, at: isoInstant(at) }));
  const document = {
    apps: rows.map(documentOf),
    daemon: daemonRunDocument(daemon),
    setups: setups.map(setupDocumentOf),
  };
  context.output.succeed(
    isAll ? { ...document, decommissioned, leftOff: abandoned.flatMap(leftOffDocument) } : document,
    [
      ...(isBegun
        ? []
        : textOf(chosen ? rows.map(withoutDrift) : rows, {
            now,
            isPractice: composition.isPractice,
            width: columnsOf(context.streams.stdout),
          })),
      ...setups.map((setup) => `▲ ${unfinishedSetupLine(setup)}`),
      ...(chosen ? rows.flatMap((row) => detailsOf(row, now)) : []),
      ...ended.map((one) => `  ${decommissionedWords(one)}`),
      ...abandoned.map((one) => `▲ ${leftOffLine(one)}`),
      ...(rows.length === 0 ? [] : daemonLines(daemon, now, composition.isPractice)),
    ],
  );
  const isMissing = composition.unreadable.length > 0;
  return exitCode && (rows.some(needsAttention) || setups.length > 0 || daemon.isFailing || isMissing) ? 4 : 0;
};

function setupDocumentOf({ org, app, user, since, command }: UnfinishedSetup) {
  return { org, app, executionUser: user, since: isoInstant(since), command: `keyturn ${command}` };
}

/** For a single app, the details say what changed outside keyturn. */
function withoutDrift(row: AppStatus): AppStatus {
  const { lastCheck } = row.watched;
  const isDrift = lastCheck?.drift.some((one) => seenWords(one, lastCheck, null) === row.attention) === true;
  const watched = { ...row.watched, lastCheck: lastCheck && { ...lastCheck, drift: [] } };
  return { ...row, watched, attention: isDrift ? null : row.attention };
}

/** Shown for a single app only. */
function detailsOf({ watched, rotation }: AppStatus, now: number): readonly string[] {
  const kept = keptWords(watched, rotation, now) ?? heldWords(watched, rotation);
  return [
    ...driftLines(watched.lastCheck, null),
    ...(kept ? [`  ${kept}`] : []),
    ...(rotation?.why ? [`  ${runWhy(rotation)}`] : []),
    ...consumerSummary(watched, rotation, now),
  ];
}

function leftOffDocument({ run }: Abandoned) {
  const left = leftOffBy(run);
  return left === null ? [] : [{ org: run.org, app: run.app, ...left }];
}

/** Due dates as iCalendar text. */
async function calendar({ output }: ContextOf<'status'>, rows: readonly AppStatus[], now: number): Promise<number> {
  const { calendarOf } = await import('../../core/reminders/ics.ts');
  const text = calendarOf(rows, now);
  output.succeed({ calendar: text }, [text.trimEnd()]);
  return 0;
}

function daemonLines(daemon: DaemonSight, now: number, isPractice: boolean): readonly string[] {
  const { running, nextTickAt } = daemon;
  const failing = failingDaemonWords(daemon, now);
  if (!running) {
    const install = isPractice ? '' : '`keyturn daemon install`, or ';
    const off = `  ${daemonWords.offBriefly} Start it: ${install}\`keyturn daemon\`.`;
    return failing === null ? [off] : [`▲ ${failing}`, off];
  }
  if (failing !== null) return [`▲ ${failing}`];
  return [`  ${daemonWords.running(nextTickAt === null ? null : nextCheckWords(nextTickAt, now))}`];
}

function documentOf({ watched, rotation, ageDays, dueAt, state, isAccessBack, attention }: AppStatus) {
  const { lastProof, lastCheck } = watched;
  const { staged, previous } = knownPairs(watched, rotation);
  return {
    org: watched.org,
    app: watched.app,
    consumerKey: watched.consumerKey,
    ageDays,
    issuedAt: isoInstantOrNull(watched.issuedAt),
    dueAt: isoInstant(dueAt),
    state,
    staged: staged && pairDocument(staged),
    previous: previous && pairDocument(previous),
    executionUser: watched.executionUser?.username ?? null,
    lastProof: lastProof && { at: isoInstant(lastProof.at), answer: lastProof.answer },
    verificationPausedAt: isoInstantOrNull(watched.verificationPausedAt ?? null),
    reminders: watched.policy.remindDays.map((days) => `${days}d`),
    attention,
    accessBack: isAccessBack,
    works: rotation?.finishedAt === null ? whatWorksFor(watched, rotation) : null,
    ageSource: watched.ageSource,
    rotation: rotation && runDocument(rotation),
    deliveries: (rotation?.deliveries ?? []).map(deliveryDocument),
    consumers: consumersDocument(watched, rotation),
    lastCheckAt: isoInstantOrNull(lastCheck?.isFirstLook ? null : (lastCheck?.at ?? null)),
    drift: driftDocument(lastCheck, null),
    ...quietDocument(watched),
  };
}

function quietDocument({ attention: { snoozedUntil, acknowledged }, consumerKey }: WatchedApp) {
  const { at = 0, by = '', why = '' } = acknowledged ?? {};
  return {
    snoozedUntil: isoInstantOrNull(snoozedUntil),
    acknowledged: acknowledged?.consumerKey === consumerKey ? { at: isoInstant(at), by, why } : null,
  };
}

interface Scene {
  readonly now: number;
  readonly isPractice: boolean;
  /** Columns of the terminal; null if there is none. */
  readonly width: number | null;
}

/** A target that failed its test takes nothing from the state of the credentials, but then the app isn't fine. */
function stateCell({ state, isFailing, isAccessBack }: AppStatus) {
  if (state === 'blocked' && isAccessBack) return { text: 'waiting', role: stateRoles[state], bold: true } as const;
  if (state === 'fine' && isFailing) return { text: 'failing', role: 'caution' } as const;
  return { text: state, role: stateRoles[state], bold: stateRoles[state] === 'danger' };
}

/** With the end of its key, if the app has several watched OAuth consumers. */
function nameAmong(rows: readonly AppStatus[], { watched }: AppStatus): string {
  const isTwin = ({ watched: { orgId, app } }: AppStatus) => orgId === watched.orgId && app === watched.app;
  const name = plainText(watched.label || watched.app, 30);
  return rows.filter(isTwin).length > 1 ? `${name} …${shortKey(watched.consumerKey).slice(-4)}` : name;
}

function textOf(rows: readonly AppStatus[], { now, isPractice, width }: Scene): readonly TextLine[] {
  if (rows.length === 0) {
    const start = `${nothingWords.watched} Start with \`keyturn setup\``;
    return [isPractice ? `${start}.` : `${start}, or try it without risk: \`keyturn setup --practice\`.`];
  }
  const lines = table(
    ['app', 'org', 'age', 'due', 'state', 'runs as', 'key'],
    rows.map((row) => [
      nameAmong(rows, row),
      { text: plainText(row.watched.org, 30), dim: true },
      row.ageDays === null ? 'unknown' : `${row.ageDays}d`,
      dueIn(row, now),
      stateCell(row),
      { text: plainText(row.watched.executionUser?.username ?? '—', 80), dim: true },
      { text: shortKey(row.watched.consumerKey), dim: true },
    ]),
    width,
  );
  const quiet = rows.flatMap(({ watched }) =>
    quietWords(watched, now).map((text) => `${plainText(watched.app)}: ${text}`),
  );
  return [...lines, '', ...[...attentionLines(rows), ...quiet].map((line) => `  ${line}`)];
}
