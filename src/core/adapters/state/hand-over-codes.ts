import type { DatabaseSync } from 'node:sqlite';
import type { CodeAnswer, CodePlace } from '../../model/hand-over-code.ts';
import { Secret } from '../../model/secret.ts';
import type { HandOverCodes } from '../../ports/ports.ts';
import { lateCrypto } from '../late-crypto.ts';
import type { StateDatabase } from './database.ts';
import { numberIn, textIn } from './row.ts';

/** Without letters that look like digits. A digit of the code has 5 bits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits: nobody finds the code of a hash by trying all of them. */
const digits = 16;
const groupSize = 4;
/** Wrong codes of one run, before none of its codes counts any longer. */
const mostWrong = 10;

export function createHandOverCodes(database: StateDatabase): HandOverCodes {
  return {
    make: async (place, contact) => {
      const code = newCode();
      await database.change((db) => {
        forgetFinished(db);
        db.prepare(
          'INSERT INTO hand_over_codes (hash, rotation, consumer_key, target, contact) VALUES (?, ?, ?, ?, ?)',
        ).run(hashOf(place, code), place.rotation, place.consumerKey, place.target, contactHash(place, contact));
      });
      return new Secret(grouped(code));
    },
    sent: ({ rotation, consumerKey, target }, at) =>
      database.run(
        'UPDATE hand_over_codes SET sent_at = ? WHERE rotation = ? AND consumer_key = ? AND target = ?',
        at,
        rotation,
        consumerKey,
        target,
      ),
    check: (run, typed, contactOf) => database.change((db) => answer(db, { run, contactOf }, typed)),
    end: ({ rotation, target }, why) => {
      const sql =
        why === 'used' ? 'UPDATE hand_over_codes SET used = 1 WHERE' : 'DELETE FROM hand_over_codes WHERE used = 0 AND';
      return database.run(`${sql} rotation = ? AND target = ?`, rotation, target);
    },
  };
}

interface Meant {
  readonly run: Omit<CodePlace, 'target'>;
  readonly contactOf: (target: string) => string | null;
}

function answer(db: DatabaseSync, { run, contactOf }: Meant, typed: string): CodeAnswer {
  const rows = db
    .prepare('SELECT hash, target, contact, used FROM hand_over_codes WHERE rotation = ? AND consumer_key = ?')
    .all(run.rotation, run.consumerKey);
  if (rows.length === 0) return { is: 'none' };
  const counted = db.prepare('SELECT wrong FROM hand_over_tries WHERE rotation = ?').get(run.rotation);
  const wrong = counted ? numberIn(counted, 'wrong') : 0;
  if (wrong >= mostWrong) return { is: 'locked' };
  const code = plainCode(typed);
  // Compares with every code, so that the time says nothing about any of them.
  const found = rows.filter((row) => {
    const target = textIn(row, 'target');
    return lateCrypto().timingSafeEqual(row.hash as Uint8Array, hashOf({ ...run, target }, code));
  })[0];
  if (found) {
    const target = textIn(found, 'target');
    if (numberIn(found, 'used') === 1) return { is: 'used', target };
    if (isContact(found.contact, { ...run, target }, contactOf(target))) return { is: 'right', target };
  }
  db.prepare(
    'INSERT INTO hand_over_tries (rotation, wrong) VALUES (?, 1) ON CONFLICT (rotation) DO UPDATE SET wrong = wrong + 1',
  ).run(run.rotation);
  return { is: 'wrong', left: mostWrong - wrong - 1 };
}

function forgetFinished(db: DatabaseSync): void {
  for (const table of ['hand_over_codes', 'hand_over_tries']) {
    db.exec(`DELETE FROM ${table} WHERE rotation IN (SELECT id FROM rotations WHERE finished_at IS NOT NULL)`);
  }
}

/** Binds a code to its consumer, its credentials and its run: it counts nowhere else. */
function hashOf({ orgId, consumerId, rotation, consumerKey, target }: CodePlace, code: string): Uint8Array {
  const bound = ['keyturn/hand-over-code/v1', orgId, consumerId, rotation, consumerKey, target, code];
  return lateCrypto().createHash('sha256').update(JSON.stringify(bound)).digest();
}

/** Whether a code was made for this contact. One of an earlier version doesn't say for whom. */
function isContact(hash: unknown, place: CodePlace, contact: string | null): boolean {
  if (!(hash instanceof Uint8Array)) return true;
  return contact !== null && lateCrypto().timingSafeEqual(hash, contactHash(place, contact));
}

/** The run is part of it, so that equal contacts of two runs have different hashes. */
function contactHash({ rotation, target }: CodePlace, contact: string): Uint8Array {
  const bound = ['keyturn/hand-over-contact/v1', rotation, target, contact];
  return lateCrypto().createHash('sha256').update(JSON.stringify(bound)).digest();
}

function newCode(): string {
  return Array.from(lateCrypto().randomBytes(digits), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** `7K2M-9QXD-41TB-WZ0H` */
function grouped(code: string): string {
  return code.replace(new RegExp(`.{${groupSize}}(?=.)`, 'g'), '$&-');
}

/** A code as people type it: with spaces, in small letters, or with a letter that looks like a digit. */
function plainCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}
