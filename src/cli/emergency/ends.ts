import type { LaneEnd } from '../../core/emergency/respond.ts';
import { reason } from '../../core/reasons/errors.ts';
import type { ContextOf } from '../commands.ts';
import type { Operating } from '../operating.ts';
import { emergencyDocument, emergencySummary } from './document.ts';

interface EndTelling {
  readonly ends: readonly LaneEnd[];
  readonly isAll: boolean;
  readonly isDrill: boolean;
  readonly reportTo: string | null;
}

/** Prints how the emergency ended, or throws why it didn't. @returns the exit code */
export async function tellEnds(
  { output }: ContextOf<'emergency'>,
  { ports, storeOf }: Operating,
  { ends, isAll, isDrill, reportTo }: EndTelling,
): Promise<number> {
  const [first] = ends;
  if (isDrill) await rememberDrills(ports, ends);
  if (!isAll) {
    if (!first?.ok) throw first?.error ?? reason('NotAgreed', { what: 'The emergency' });
    const document = await emergencyDocument(first.end, ports.state, await storeOf(first.watched));
    output.succeed(document, emergencySummary(first));
    return 0;
  }
  const { writeCombined } = await import('./combined.ts');
  const report = await writeCombined(ports, ends, reportTo);
  for (const line of lanesSummary(ends, report !== null)) output.note(line);
  const failures = ends.filter((end) => !end.ok);
  const [firstFailed, ...othersFailed] = failures.map(({ watched }) => watched.app);
  if (firstFailed !== undefined) {
    for (const { watched, error } of failures)
      output.warn(`${watched.app}: ${error.message} (${error.code}) ${error.safe}`);
    if (report) output.note(`  Incident report: ${report}`);
    throw reason('EmergencyIncomplete', { failed: [firstFailed, ...othersFailed], of: ends.length });
  }
  const documents = await Promise.all(
    ends
      .filter((end) => end.ok)
      .map(async ({ end, watched }) => emergencyDocument(end, ports.state, await storeOf(watched))),
  );
  output.succeed({ apps: documents, report }, report ? [`  Incident report: ${report}`] : []);
  return 0;
}

/** What became of each finished app, and who has no access. @param isReported one report is about all of them */
function lanesSummary(ends: readonly LaneEnd[], isReported: boolean): readonly string[] {
  return ends.flatMap((end) => (end.ok ? emergencySummary(end, isReported) : []));
}

/** In the practice org a drill does everything. Its duration goes on the card. */
async function rememberDrills(ports: Operating['ports'], ends: readonly LaneEnd[]): Promise<void> {
  const { rememberDrill } = await import('../../core/emergency/drill.ts');
  for (const end of ends) {
    if (end.ok && end.end.refusedAfterMs !== null) await rememberDrill(ports, end.end.watched, end.end.refusedAfterMs);
  }
}
