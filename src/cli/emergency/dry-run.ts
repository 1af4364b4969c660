import { foreseeResponse } from '../../core/emergency/begin-response.ts';
import { foreseeDrill } from '../../core/emergency/drill.ts';
import type { EmergencyRequest } from '../../core/emergency/emergency-request.ts';
import { foreseeLanes } from '../../core/emergency/respond.ts';
import type { EmergencyRun } from '../../core/model/emergency-run.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import type { AppRequest, OperatePorts } from '../../core/operate/operate-request.ts';
import { type DryRunWords, drillWordsOf, emergencyWords } from '../../core/words/dry-run.ts';
import type { ContextOf } from '../commands.ts';
import { type AppForeseen, endDryRun } from '../dry-run.ts';
import type { Operating } from '../operating.ts';

interface Foreseeing {
  readonly requests: readonly EmergencyRequest[];
  /** What `--confirm` must name. */
  readonly confirm: string;
  readonly isDrill: boolean;
}

/** Plans an emergency by reading only. Apps that can't be planned become warnings, unless there is no other. */
export async function foreseeEmergency(
  { output }: ContextOf<'emergency'>,
  { ports, portsFor }: Operating,
  { requests, confirm, isDrill }: Foreseeing,
): Promise<number> {
  const { lanes, errors } = await foreseeLanes(requests, portsFor);
  const [first] = errors;
  if (lanes.length === 0 && first) throw first.error;
  for (const { watched, error } of errors)
    output.warn(`${watched.app}: ${error.message} (${error.code}) ${error.safe}`);
  const now = ports.clock.now();
  const plans = lanes.map(({ watched, found }) => ({ watched, ...emergencyWords(found, { now, confirm, isDrill }) }));
  return endDryRun(output, plans);
}

/** What drills in a real org would do. */
export async function foreseeDrills(
  { output }: ContextOf<'emergency'>,
  { requestOf, portsFor }: Operating,
  apps: readonly WatchedApp[],
): Promise<number> {
  const plans: AppForeseen[] = [];
  for (const watched of apps) {
    plans.push({ watched, ...drillWordsOf(await foreseeDrill(portsFor(watched), requestOf(watched))) });
  }
  return endDryRun(output, plans);
}

/** The plan of an open emergency, with what is left of it. It continues with the consent given at its start. */
export async function emergencyLeft(ports: OperatePorts, request: AppRequest, run: EmergencyRun): Promise<DryRunWords> {
  const { leakedSince, containBy, keepsSessions, reportTo, certificate, replaceBy } = run;
  const wishes = { leakedSince, containBy, keepsSessions, reportTo, certificate, byDeploy: replaceBy === 'deploy' };
  const found = await foreseeResponse(ports, {
    ...request,
    ...wishes,
    deliveries: null,
    mayReplaceAnew: true,
    isResumed: true,
  });
  const words = emergencyWords(found, { now: ports.clock.now(), confirm: request.watched.app, isDrill: false });
  return { ...words, needs: [] };
}
