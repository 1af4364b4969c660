/** A part of an object that git printed. */
export interface ObjectPart {
  readonly id: string;
  readonly type: string;
  readonly data: Buffer;
  /** The object ends here. */
  readonly isLast: boolean;
}

const longestHead = 512;

/**
 * Reads what `git cat-file --batch` prints: for each object a line with id, type and size, its content, and a line break.
 * @throws Error if git prints something else
 */
export async function* batchObjects(output: AsyncIterable<Buffer>): AsyncGenerator<ObjectPart> {
  let kept: Buffer = Buffer.alloc(0);
  let open: { readonly id: string; readonly type: string } | null = null;
  /** Bytes that the object still has, with the line break after it. */
  let left = 0;
  for await (const chunk of output) {
    kept = kept.length > 0 ? Buffer.concat([kept, chunk]) : chunk;
    for (;;) {
      if (open === null) {
        const end = kept.indexOf(10);
        if (end < 0 && kept.length < longestHead) break;
        const [, id, type, size] =
          /^([0-9a-f]{40,64}) ([a-z]+) ([0-9]{1,15})$/.exec(kept.toString('latin1', 0, end)) ?? [];
        if (id === undefined || type === undefined) throw new Error('git printed something unknown');
        open = { id, type };
        left = Number(size) + 1;
        kept = kept.subarray(end + 1);
      }
      if (kept.length === 0) break;
      const taken = kept.subarray(0, left);
      kept = kept.subarray(taken.length);
      left -= taken.length;
      const isLast = left === 0;
      yield { ...open, data: isLast ? taken.subarray(0, -1) : taken, isLast };
      if (isLast) open = null;
    }
  }
  if (open !== null || kept.length > 0) throw new Error('git stopped in the middle of an object');
}
