import type { LaneEnd } from '../../core/emergency/respond.ts';
import { plainText } from '../../core/plain/text.ts';
import { type KeyturnError, reason } from '../../core/reasons/errors.ts';
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
  const error = whyUnfinished(ends, output.isJson);
  // The error itself says what is common to all of them.
  const isSaid = error !== null && error.code !== 'EmergencyIncomplete';
  for (const end of ends) for (const line of endLines(end, { isReported: report !== null, isSaid })) output.note(line);
  if (error) {
    if (report) output.note(`  Incident report: ${report}`);
    throw error;
  }
  const documents = await Promise.all(
    ends
      .filter((end) => end.ok)
      .map(async ({ end, watched }) => emergencyDocument(end, ports.state, await storeOf(watched))),
  );
  output.succeed({ apps: documents, report }, report ? [`  Incident report: ${report}`] : []);
  return 0;
}

/** What became of one app, and who has no access. */
function endLines(end: LaneEnd, { isReported, isSaid }: { isReported: boolean; isSaid: boolean }): readonly string[] {
  if (end.ok) return emergencySummary(end, isReported);
  if (isSaid) return [];
  const { label, app, orgName, org } = end.watched;
  const { message, code, safe, actions } = end.error;
  return [
    `✖ ${plainText(label || app)} in ${plainText(orgName || org)}: ${message}  ${code}`,
    `  ${safe}`,
    ...actions.map((action) => `  • ${action}`),
  ];
}

/**
 * Why apps aren't finished; null if all are. If none is, for the same reason, it is that reason.
 * @param isDocument nothing else says what each app has reported
 */
export function whyUnfinished(ends: readonly LaneEnd[], isDocument: boolean): KeyturnError | null {
  const failures = ends.filter((end) => !end.ok);
  const [first, ...others] = failures;
  if (!first) return null;
  const { code, message } = first.error;
  const isSame =
    failures.length === ends.length && others.every(({ error }) => error.code === code && error.message === message);
  const actions = failures.flatMap(({ error }) => error.actions);
  if (isSame) {
    const safe =
      others.length === 0
        ? first.error.safe
        : failures.map(({ watched, error }) => `${watched.app}: ${error.safe}`).join(' ');
    return first.error.continuing({ safe, actions: [...new Set(actions)] });
  }
  const names = [first.watched.app, ...others.map(({ watched }) => watched.app)] as const;
  const incomplete = reason('EmergencyIncomplete', { failed: names, of: ends.length });
  if (!isDocument) return incomplete;
  const reports = failures.map(
    ({ watched, error }) => `${watched.app}: ${error.message} (${error.code}). ${error.safe}`,
  );
  return incomplete.continuing({ safe: reports.join(' '), actions: [...new Set([...actions, ...incomplete.actions])] });
}

/** In the practice org a drill does everything. Its duration goes on the card. */
async function rememberDrills(ports: Operating['ports'], ends: readonly LaneEnd[]): Promise<void> {
  const { rememberDrill } = await import('../../core/emergency/drill.ts');
  for (const end of ends) {
    if (end.ok && end.end.refusedAfterMs !== null) await rememberDrill(ports, end.end.watched, end.end.refusedAfterMs);
  }
}
