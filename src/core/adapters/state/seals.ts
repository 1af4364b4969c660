import type { DatabaseSync } from 'node:sqlite';
import {
  parseSeal,
  type Seal,
  type SealFault,
  type SealKey,
  type SealPlace,
  sealBody,
  sealText,
} from '../../model/seal.ts';
import { Secret } from '../../model/secret.ts';
import type { Clock, Seals } from '../../ports/ports.ts';
import { isKeyturnError } from '../../reasons/errors.ts';
import { lateCrypto } from '../late-crypto.ts';
import type { StateDatabase } from './database.ts';
import { checkLines } from './journal.ts';
import { chainName } from './journal-chain.ts';
import type { Fields } from './row.ts';

export interface Sealing {
  readonly seals: Seals;
  /** Seals the newest line in the transaction that writes it, if the key is known. Never fails because of a seal. */
  sealLine(db: DatabaseSync): void;
}

export function createSealing(database: StateDatabase, clock: Pick<Clock, 'now'>): Sealing {
  let used: SealKey | null = null;
  const sealLine = (db: DatabaseSync) => (used ? sealHead(db, used, clock.now()) : null);
  return {
    sealLine,
    seals: {
      newKey: () => new Secret(lateCrypto().randomBytes(32).toString('hex')),
      keyOf,
      place: async () => database.read(readPlace),
      savePlace: (store, key) => database.change((db) => savePlace(db, store, key)),
      takePlace: (store, key) =>
        database.change((db) => {
          if (readPlace(db).key === null) savePlace(db, store, key);
          return readPlace(db);
        }),
      latest: async () => database.read((db) => sealOf(newest(db))),
      use: async (key) => {
        const fault = database.read((db) => faultSince(db, key));
        if (fault) return fault;
        used = key;
        // Nothing is written if the trail hasn't grown.
        const isSealed = database.read((db) => sealOf(newest(db))?.line === (headOf(db)?.line ?? undefined));
        return isSealed ? null : database.change(sealLine);
      },
      check: async (key) => database.read((db) => check(db, key)),
      hashOf: async (line) => database.read((db) => hashAt(db, line)),
      isMadeWith,
      startAgain: (key, store) => {
        used = key;
        return database.change((db) => startAgain(db, { key, store, at: clock.now() }));
      },
    },
  };
}

/** The id says nothing about the key. */
function keyOf(secret: Secret): SealKey {
  return {
    id: lateCrypto().createHash('sha256').update(`keyturn seal ${secret.reveal()}`).digest('hex').slice(0, 8),
    secret,
  };
}

function isMadeWith(key: SealKey, seal: Seal): boolean {
  return seal.key === key.id && lateCrypto().timingSafeEqual(Buffer.from(macOf(key, seal)), Buffer.from(seal.mac));
}

function macOf({ secret }: SealKey, seal: Omit<Seal, 'mac'>): string {
  return lateCrypto().createHmac('sha256', secret.reveal()).update(sealBody(seal)).digest('hex').slice(0, 32);
}

/** Seals the last line, unless it is sealed or the lines since the newest seal don't fit it. */
function sealHead(db: DatabaseSync, key: SealKey, now: number): SealFault | null {
  const head = headOf(db);
  if (!head) return null;
  const fault = faultSince(db, key);
  if (fault) return fault;
  if (sealOf(newest(db))?.line !== head.line) insertSeal(db, key, { ...head, at: now });
  return null;
}

function insertSeal(
  db: DatabaseSync,
  key: SealKey,
  { line, hash, at }: { readonly line: number; readonly hash: string; readonly at: number },
): void {
  const body = { chain: chainName(db), line, hash, at: Math.floor(at / 1000) * 1000, key: key.id };
  const seal = sealText({ ...body, mac: macOf(key, body) });
  db.prepare('INSERT INTO seals (chain, line, seal) VALUES (?, ?, ?)').run(body.chain, line, seal);
}

/** What doesn't fit the newest seal, in the seal itself and in the lines since. */
function faultSince(db: DatabaseSync, key: SealKey): SealFault | null {
  const row = newest(db);
  const fault = row ? faultOf(row, key) : null;
  if (fault) return fault;
  const seal = sealOf(row);
  try {
    checkLines(db, seal);
    return null;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return { problem: 'rewritten', line: seal?.line ?? 0 };
  }
}

/** @param key null if it isn't known */
function faultOf(row: Fields, key: SealKey | null): SealFault | null {
  const line = Number(row.line) || 0;
  const seal = sealOf(row);
  if (!seal || seal.line !== line || seal.chain !== row.chain || seal.chain !== row.own)
    return { problem: 'forged', line };
  if (key && seal.key !== key.id) return { problem: 'other-key', line };
  if (key && !isMadeWith(key, seal)) return { problem: 'forged', line };
  if (row.hash === null) return { problem: 'cut', line };
  return row.hash === seal.hash ? null : { problem: 'rewritten', line };
}

/** A seal that can't be read is forged. It never makes the file count as damaged. */
function sealOf(row: Fields | undefined): Seal | null {
  return typeof row?.seal === 'string' ? parseSeal(row.seal) : null;
}

const sealsIn = (order: 'ASC' | 'DESC') => `
  SELECT seals.*, journal.hash AS hash, (SELECT chain FROM chains ORDER BY rowid LIMIT 1) AS own
  FROM seals LEFT JOIN journal ON journal.line = seals.line ORDER BY n ${order}`;

function newest(db: DatabaseSync): Fields | undefined {
  return db.prepare(sealsIn('DESC')).get();
}

function check(db: DatabaseSync, key: SealKey | null): Awaited<ReturnType<Seals['check']>> {
  let fault: SealFault | null = null;
  let seals = 0;
  for (const row of db.prepare(sealsIn('ASC')).iterate()) {
    seals += 1;
    fault ??= faultOf(row, key);
  }
  return { chain: chainName(db), head: headOf(db), latest: sealOf(newest(db)), seals, fault };
}

function startAgain(
  db: DatabaseSync,
  { key, store, at }: { readonly key: SealKey; readonly store: 'keychain' | 'file'; readonly at: number },
): number {
  const wrong = db
    .prepare(sealsIn('ASC'))
    .all()
    .filter((row) => faultOf(row, key) !== null);
  for (const { n } of wrong) db.prepare('DELETE FROM seals WHERE n = ?').run(Number(n));
  savePlace(db, store, key.id);
  sealHead(db, key, at);
  return wrong.length;
}

function headOf(db: DatabaseSync): { readonly line: number; readonly hash: string } | null {
  const row = db.prepare('SELECT line, hash FROM journal ORDER BY line DESC LIMIT 1').get();
  return row ? { line: Number(row.line), hash: String(row.hash) } : null;
}

function hashAt(db: DatabaseSync, line: number): string | null {
  const row = db.prepare('SELECT hash FROM journal WHERE line = ?').get(line);
  return row ? String(row.hash) : null;
}

function readPlace(db: DatabaseSync): SealPlace {
  const row = db.prepare('SELECT store, seal_key FROM chains ORDER BY rowid LIMIT 1').get();
  const store = row?.store === 'keychain' || row?.store === 'file' ? row.store : null;
  return { chain: chainName(db), store, key: typeof row?.seal_key === 'string' ? row.seal_key : null };
}

function savePlace(db: DatabaseSync, store: string, key: string): void {
  const chain = chainName(db);
  db.prepare('INSERT OR REPLACE INTO chains (rowid, chain, store, seal_key) VALUES (1, ?, ?, ?)').run(
    chain,
    store,
    key,
  );
}
