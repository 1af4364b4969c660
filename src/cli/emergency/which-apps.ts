import { keptContainments } from '../../core/acts/kept-containments.ts';
import { type ContainmentRecord, readRecord } from '../../core/model/containment-record.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { isSameId } from '../../core/plain/ids.ts';
import { isKeyturnError, type KeyturnError } from '../../core/reasons/errors.ts';
import { containmentRecordWords } from '../../core/words/containment-record.ts';
import { leakLives } from '../../core/words/leak-lives.ts';
import { withRecordedBlock } from '../../core/words/recorded-block.ts';
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
    const recorded = call.record === undefined ? null : (await readRecordOf(call.record)).org;
    const org = targetOrg ?? (practice ? await operating.ports.signIns.defaultOrg() : recorded);
    if (!isBlocking || org === null) throw await blind(operating, fault ?? error, { app, org });
    const { appToContain } = await import('../../core/watch/watch-to-contain.ts');
    const ports = { clock: operating.ports.clock, org: await operating.ports.openOrg(org) };
    const found = await appToContain(ports, app, consumer ?? null).catch(async (problem: unknown) => {
      throw isKeyturnError(problem) ? await withLeak(operating, problem, { app, org: ports.org.name }) : problem;
    });
    return { apps: [found], isUnwatched: true };
  }
}

interface Named {
  readonly app: string;
  /** null if the person named none, and no record does. */
  readonly org: string | null;
}

async function blind(operating: Pick<Operating, 'ports'>, error: KeyturnError, named: Named): Promise<KeyturnError> {
  const led = error.withAction(containmentRecordWords.withOrg(named.app, named.org));
  return error.code === 'AppNotWatched' ? led : withLeak(operating, led, named);
}

/** The leaked credentials work, unless a record says that keyturn has blocked access. */
async function withLeak(
  { ports }: Pick<Operating, 'ports'>,
  error: KeyturnError,
  { app, org }: Named,
): Promise<KeyturnError> {
  const kept = await keptContainments(ports.incidents, ports.state);
  const found = kept.find(({ record }) => record.app === app && (org === null || record.org === org));
  return found ? withRecordedBlock(error, found.record, found.path) : error.withSafe(leakLives(null, null));
}

/**
 * The containment that `--record` names. Without the flag, and without a wish to block access, the record that keyturn kept of
 * the app's containment; null if there is none.
 * @throws UsageInvalid, FileUnreadable
 */
export async function recordFor(
  { record: path, contain, all }: Pick<EmergencyCall, 'record' | 'contain' | 'all'>,
  [{ orgId, app, consumerId }]: OneOrMore,
  { ports }: Pick<Operating, 'ports'>,
): Promise<ContainmentRecord | null> {
  const isOfIt = (one: Pick<WatchedApp, 'orgId' | 'app' | 'consumerId'>) =>
    isSameId(one.orgId, orgId) && one.app === app && one.consumerId === consumerId;
  if (path === undefined) {
    if (contain !== undefined || all) return null;
    const kept = await keptContainments(ports.incidents, ports.state);
    return kept.find(({ record }) => isOfIt(record))?.record ?? null;
  }
  const record = await readRecordOf(path);
  if (!isOfIt(record)) throw wrongCall('emergency', containmentRecordWords.ofAnother(path, record));
  return record;
}

async function readRecordOf(path: string): Promise<ContainmentRecord> {
  const { readText } = await (await import('../../compose.ts')).textFiles();
  const record = readRecord(await readText(path));
  if (record === null) throw wrongCall('emergency', containmentRecordWords.unfit(path));
  return record;
}
