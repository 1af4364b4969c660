import type { Composition } from '../compose.ts';
import { noteMissing } from '../core/acts/noted-gone.ts';
import { computerLines, homeLine, type OwnFacts } from '../core/doctor/computer-lines.ts';
import type { DoctorLine } from '../core/doctor/doctor-line.ts';
import { orgLines, sessionLine } from '../core/doctor/org-lines.ts';
import type { StoreOffer } from '../core/model/store-offer.ts';
import type { StoreReference, WatchedApp } from '../core/model/watched-app.ts';
import type { SecretStores, State } from '../core/ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../core/reasons/errors.ts';
import { channelGapOf } from '../core/reminders/channel-route.ts';
import { readDaemon } from '../core/status/read-daemon.ts';
import { failingDaemonWords } from '../core/words/daemon.ts';
import { computerWords } from '../core/words/doctor.ts';
import { repairedWords } from '../core/words/state-problems.ts';
import { channelTargets } from './channel-targets.ts';
import type { CommandContext } from './context.ts';
import { cautionsOf } from './file-cautions.ts';
import { onlyKind } from './usual-store.ts';

interface Wanted {
  readonly org: string | null;
  readonly mayRepair: boolean;
  /** Whether a passphrase in a file must open the encrypted file. */
  readonly triesPassphrase: boolean;
}

interface Checked {
  readonly lines: readonly DoctorLine[];
  /** What was fixed. */
  readonly repaired: readonly string[];
  /** Whether the state is another one than before: a backup, or an empty one. */
  readonly isStateReplaced: boolean;
}

/** Checks this computer and, with an org's name, that org. Opens a secret store only to see whether a passphrase in a file is the right one. */
export async function checkAll(
  context: CommandContext,
  composition: Composition,
  { org: name, mayRepair, triesPassphrase }: Wanted,
): Promise<Checked> {
  const looked = await errorOr(Promise.all([composition.machine(), composition.clock()]));
  // The practice org, whose time the checks use, can't start in the folder.
  if (isKeyturnError(looked)) return { lines: [homeLine(looked)], repaired: [], isStateReplaced: false };
  const [machine] = looked;
  const { repaired, fault, isStateReplaced } = mayRepair ? await repair(composition) : nothingRepaired;
  const computer = repaired.length > 0 ? await composition.machine() : machine;
  return {
    lines: [
      ...computerLines(computer, await lookAtOwn(composition, context.flags.store, { fault, triesPassphrase })),
      ...(name === null ? [] : await lookAtOrg(context, composition, name)),
    ],
    repaired,
    isStateReplaced,
  };
}

const nothingRepaired: Repaired = { repaired: [], fault: null, isStateReplaced: false };

interface Repaired extends Pick<Checked, 'isStateReplaced'> {
  /** What was fixed. */
  readonly repaired: readonly string[];
  /** Why the state can't be repaired. */
  readonly fault: KeyturnError | null;
}

/** Closes the folder to others, and repairs the state: neither needs a decision. */
async function repair(composition: Composition): Promise<Repaired> {
  const { home } = await composition.machine();
  const isOpen = home.mode !== null && (home.mode & 0o077) !== 0;
  if (isOpen) await composition.repair();
  const state = await errorOr(composition.stateFile().then((file) => file.repair()));
  const closed = isOpen ? [computerWords.homeClosed(home.path)] : [];
  if (isKeyturnError(state)) return { repaired: closed, fault: state, isStateReplaced: false };
  return {
    repaired: [...closed, ...(state ? repairedWords(state) : [])],
    fault: null,
    isStateReplaced: state?.kind === 'file',
  };
}

