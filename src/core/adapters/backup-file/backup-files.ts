import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { outsideError } from '../../plain/outside-text.ts';
import type { BackupFiles, BackupSettings, OpenedBackup, RestorePlace } from '../../ports/backup-files.ts';
import type { Clock } from '../../ports/ports.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { backupProblems } from '../../words/backup.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { settingsFile, usualSettings } from '../config.ts';
import { parseSettings } from '../config-schema.ts';
import { removeLeftovers, temporaryName, writeDurably } from '../durable-file.ts';
import { fileReason, orFileReason } from '../file-problem.ts';
import { readOwnFile } from '../own-files.ts';
import { passphraseIn } from '../secret-store/passphrase-source.ts';
import { BackupDamaged, connect, snapshot } from '../state/backups.ts';
import { isEmptyState } from '../state/known-files.ts';
import { finishRestored, mustBeState, openStaged, placeState } from '../state/restored-state.ts';
import { asideName, hasAnyState, hasCopies } from '../state/set-aside.ts';
import { newStaging } from '../state/staging.ts';
import { orAbsent, textOf } from '../text-of.ts';
import { lockOf, type ReadBackup, readBackup } from './read-backup.ts';
import { refuseTarget, refuseTooMuch, writeBackup } from './write-backup.ts';

export interface BackupFilesInit {
  /** The folder of the settings. */
  readonly home: string;
  /** The folder of the state: the home, or the practice org's. */
  readonly folder: string;
  readonly isPractice: boolean;
  readonly clock: Clock;
  /** Operating-system user and host. */
  readonly actor: string;
  /** Base-2 logarithm of the scrypt work factor for a passphrase. */
  readonly workFactor?: number;
}

/** A backup of the practice org's state has no settings: they are those of the real orgs, too. */
export function createBackupFiles(init: BackupFilesInit): BackupFiles {
  const { home, folder, isPractice, clock } = init;
  const opened = new Map<OpenedBackup, { readonly content: ReadBackup; readonly folder: string }>();
  const insideOf = (backup: OpenedBackup) => {
    const found = opened.get(backup);
    if (!found) throw new Error('the backup is closed');
    return found;
  };
  const settingsPath = join(home, settingsFile);
  return {
    refuseTarget,
    refuseTooMuch,
    write: async (path, { secrets, ...how }) => {
      const settings = isPractice ? null : await ownSettings(settingsPath);
      await removeLeftovers(folder);
      const state = temporaryName(join(folder, 'state.db'));
      try {
        await copyState(join(folder, 'state.db'), state);
        const content = { madeAt: clock.now(), isPractice, settings, secrets, state };
        const written = await writeBackup({ path, ...content, ...how, workFactor: init.workFactor });
        return { ...written, hasSettings: settings !== null };
      } finally {
        for (const end of ['', '-wal', '-shm', '-journal']) await rm(`${state}${end}`, { force: true });
      }
    },
    passphraseIn,
    lockOf,
    open: async (path, key) => {
      const staging = await newStaging(folder);
      for (const one of new Set([home, folder])) await orFileReason('HomeNotWritable', one, () => removeLeftovers(one));
      try {
        const content = await readBackup(path, { key, folder: staging });
        if (content.isPractice !== isPractice)
          throw reason('BackupElsewhere', { path, isPractice: content.isPractice });
        mustBeState(join(staging, 'state.db'), path);
        const state = await openFrom(path, staging, init);
        const { madeAt, secrets } = content;
        const settings = content.settings && settingsIn(content.settings);
        const backup: OpenedBackup = {
          ...{ madeAt, settings, secrets, state },
          close: async () => {
            opened.delete(backup);
            state.close();
            await rm(staging, { recursive: true, force: true });
          },
        };
        opened.set(backup, { content, folder: staging });
        return backup;
      } catch (error) {
        await rm(staging, { recursive: true, force: true });
        throw error;
      }
    },
    look: async (backup): Promise<RestorePlace> => {
      const wanted = insideOf(backup).content.settings;
      const found = wanted === null ? null : await ownSettings(settingsPath);
      const isSame = found === null || wanted === null || found.equals(wanted);
      const settings = found === null ? 'none' : isSame ? 'same' : 'other';
      return { folder, hasState: hasAnyState(folder) && (hasCopies(folder) || !isEmptyState(folder)), settings };
    },
    place: async (backup) => {
      const { content, folder: staging } = insideOf(backup);
      const path = join(staging, 'state.db');
      backup.state.close();
      await finishRestored(path, clock);
      return orFileReason('HomeNotWritable', folder, async () => [
        ...(await placeSettings(settingsPath, content.settings, clock)),
        ...(await placeState(path, { folder, clock })),
      ]);
    },
  };
}

/** @throws StateDamaged, HomeNotWritable, DiskFull */
async function copyState(path: string, to: string): Promise<void> {
  try {
    const source = connect(path, 'rw');
    try {
      await orFileReason('HomeNotWritable', to, () => snapshot(source, to));
    } finally {
      source.close();
    }
  } catch (error) {
    if (!(error instanceof BackupDamaged)) throw error;
    throw reason('StateDamaged', { path, setAside: null, problem: stateProblems.notIntact });
  }
}

const longestSettings = 1_000_000;

/** @throws FileUnreadable */
async function ownSettings(path: string): Promise<Buffer | null> {
  try {
    const content = await orAbsent(path, () => readOwnFile(path));
    if (content && content.length > longestSettings) throw new Error(fileProblems.tooLarge);
    return content;
  } catch (error) {
    throw fileReason('FileUnreadable', path, error);
  }
}

/** Brings the state to this version's schema. It knows nothing of this computer. */
async function openFrom(path: string, folder: string, init: BackupFilesInit) {
  try {
    return await openStaged(folder, init);
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'StateDamaged') throw error;
    throw reason('BackupUnreadable', { path, problem: backupProblems.state }, { cause: error });
  }
}

function settingsIn(content: Buffer): BackupSettings {
  try {
    const parsed = parseSettings(textOf(content), usualSettings());
    if (!parsed.ok) return { channels: [], environment: [], problem: parsed.problem.problem };
    const { channels, environment } = parsed.value.settings;
    return {
      channels: channels.map((channel) => ({ name: channel.name, type: channel.type, to: goalOf(channel) })),
      environment: Object.entries(environment).map(([program, variables]) => ({ program, variables })),
      problem: null,
    };
  } catch (error) {
    return { channels: [], environment: [], problem: outsideError(error) };
  }
}

function goalOf(channel: ReturnType<typeof usualSettings>['channels'][number]): string | null {
  if (channel.type === 'command') return channel.program;
  if (channel.type === 'log') return channel.file ?? null;
  return channel.type === 'mail' ? channel.host : null;
}

/** @returns where the earlier settings are */
async function placeSettings(path: string, content: Buffer | null, clock: Clock): Promise<readonly string[]> {
  if (content === null) return [];
  const found = await ownSettings(path);
  if (found?.equals(content)) return [];
  const kept: string[] = [];
  if (found !== null) {
    const aside = asideName(path, clock, 'replaced');
    await rename(path, aside);
    kept.push(aside);
  }
  const verify = async (written: Buffer) => {
    if (!written.equals(content)) throw reason('FileUnwritable', { path, problem: fileProblems.readBack });
  };
  await writeDurably({ path, content, verify, isNew: true });
  return kept;
}
