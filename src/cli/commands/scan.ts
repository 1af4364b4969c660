import { openOnce } from '../../compose/opened-stores.ts';
import { sweepWith } from '../../compose.ts';
import { storeKindOf, type WatchedApp } from '../../core/model/watched-app.ts';
import { isoDay, isoInstantOrNull } from '../../core/plain/time.ts';
import { isKeyturnError } from '../../core/reasons/errors.ts';
import { mayWork, type ScanFinding, type ScanResult, scan as scanPath } from '../../core/scan/scan.ts';
import { scanWords } from '../../core/words/scan.ts';
import { bold, type TextLine } from '../../ui/paint.ts';
import type { ResultOf, RunCommand } from '../commands.ts';
import { openChosenStore } from '../open-store.ts';

/** `keyturn scan <path>`: looks for stored keys and secrets. */
export const scan: RunCommand<'scan'> = async (context, { path, exitCode }) => {
  const { output } = context;
  const { signal } = context.interruption;
  const composition = await context.compose({ signal });
  const state = await composition.state();
  const open = openOnce((kind) => openChosenStore(composition, context, kind));
  let problem: string | null = null;
  const storeOf = async (app: WatchedApp) => {
    if (app.store === null || problem !== null) return null;
    return open(storeKindOf(app)).catch((error: unknown) => {
      // Fingerprints and keys can be compared without it.
      if (!isKeyturnError(error) || error.code === 'Interrupted') throw error;
      problem = error.message;
      return null;
    });
  };
  const tell = (places: number) => output.passing(scanWords.reading(places));
  const result = await scanPath({ path, state, sweep: await sweepWith(context.env), storeOf, tell, signal });
  output.passing(null);
  if (problem !== null) output.warn(scanWords.storeClosed(problem));
  for (const { app, slot } of result.unsought) output.warn(scanWords.unsought(app, slot));
  for (const { skipped, why } of result.skipped) output.warn(scanWords.skipped(skipped, why));
  if (result.moreSkipped > 0) output.warn(scanWords.moreSkipped(result.moreSkipped));
  output.succeed(documentOf(result), linesOf(result));
  return exitCode && result.findings.some(mayWork) ? 4 : 0;
};

function linesOf(result: ScanResult): readonly TextLine[] {
  const { findings, more, files, objects } = result;
  const read = scanWords.read(files, objects);
  if (findings.length === 0) return [read, scanWords.nothing];
  const groups = [...Map.groupBy(findings, titleOf)];
  const leaked = leakedApps(result);
  return [
    read,
    ...groups.flatMap(([title, places]): readonly TextLine[] => [
      '',
      bold(title),
      ...placesOf(places).map((place) => `  ${place}`),
    ]),
    ...(more > 0 ? ['', scanWords.more(more)] : []),
    ...(leaked.length > 0 ? ['', ...leaked.map(scanWords.replace), scanWords.cleanUp] : []),
  ];
}

function titleOf(finding: ScanFinding): string {
  const { credentials, consumerKey, what } = finding;
  if (credentials === null) return `! ${scanWords.unknown(consumerKey)}`;
  const { app, org, slot } = credentials;
  return `${mayWork(finding) ? '✖' : '•'} ${scanWords[what](app, org, slot)}`;
}

/** Versions of one file come as one line, with the first commit of all. */
function placesOf(findings: readonly ScanFinding[]): readonly string[] {
  const oldestFirst = findings.toSorted((one, other) => timeOf(one) - timeOf(other));
  const first = new Map<string, ScanFinding>();
  for (const finding of oldestFirst) {
    const { place, origin } = finding;
    const id = place.kind === 'file' ? place.path : `${place.repository.path}\0${origin?.path ?? place.id}`;
    if (!first.has(`${place.kind}\0${id}`)) first.set(`${place.kind}\0${id}`, finding);
  }
  return [...first.values()].map(whereIs);
}

function timeOf({ origin }: ScanFinding): number {
  return origin?.committedAt ?? 0;
}

function whereIs({ place, lines, origin }: ScanFinding): string {
  if (place.kind === 'file') return scanWords.inFile(place.path, lines);
  if (!origin || origin.commit === null) return scanWords.inObject(place.repository.path, place.id);
  const { commit, committedAt, path } = origin;
  return scanWords.inCommit(commit, committedAt === null ? '?' : isoDay(committedAt), path);
}

/** Names as commands take them, each once. */
function leakedApps({ findings }: ScanResult): readonly string[] {
  const names = findings.filter(mayWork).map(({ credentials }) => `${credentials?.org}/${credentials?.app}`);
  return [...new Set(names)];
}

function documentOf(result: ScanResult): ResultOf<'scan'> {
  const { findings, more, files, objects, skipped, moreSkipped } = result;
  return {
    files,
    objects,
    findings: findings.map((finding) => {
      const { credentials, consumerKey, what, place, lines, origin } = finding;
      const isFile = place.kind === 'file';
      return {
        org: credentials?.org ?? null,
        app: credentials?.app ?? null,
        consumerKey,
        found: what,
        slot: credentials?.slot ?? null,
        mayWork: mayWork(finding),
        path: isFile ? place.path : (origin?.path ?? null),
        lines: [...lines],
        repository: isFile ? null : place.repository.path,
        object: isFile ? null : place.id,
        firstCommit: origin?.commit ?? null,
        committedAt: isoInstantOrNull(origin?.committedAt ?? null),
      };
    }),
    more,
    skipped: skipped.map(({ skipped: path, why }) => ({ path, why })),
    moreSkipped,
    nextSteps: leakedApps(result).map((name) => scanWords.replace(name)),
  };
}
