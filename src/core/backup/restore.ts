import { orNothing } from '../acts/damaged-entry.ts';
import { rewindSeals } from '../acts/seal-trail.ts';
import { appAfterRestore, runAfterRestore } from '../model/after-restore.ts';
import { sealKeys } from '../model/seal.ts';
import { isManual, type Target } from '../model/target.ts';
import type { BackupFiles, OpenedBackup, RestorePlace } from '../ports/backup-files.ts';
import type { SecretStore, StoredPair, StoreEntry } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { channelSecrets, isSecretName } from '../reminders/channel-route.ts';
import { copyEntry } from '../store-move/copy-entry.ts';
import { type NamedEntry, namedEntries } from './named-entries.ts';
import { noOld, type OldState } from './replacing.ts';

/** What a restore would do, and what from the backup would act later. */
export interface RestorePlan {
  readonly madeAt: number;
  readonly place: RestorePlace;
  readonly apps: readonly { readonly org: string; readonly app: string }[];
  /** Programs that run and files that are written when credentials are delivered. */
  readonly targets: readonly { readonly app: string; readonly target: Target }[];
  readonly settings: OpenedBackup['settings'];
  /** How many secrets the backup has for its state. */
  readonly secrets: number;
  /** Secrets of which the store already has another one, which stays. */
  readonly differing: readonly NamedEntry[];
  /** Entries of the store that can't be read. Those of the backup take their place. An encrypted file keeps them under other names. */
  readonly damaged: readonly NamedEntry[];
  /** What the state needs, and neither the backup nor the store has. */
  readonly missing: readonly NamedEntry[];
  readonly store: SecretStore['kind'];
}

interface Restoring {
  readonly backup: OpenedBackup;
  readonly files: Pick<BackupFiles, 'look' | 'place'>;
}

/**
 * Looks at a backup and at the place where it would be. Changes nothing.
 * @param store null if it doesn't exist yet @throws RestoreOverState
 */
export async function planRestore(
  { backup, files }: Restoring,
  wanted: {
    readonly kind: SecretStore['kind'];
    readonly store: Pick<SecretStore, 'get'> | null;
    readonly mayReplace: boolean;
  },
): Promise<RestorePlan> {
  const place = await files.look(backup);
  if (!wanted.mayReplace && (place.hasState || place.settings === 'other'))
    throw reason('RestoreOverState', { folder: place.folder, isState: place.hasState });
  const apps = await backup.state.apps.list();
  const needed = await secretsFor(backup);
  const damaged: NamedEntry[] = [];
  const look = (entry: NamedEntry) =>
    wanted.store?.get(entry.orgId, entry.consumerKey).catch((error: unknown) => {
      damaged.push(entry);
      return orNothing(error);
    });
  const differing: NamedEntry[] = [];
  for (const { entry, pair } of needed.secrets) {
    const found = await look(entry);
    if (found && !found.consumerSecret.equals(pair.consumerSecret)) differing.push(entry);
  }
  const missing: NamedEntry[] = [];
  for (const entry of needed.missing) if (!(await look(entry))) missing.push(entry);
  return {
    madeAt: backup.madeAt,
    place,
    apps: apps.map(({ org, app }) => ({ org, app })),
    targets: apps.flatMap(({ app, consumers }) =>
      consumers.flatMap(({ target }) => (isManual(target) ? [] : [{ app, target }])),
    ),
    settings: backup.settings,
    secrets: needed.secrets.length,
    differing,
    damaged: damaged.filter((entry) => !missing.includes(entry)),
    missing,
    store: wanted.kind,
  };
}

/**
 * The secrets in a backup that its state names, and others of this kind: those of an interrupted run of an org that the state knows,
 * of a channel, and keys of seals. Anything else is nobody's, and stays out of the store.
 */
async function secretsFor({ state, secrets }: OpenedBackup) {
  const placeOf = ({ orgId, consumerKey }: StoreEntry) => `${orgId} ${consumerKey}`;
  const pairs = new Map(secrets.map((pair) => [placeOf(pair), pair]));
  const named = await namedEntries(state);
  const isNamed = new Set(named.map(placeOf));
  const orgs = new Set(
    [...(await state.apps.list()), ...(await state.journal.list())].map(({ orgId }) => orgId).filter((id) => id !== ''),
  );
  const isKnown = ({ orgId, consumerKey }: StoreEntry) =>
    orgId === sealKeys || (orgId === channelSecrets ? isSecretName(consumerKey) : orgs.has(orgId));
  const others = [...pairs.values()].filter((pair) => !isNamed.has(placeOf(pair)) && isKnown(pair));
  return {
    secrets: [
      ...named.flatMap((entry) => {
        const pair = pairs.get(placeOf(entry));
        return pair ? [{ entry, pair }] : [];
      }),
      ...others.map((pair) => ({ entry: unnamed(pair), pair })),
    ],
    missing: named.filter((entry) => entry.isNeeded && !pairs.has(placeOf(entry))),
  };
}

function unnamed({ orgId, consumerKey, app }: StoredPair): NamedEntry {
  const isOfApp = orgId !== sealKeys && orgId !== channelSecrets;
  return { orgId, consumerKey, app: isOfApp ? app : null, kind: null, isNeeded: false };
}

export interface Restored {
  /** Where the state and the settings that were there before are now. */
  readonly setAside: readonly string[];
  readonly secrets: number;
  readonly differing: readonly NamedEntry[];
}

/**
 * Puts a backup in its place: the secrets first, each read back; then the settings; the state last. Without the state, nothing counts
 * as restored, and the same restore can be repeated.
 * @param old the state that will be set aside, which this closes: Windows renames no open file
 * @throws PairNotSaved, HomeNotWritable, DiskFull, StateBusy and what the store throws
 */
export async function restore(
  { backup, files }: Restoring,
  store: SecretStore,
  old: OldState = noOld,
): Promise<Restored> {
  const { secrets } = await secretsFor(backup);
  const differing: NamedEntry[] = [];
  for (const { entry, pair } of secrets) {
    // The store may have the only copy of a secret, so what is there stays.
    if (!(await copyEntry(store, pair, store.kind))) differing.push(entry);
  }
  const sealed = await rewindSeals(store, backup.state, old.seals && { seals: old.seals });
  await prepare(backup, store, { secrets: secrets.length - differing.length, sealed });
  old.close();
  return { setAside: await files.place(backup), secrets: secrets.length - differing.length, differing };
}

/** Makes the state in the backup say where its secrets are now, and that nobody knows what consumers have. */
async function prepare(
  { state, madeAt }: OpenedBackup,
  store: SecretStore,
  { secrets, sealed }: { readonly secrets: number; readonly sealed: number | null },
): Promise<void> {
  const { kind } = store;
  for (const watched of await state.apps.list()) {
    const reference = watched.store && { kind, reference: store.reference(watched.orgId, watched.consumerKey) };
    await state.apps.save({ ...appAfterRestore(watched), store: reference });
  }
  await state.rotations.save(...(await state.rotations.newest()).map(runAfterRestore));
  for (const { name } of await state.channelSecrets.list()) await state.channelSecrets.save(name, kind);
  const { key } = await state.seals.place();
  if (key !== null) await state.seals.savePlace(kind, key);
  await state.journal.append({
    ...{ event: 'noted', action: 'restore', intent: crypto.randomUUID(), orgId: '', org: '', app: null },
    detail: { from: new Date(madeAt).toISOString(), secrets, store: kind, ...(sealed === null ? {} : { sealed }) },
  });
}
