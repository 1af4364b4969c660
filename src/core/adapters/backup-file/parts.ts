import { parseJson } from '../../plain/json.ts';
import { backupProblems } from '../../words/backup.ts';

/** What a backup consists of, in this order. `settings` and `secrets` are small, `state` may be large. */
export interface BackupHeader {
  /** Epoch ms. */
  readonly madeAt: number;
  readonly isPractice: boolean;
  /** Sizes in bytes; `settings` is null without a settings file. */
  readonly settings: number | null;
  readonly secrets: number;
  readonly state: number;
}

/** Names the format. A later one has another number. */
const firstLine = 'keyturn backup 1\n';
const longestHeader = 1_000;
/** Far more than a person writes, or an org has. Both are held in memory. In bytes. */
export const most = { settings: 1_000_000, secrets: 20_000_000 };

/** Thrown for content that isn't a backup. The message is a phrase. */
export class NotABackup extends Error {
  override readonly name = 'NotABackup';
}

export function headerText(header: BackupHeader): string {
  return `${firstLine}${JSON.stringify(header)}\n`;
}

/** Takes a stream of bytes apart, without holding more of it than is asked for. */
export function createParts(chunks: AsyncIterable<Uint8Array>) {
  const source = chunks[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  const more = async () => {
    const { done, value } = await source.next();
    if (done) return false;
    held = held.length === 0 ? Buffer.from(value) : Buffer.concat([held, value]);
    return true;
  };
  const take = (length: number) => {
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    return taken;
  };
  /** In pieces of the size in which they come. @throws NotABackup if there are fewer bytes */
  async function* piecesOf(length: number) {
    for (let left = length; left > 0; ) {
      if (held.length === 0 && !(await more())) throw new NotABackup(backupProblems.incomplete);
      const piece = take(Math.min(left, held.length));
      left -= piece.length;
      yield piece;
    }
  }
  return {
    /** @throws NotABackup */
    header: async (): Promise<BackupHeader> => {
      while (!held.includes(10, firstLine.length) && held.length < longestHeader && (await more()));
      const text = held.subarray(0, longestHeader).toString('latin1');
      if (!text.startsWith(firstLine)) {
        const isLater = /^keyturn backup \d+\n/.test(text);
        throw new NotABackup(isLater ? backupProblems.laterFormat : backupProblems.notOurs);
      }
      const end = text.indexOf('\n', firstLine.length);
      const header = end < 0 ? null : readHeader(text.slice(firstLine.length, end));
      if (header === null) throw new NotABackup(backupProblems.incomplete);
      if ((header.settings ?? 0) > most.settings || header.secrets > most.secrets)
        throw new NotABackup(backupProblems.tooLarge);
      take(end + 1);
      return header;
    },
    piecesOf,
    whole: async (length: number) => {
      const pieces: Buffer[] = [];
      for await (const piece of piecesOf(length)) pieces.push(Buffer.from(piece));
      return Buffer.concat(pieces);
    },
    /** @throws NotABackup if there is more */
    end: async () => {
      if (held.length > 0 || (await more())) throw new NotABackup(backupProblems.incomplete);
    },
  };
}

function readHeader(text: string): BackupHeader | null {
  const found = parseJson(text);
  if (typeof found !== 'object' || found === null) return null;
  const { madeAt, isPractice, settings, secrets, state } = found as Record<string, unknown>;
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  if (!isSize(madeAt) || madeAt > 8.64e15 || typeof isPractice !== 'boolean') return null;
  if (!isSize(secrets) || !isSize(state) || !(settings === null || isSize(settings))) return null;
  return { madeAt, isPractice, settings, secrets, state };
}
