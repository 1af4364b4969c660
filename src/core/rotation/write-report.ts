import { compareAddresses, seenAddresses } from '../incident/compare-addresses.ts';
import { incidentOf, incidentReport } from '../incident/report.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { journalledBy, type Run, record } from './run.ts';

/** Writes the incident report as files without secrets. A run that continues writes them again, and so does one that verifies the new credentials later. */
export async function writeReport(run: Run): Promise<void> {
  const { org, state, clock, tell, incidents } = run.ports;
  const { rotation, watched } = run;
  const { emergency } = rotation;
  if (emergency === null) return;
  tell({ kind: 'doing', act: 'report' });
  const plan = run.prepared?.plan ?? null;
  const { contacts } = run.ports;
  const found = await incidentOf({ org, state, contacts }, { rotation, watched }, { plan, until: clock.now() });
  const report = incidentReport(found);
  const compared = compareAddresses(found);
  const seen = emergency.knownAddresses ? { seen: compared && seenAddresses(compared) } : {};
  await journalledBy(run, 'report', {}, async (_intent, note) => {
    const path = await incidents.writeReport(rotation.id, report, emergency.reportTo).catch((error: unknown) => {
      if (!isKeyturnError(error) || emergency.reportTo === null) throw error;
      // If the requested path can't be written, the report goes to the usual folder.
      tell({ kind: 'warning', warning: 'report-elsewhere', problem: error.message });
      return incidents.writeReport(rotation.id, report, null);
    });
    await record(run, { type: 'reported', path, ...seen });
    await note({ rotation: rotation.id, path });
  });
  tell({ kind: 'done', act: 'report', detail: run.rotation.emergency?.report ?? '' });
}
