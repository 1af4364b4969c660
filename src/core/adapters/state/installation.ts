import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parseJson } from '../../plain/json.ts';
import type { Clock, Installation } from '../../ports/ports.ts';
import type { Unconfirmed } from '../../reasons/unconfirmed.ts';
import { lateCrypto } from '../late-crypto.ts';
import { backupsIn } from './backup-names.ts';
import type { StateDatabase } from './database.ts';

/** Where a state is used. Two copies of it differ in one of these. */
export interface Whereabouts {
  /** What a person called this installation; null if nobody did. Then nothing else counts. */
  readonly named: string | null;
  /** A hash of the computer's id; null if it has none that lasts, as a container. */
  readonly machine: string | null;
  /** The number of the file on its disk. A copy has another one; a file that is moved on a disk keeps it. */
  readonly file: string | null;
}

interface Known extends Whereabouts {
  readonly id: string;
  /** Backups from before don't say whether the state is older than they are. Epoch ms. */
  readonly since: number;
  readonly unconfirmed: Unconfirmed | null;
}

export interface InstallationInit {
  readonly folder: string;
  readonly clock: Clock;
  /** null if only a restored state needs to be confirmed. */
  readonly whereabouts: ((path: string) => Whereabouts) | null;
}

const row = 'installation';

/** Notices whether this state may be a copy of another one. */
export async function createInstallation(database: StateDatabase, init: InstallationInit): Promise<Installation> {
  const path = join(init.folder, 'state.db');
  const whereabouts = init.whereabouts?.(path) ?? { named: null, machine: null, file: null };
  const put = (db: DatabaseSync, known: Known) => {
    const value = Buffer.from(JSON.stringify(known));
    db.prepare('INSERT OR REPLACE INTO keys (name, value) VALUES (?, ?)').run(row, value);
  };
  const fresh = (): Known => ({
    ...whereabouts,
    id: lateCrypto().randomUUID(),
    since: init.clock.now(),
    unconfirmed: null,
  });
  let known = database.read(read);
  const mayWrite = init.whereabouts !== null && database.readOnly === null;
  if (known === null && mayWrite) {
    known = fresh();
    const first = known;
    // Another process may have been faster.
    await database.change((db) => read(db) ?? put(db, first));
  }
  if (known !== null && known.unconfirmed === null && mayWrite && learnsMore(known, whereabouts)) {
    const { named, machine, file } = known;
    known = {
      ...known,
      named: named ?? whereabouts.named,
      machine: machine ?? whereabouts.machine,
      file: file ?? whereabouts.file,
    };
    const more = known;
    await database.change((db) => put(db, more));
  }
  const doubt = () =>
    known && (known.unconfirmed ?? (init.whereabouts ? doubtAbout(known, whereabouts, init, database) : null));
  let why = doubt();
  let goesOn = false;
  const unconfirmed = () => {
    if (why === null) return null;
    const now = database.read(read);
    if (now === null || now.id === known?.id) return why;
    // Another process confirmed it.
    known = now;
    why = doubt();
    return why;
  };
  return {
    unconfirmed,
    mayAct: () => goesOn || unconfirmed() === null,
    goOn: () => {
      goesOn = true;
    },
    confirm: async () => {
      // A person may confirm in a shell that doesn't have the name of the installation.
      await database.change((db) => put(db, { ...fresh(), named: whereabouts.named ?? read(db)?.named ?? null }));
      why = null;
    },
  };
}

function doubtAbout(
  known: Known,
  here: Whereabouts,
  { folder }: InstallationInit,
  database: StateDatabase,
): Unconfirmed | null {
  const isNamed = known.named !== null && known.named === here.named;
  if (!isNamed && !isSamePlace(known, here)) return 'copied';
  const newest = backupsIn(folder).find(({ at }) => at > known.since);
  return newest && !database.read((db) => hasLine(db, newest)) ? 'older' : null;
}

/** Whether something is known now that wasn't known when the state was last used. */
function learnsMore(known: Whereabouts, here: Whereabouts): boolean {
  const isNew = (one: string | null, other: string | null) => one === null && other !== null;
  const isMore = isNew(known.named, here.named) || isNew(known.machine, here.machine) || isNew(known.file, here.file);
  return isMore && isSamePlace(known, here);
}

function isSamePlace(known: Whereabouts, here: Whereabouts): boolean {
  const differ = (one: string | null, other: string | null) => one !== null && other !== null && one !== other;
  return !differ(known.machine, here.machine) && !differ(known.file, here.file);
}

function hasLine(db: DatabaseSync, { line, head }: { readonly line: number; readonly head: string }): boolean {
  if (line === 0) return true;
  const hash = db.prepare('SELECT hash FROM journal WHERE line = ?').get(line)?.hash;
  return typeof hash === 'string' && hash.startsWith(head);
}

/** Marks a restored state. Nothing is known of where it was used. */
export function markRestored(db: DatabaseSync, now: number): void {
  const known: Known = {
    named: null,
    machine: null,
    file: null,
    id: lateCrypto().randomUUID(),
    since: now,
    unconfirmed: 'restored',
  };
  const value = Buffer.from(JSON.stringify(known));
  db.prepare('INSERT OR REPLACE INTO keys (name, value) VALUES (?, ?)').run(row, value);
}

function read(db: DatabaseSync): Known | null {
  const value = db.prepare('SELECT value FROM keys WHERE name = ?').get(row)?.value;
  const found = value instanceof Uint8Array ? parseJson(Buffer.from(value).toString('utf8')) : null;
  return typeof found === 'object' && found !== null ? (found as Known) : null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a state file is used now. */
export function whereaboutsIn(env: Environment): (path: string) => Whereabouts {
  return (path) => ({
    named: env.KEYTURN_INSTALLATION || null,
    machine: machineId(env),
    file: statSync(path, { throwIfNoEntry: false, bigint: true })?.ino.toString() ?? null,
  });
}

/** A container may have another one at each start. Hashed, because the id itself isn't for others. */
function machineId(env: Environment): string | null {
  const isContainer =
    env.KUBERNETES_SERVICE_HOST || ['/.dockerenv', '/run/.containerenv'].some((path) => existsSync(path));
  if (process.platform !== 'linux' || isContainer) return null;
  try {
    const id = readFileSync('/etc/machine-id', 'utf8').trim();
    return /^[0-9a-f]{32}$/.test(id)
      ? lateCrypto().createHash('sha256').update(`keyturn ${id}`).digest('hex').slice(0, 16)
      : null;
  } catch {
    return null;
  }
}
