import { needingUser, othersOfUser } from '../acts/others-of-user.ts';
import { knownKeys } from '../model/known-keys.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { decommissionWords } from '../words/decommission.ts';
import type { DecommissionEnd, Ending } from './ports.ts';
import { journalledBy, note, record } from './record.ts';
import { proveRefused } from './refusal.ts';
import { decommissionReport } from './report.ts';
import { cleanFiles, emptySlot, endSessions, turnOff } from './steps.ts';

/**
 * Everything up to the report, in this order: no access before anything is deleted, and nothing is forgotten before
 * Salesforce was seen to refuse it. Each step looks at what is there, so a repeated attempt continues.
 */
export async function takeSteps(ending: Ending): Promise<void> {
  const keys = await keysOfApp(ending);
  await turnOff(ending, 'flow');
  await freezeUnlessShared(ending);
  await proveRefused(ending, keys);
  await endSessions(ending);
  await emptySlot(ending);
  await cleanFiles(ending);
  await forget(ending);
  await writeReport(ending);
}

/** Another app may run as the user since the end began. It must keep its access, and OAuth is off for this app without a freeze. */
async function freezeUnlessShared(ending: Ending): Promise<void> {
  const { run, org, watched, ports } = ending;
  if (!run.freezesUser) return;
  const running = () => othersOfUser(org, watched, [], 'throw');
  const others = run.freeze === null ? await needingUser(ports.state, watched, await running()) : [];
  if (others.length === 0) return turnOff(ending, 'freeze');
  await record(ending, { freezesUser: false });
  ports.tell({ kind: 'warning', warning: 'problem', problem: decommissionWords.notFrozen(others) });
}

async function keysOfApp({ ports: { state }, watched, run }: Ending): Promise<readonly string[]> {
  return knownKeys(watched, await state.rotations.latest(watched.orgId, watched.consumerId), run);
}

/** Removes the credentials from the secret store. Salesforce must refuse them once more, right before. */
async function forget(ending: Ending): Promise<void> {
  const { run, store, watched, ports } = ending;
  if (run.keepsCredentials || run.forgottenAt !== null) return;
  const keys = await keysOfApp(ending);
  await proveRefused(ending, keys);
  for (const consumerKey of store ? keys : []) {
    if (!(await store?.get(watched.orgId, consumerKey))) continue;
    ports.tell({ kind: 'doing', act: 'forget-pair' });
    // From here on there is no way back, whatever happens to the next step.
    await record(ending, { forgotten: [...new Set([...ending.run.forgotten, consumerKey])] });
    await journalledBy(ending, 'forget-pair', { consumerKey }, async () => store?.remove(watched.orgId, consumerKey));
    ports.tell({ kind: 'done', act: 'forget-pair', detail: consumerKey });
  }
  await record(ending, { forgottenAt: ports.clock.now() });
}

async function writeReport(ending: Ending): Promise<void> {
  const { ports, watched, org } = ending;
  const { incidents, tell, clock } = ports;
  tell({ kind: 'doing', act: 'end-report' });
  const report = decommissionReport({ watched, run: ending.run, writtenAt: clock.now(), isPractice: org.isPractice });
  await journalledBy(ending, 'report', {}, async (_intent, noteIt) => {
    const { id, reportTo } = ending.run;
    const path = await incidents.writeReport(id, report, reportTo).catch((error: unknown) => {
      if (!isKeyturnError(error) || reportTo === null) throw error;
      // If the requested path can't be written, the report goes to the usual folder.
      tell({ kind: 'warning', warning: 'report-elsewhere', problem: error.message });
      return incidents.writeReport(id, report, null);
    });
    await record(ending, { report: path });
    await noteIt({ decommission: id, path });
  });
  tell({ kind: 'done', act: 'end-report', detail: ending.run.report ?? '' });
}

/** The app leaves the watch. Its record stays in the audit trail and in the report. */
export async function finish(ending: Ending): Promise<DecommissionEnd> {
  const { ports, watched, run } = ending;
  const { state } = ports;
  const { consumerKey, report } = run;
  // In one transaction: the app is never gone without the entry that says why.
  await Promise.all([
    note(ending, 'finish-decommission', { outcome: 'done', consumerKey, report }),
    state.apps.remove(watched),
  ]);
  return { watched, run, outcome: 'done' };
}
