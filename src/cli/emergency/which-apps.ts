import { type ContainmentRecord, readRecord } from '../../core/emergency/containment-record.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { isSameId } from '../../core/plain/ids.ts';
import { isKeyturnError, type KeyturnError } from '../../core/reasons/errors.ts';
import { containmentRecordWords } from '../../core/words/containment-record.ts';
import { leakLives } from '../../core/words/emergency-plan.ts';
import type { CommandContext } from '../context.ts';
import type { Operating } from '../operating.ts';
import { wrongCall } from '../wrong-call.ts';
import { chosenApps, type EmergencyCall, type OneOrMore } from './wishes.ts';

export interface Chosen {
  readonly apps: OneOrMore;
  /** keyturn doesn't watch the app, so the person named its org. */
  readonly isUnwatched: boolean;
}

/**
 * The apps that the arguments name. To block access, an app that keyturn doesn't watch, or no longer knows, can be named with
 * its org.
 * @param fault why the state can't be used; null if it can
 * @throws what `chosenApps` and `appToContain` throw, and the fault
 */
export async function appsOf(
  context: CommandContext,
  operating: Operating,
  { call, fault }: { readonly call: EmergencyCall; readonly fault: KeyturnError | null },
): Promise<Chosen> {
  try {
    return { apps: await chosenApps(context, operating, call), isUnwatched: false };
  } catch (error) {
    const { app } = call;
    if (!isKeyturnError(error) || error.code !== 'AppNotWatched' || app === undefined) throw error;
    const isBlocking = call.contain !== undefined || call.record !== undefined;
    const { targetOrg, practice, consumer } = context.flags;
    const org = targetOrg ?? (practice ? await operating.ports.signIns.defaultOrg() : null);
    if (!isBlocking || org === null) throw blind(fault ?? error, app);
    const { appToContain } = await import('../../core/watch/watch-to-contain.ts');
    const ports = { clock: operating.ports.clock, org: await operating.ports.openOrg(org) };
    const found = await appToContain(ports, app, consumer ?? null).catch((problem: unknown) => {
      throw isKeyturnError(problem) ? problem.withSafe(leakLives(null, null)) : problem;
    });
    return { apps: [found], isUnwatched: true };
  }
}

function blind(error: KeyturnError, app: string): KeyturnError {
  const led = error.withAction(containmentRecordWords.withOrg(app));
  return error.code === 'AppNotWatched' ? led : led.withSafe(leakLives(null, null));
}

/** The containment that `--record` names; null without the flag. @throws UsageInvalid, FileUnreadable */
export async function recordFor(
  { record: path }: Pick<EmergencyCall, 'record'>,
  [{ orgId, app, consumerId }]: OneOrMore,
): Promise<ContainmentRecord | null> {
  if (path === undefined) return null;
  const { readText } = await (await import('../../compose.ts')).textFiles();
  const record = readRecord(await readText(path));
  if (record === null) throw wrongCall('emergency', containmentRecordWords.unfit(path));
  const isOfIt = (one: Pick<WatchedApp, 'orgId' | 'app' | 'consumerId'>) =>
    isSameId(one.orgId, orgId) && one.app === app && one.consumerId === consumerId;
  if (!isOfIt(record)) throw wrongCall('emergency', containmentRecordWords.ofAnother(path, record));
  return record;
}
