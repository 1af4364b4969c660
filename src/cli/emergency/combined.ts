import { randomUUID } from 'node:crypto';
import type { LaneEnd } from '../../core/emergency/respond.ts';
import { combinedReport, incidentOf } from '../../core/incident/report.ts';
import type { OperatePorts } from '../../core/operate/operate-request.ts';
import { isKeyturnError } from '../../core/reasons/errors.ts';

/** Writes one report about all finished apps. Each app has its own report, too. @returns its path; null when no app finished */
export async function writeCombined(
  ports: OperatePorts,
  ends: readonly LaneEnd[],
  to: string | null,
): Promise<string | null> {
  const done = ends.filter((end) => end.ok);
  const [first] = done;
  if (!first) return null;
  const org = await ports.openOrg(first.watched.org);
  const writtenAt = ports.clock.now();
  const incidents = await Promise.all(
    done.map(({ end, response }) =>
      incidentOf({ org, state: ports.state, contacts: ports.contacts }, end, {
        plan: response?.plan ?? null,
        until: writtenAt,
      }),
    ),
  );
  const run = `all-${randomUUID()}`;
  const write = (place: string | null) => ports.incidents.writeReport(run, combinedReport(incidents), place);
  try {
    return await write(to);
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    ports.tell({ kind: 'warning', warning: 'problem', problem: error.message });
    // Not fatal: each app already has its own report.
    return to === null ? null : write(null).catch(() => null);
  }
}
