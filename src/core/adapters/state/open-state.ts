import { join } from 'node:path';
import { mustBeConfirmed } from '../../acts/confirmed-state.ts';
import type { State } from '../../ports/ports.ts';
import { isHomeFault, isKeyturnError, type KeyturnError } from '../../reasons/errors.ts';
import { createApps, type ReadAppSettings } from './apps.ts';
import { waitingAtMost } from './changes.ts';
import { createChannelSecretPlaces } from './channel-secrets.ts';
import { createDaemonHealth } from './daemon-health.ts';
import { createDaemonRecord } from './daemon-row.ts';
import { type DatabaseInit, openDatabase, type StateDatabase } from './database.ts';
import { createDrafts } from './drafts.ts';
import { createDueApps } from './due-apps.ts';
import { createFingerprint } from './fingerprints.ts';
import { createHandOverCodes } from './hand-over-codes.ts';
import { createInstallation, type InstallationInit } from './installation.ts';
import { createJournal } from './journal.ts';
import { createLeases } from './leases.ts';
import { createPreImages } from './pre-images.ts';
import { createReminders } from './reminders.ts';
import { createRotations } from './rotations.ts';
import { createSealing } from './seals.ts';
import { fullDisk } from './why-unwritable.ts';

export interface StateInit extends DatabaseInit {
  /** Operating system user and host, for the audit trail. */
  readonly actor: string;
  /** Called at every read of an app. */
  readonly appSettings: ReadAppSettings;
  /** Missing if only a restored state needs to be confirmed. */
  readonly whereabouts?: InstallationInit['whereabouts'];
}

/**
 * Opens keyturn's state: one SQLite file in a folder, shared by all processes of this user.
 * Where nothing can be written it can be read, and each change fails with the reason (HomeNotWritable, DiskFull).
 * @throws FileNotYours, StateTooNew, StateLost, StateDamaged (once: the file is set aside), StateBusy
 */
export async function openState(init: StateInit): Promise<State & Pick<StateDatabase, 'readOnly' | 'lacksNewest'>> {
  const database = await openDatabase(init);
  const { seals, sealLine } = createSealing(database, init.clock);
  const installation = await createInstallation(database, { ...init, whereabouts: init.whereabouts ?? null });
  const journal = createJournal(database, { ...init, onLine: sealLine });
  return {
    installation,
    readOnly: database.readOnly,
    writeProblem: () => database.readOnly ?? fullDisk(join(init.folder, 'state.db')) ?? refusal(database),
    mustBeInPlace: database.mustBeInPlace,
    lacksNewest: database.lacksNewest,
    apps: createApps(database, init.appSettings),
    rotations: createRotations(database),
    due: createDueApps(database, init.appSettings),
    reminders: createReminders(database, init.clock),
    handOverCodes: createHandOverCodes(database),
    daemon: createDaemonRecord(database),
    health: createDaemonHealth(database, init.folder),
    channelSecrets: createChannelSecretPlaces(database),
    fingerprint: createFingerprint(database),
    seals,
    journal: {
      ...journal,
      append: async (entry) => {
        if (entry.event === 'intended' && !installation.mayAct()) mustBeConfirmed({ installation });
        return journal.append(entry);
      },
    },
    drafts: createDrafts(database),
    preImages: createPreImages(database),
    leases: createLeases(database, init.clock),
    close: database.close,
  };
}

/** Why SQLite takes no change, as one that changes nothing shows; null if it does, or if another process writes now. */
function refusal(database: StateDatabase): KeyturnError | null {
  try {
    database.read((db) => waitingAtMost(db, 0, () => db.exec('DELETE FROM leases WHERE false')));
    return null;
  } catch (error) {
    return isKeyturnError(error) && isHomeFault(error) ? error : null;
  }
}