async function lookAtOwn(
  composition: Composition,
  store: StoreReference['kind'] | undefined,
  { fault, triesPassphrase }: Pick<Repaired, 'fault'> & Pick<Wanted, 'triesPassphrase'>,
): Promise<OwnFacts> {
  const found = (await composition.hasState()) ? await errorOr(composition.state()) : null;
  const state = isKeyturnError(found) ? null : found;
  const file = await composition.stateFile();
  const stores = await errorOr(composition.stores());
  const watched = state ? await orElse(state.apps.list(), []) : [];
  const apps = composition.isPractice ? [] : watched;
  const settings = composition.isPractice ? null : await orElse(composition.settings(), null);
  const deliveries = [...apps.flatMap((app) => app.deliveries), ...channelTargets(settings?.channels ?? [])];
  const targets = watched.flatMap((app) => app.deliveries);
  const cautions = await orElse(
    composition.deliveries().then((ports) => cautionsOf(ports, targets)),
    [],
  );
  return {
    channelGap: settings === null ? undefined : channelGapOf(settings.channels),
    heartbeats: (settings?.channels ?? []).flatMap(({ type, name }) => (type === 'heartbeat' ? [name] : [])),
    openFiles: cautions.flatMap(({ open }) => open ?? []),
    service: await errorOr(composition.services().then((services) => services.look(deliveries))),
    ...(await daemonOf(composition, state)),
    state: found === null ? 'none' : isKeyturnError(found) ? (fault ?? found) : 'fine',
    backups: file.backups(),
    unconfirmed: state?.installation.unconfirmed() ?? null,
    unreadable: state ? file.unreadable() : [],
    setAside: file.setAside(),
    journal: state && (await errorOr(state.journal.verify())),
    seals: state && (await orElse(state.seals.check(null), null)),
    // `journal` reports a damaged audit trail.
    containments: await containmentsOf(composition, state),
    open: state ? await orElse(state.journal.open(), []) : [],
    offers: isKeyturnError(stores)
      ? stores
      : await errorOr(triesPassphrase ? offersOf(composition, stores) : stores.offers()),
    chosenStore: isKeyturnError(stores) ? null : (store ?? stores.chosen()),
    usualStore: onlyKind(watched),
    signIns: await errorOr(composition.signIns().then((signIns) => signIns.list())),
  };
}

/** The stores. If a file has the passphrase of the encrypted file, it must open it: nobody else finds out before a rotation. */
async function offersOf({ env }: Composition, stores: SecretStores): Promise<readonly StoreOffer[]> {
  const offers = await stores.offers();
  if (!env.KEYTURN_PASSPHRASE_FILE) return offers;
  return Promise.all(
    offers.map(async (offer) => {
      if (offer.kind !== 'file' || offer.isNew || offer.problem !== null) return offer;
      const error = await errorOr(stores.open('file').then(() => null));
      return error === null ? offer : { ...offer, problem: { problem: error.message, cure: error.actions[0] ?? '' } };
    }),
  );
}

/** A folder without a state may still have them. */
async function containmentsOf(composition: Composition, state: State | null) {
  const { keptContainments } = await import('../core/acts/kept-containments.ts');
  return keptContainments(await composition.incidents(), state);
}

/** The daemon's last self-check and its last failure, by the clock that the daemon uses. */
async function daemonOf(composition: Composition, state: State | null): Promise<Pick<OwnFacts, 'inside' | 'failing'>> {
  const daemon = state && (await orElse(readDaemon(state), null));
  if (!daemon) return { inside: null, failing: null };
  const { selfCheck: check, running: isRunning } = daemon;
  const now = (await composition.clock()).now();
  const words = failingDaemonWords(daemon, now);
  return { inside: check && { check, now }, failing: words === null ? null : { words, isRunning } };
}

async function lookAtOrg(
  context: CommandContext,
  composition: Composition,
  name: string,
): Promise<readonly DoctorLine[]> {
  const { apiVersion } = context.flags;
  const opened = await errorOr(
    Promise.all([
      composition.signIns().then((signIns) => signIns.open(name, apiVersion ? { apiVersion } : {})),
      composition.clock(),
    ]),
  );
  if (isKeyturnError(opened)) return [sessionLine(opened)];
  const [org, clock] = opened;
  const state = (await composition.hasState()) ? await orElse(composition.state(), null) : null;
  const apps = state ? await orElse(state.apps.list(), []) : [];
  const runs = state ? await orElse(state.rotations.newest(), []) : [];
  const isLeaked = async (app: WatchedApp) => {
    if (state === null) return false;
    const { knownLeak } = await import('../core/acts/known-leak.ts');
    return (await knownLeak(state, app, await containmentsOf(composition, state))) !== null;
  };
  const watched = apps.filter(({ username }) => username === org.username);
  const foundGone = async (app: WatchedApp) => {
    if (state) await noteMissing(org, { state, clock }, app);
  };
  return orgLines({ org, clock, watched, runs, isLeaked, foundGone });
}

async function errorOr<Value>(work: Promise<Value>): Promise<Value | KeyturnError> {
  try {
    return await work;
  } catch (error) {
    if (isKeyturnError(error)) return error;
    throw error;
  }
}

/** Ignores an error that has its own line elsewhere. */
async function orElse<Value, Else>(work: Promise<Value>, other: Else): Promise<Value | Else> {
  const found = await errorOr(work);
  return isKeyturnError(found) ? other : found;
}
