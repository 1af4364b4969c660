import type { Composition } from '../compose.ts';
import { appsCalled } from '../core/model/find-watched.ts';
import { isKeyturnError, type KeyturnError } from '../core/reasons/errors.ts';
import { untouched } from '../core/reasons/reason.ts';
import { unfinishedSetupLine } from '../core/reasons/setup-words.ts';
import { endedForGood } from '../core/words/decommission.ts';
import { ofEndingApp } from '../core/words/end-truth.ts';
import type { Called } from './program.ts';

interface Call {
  /** The app as it was typed. */
  readonly app: string | null;
  readonly opened: readonly Composition[];
}

/** Whether a call only reads: it has nothing to record. */
function onlyReads({ name, options }: Pick<Called, 'name' | 'options'>): boolean {
  const has = (flag: string) => flag in options && (options as Record<string, unknown>)[flag] === true;
  if (has('dryRun')) return true;
  return name === 'audit' ? !has('watch') : name === 'doctor' || name === 'support' || name === 'scan';
}

const isSameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The error, with what the state knows of the app that the call names. */
export async function knowingApp(error: unknown, { app, opened: [composition] }: Call): Promise<unknown> {
  if (!isKeyturnError(error) || app === null || !composition) return error;
  const known = error.code === 'AppNotWatched' ? namingEarlier : ofEnding;
  return known(error, app, composition);
}

/**
 * The error, with what keyturn's records say of the access of the apps in question, where the error itself leaves that open. Without
 * records that can be read it stays open.
 */
export async function knowingAccess(
  given: unknown,
  { app, opened: [composition] }: Call,
  called: Pick<Called, 'name' | 'options'>,
): Promise<unknown> {
  if (!isKeyturnError(given) || !composition) return given;
  const { leavesAccessOpen, recordedAccess, withCleaned, withKnownAccess } = await import(
    '../core/words/known-access.ts'
  );
  const isOpen = leavesAccessOpen(given);
  const error = isOpen && onlyReads(called) ? given.withSafe(untouched) : given;
  try {
    const { knownAccess } = await import('../core/status/known-access.ts');
    const { hasCleanedAccess, ofLastUse } = await import('../core/acts/access-use.ts');
    const state = (await composition.hasState()) ? await composition.state() : null;
    const used = state ? ofLastUse(error, state) : error;
    const told = state && hasCleanedAccess(state) ? withCleaned(used) : used;
    if (!isOpen) return told;
    return withKnownAccess(told, [
      ...composition.containments.map(recordedAccess),
      ...(state ? await knownAccess(state, app) : []),
    ]);
  } catch {
    return error;
  }
}

/** An app that isn't watched may have an unfinished setup, which the error then continues, or may have been decommissioned. */
async function namingEarlier(error: KeyturnError, app: string, composition: Composition): Promise<KeyturnError> {
  const { setupsCalled, unfinishedSetups } = await import('../core/status/unfinished-setups.ts');
  const state = await composition.state();
  const [setup] = setupsCalled(await unfinishedSetups(state), app);
  if (setup) return error.withAction(unfinishedSetupLine(setup));
  const { decommissionedApps } = await import('../core/status/decommissioned.ts');
  const ended = decommissionedApps(await state.journal.list(), await state.apps.list());
  const one = ended.find((each) => [each.app, `${each.org}/${each.app}`].some((name) => isSameName(name, app)));
  return one ? error.withAction(endedForGood(one)) : error;
}

/** While the app is being decommissioned, no command says that its integrations work. */
async function ofEnding(error: KeyturnError, app: string, composition: Composition): Promise<KeyturnError> {
  // A state that can't be read isn't the problem of this call, or has said so.
  const apps = await composition
    .state()
    .then((state) => state.apps.list())
    .catch(() => []);
  const ends = appsCalled(apps, app).map(({ decommission }) => decommission);
  return ends.every((end) => end !== undefined) ? ofEndingApp(error, ends[0]) : error;
}
