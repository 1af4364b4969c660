import { describe, expect, it } from 'vitest';
import { batchObjects } from '../../../../src/core/adapters/sweep/batch-objects.ts';

const [one, other] = ['a'.repeat(40), 'b'.repeat(64)];
const printed = Buffer.concat([
  Buffer.from(`${one} blob 7\nsecret\n\n`),
  Buffer.from(`${other} commit 0\n\n`),
  Buffer.from(`${one} tree 3\n`),
  Buffer.from([0, 10, 255, 10]),
]);

async function read(bytes: Buffer, size: number) {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, each) =>
    bytes.subarray(each * size, (each + 1) * size),
  );
  const objects: [string, string][] = [];
  let data = Buffer.alloc(0);
  for await (const part of batchObjects(inTurn(chunks))) {
    data = Buffer.concat([data, part.data]);
    if (part.isLast) objects.push([part.type, data.toString('latin1')]);
    if (part.isLast) data = Buffer.alloc(0);
  }
  return objects;
}

async function* inTurn(chunks: readonly Buffer[]) {
  yield* chunks;
}

describe('objects that git prints', () => {
  it.each([1, 2, 3, 7, 41, 1_000])('are read from chunks of %d bytes', async (size) => {
    expect(await read(printed, size)).toEqual([
      ['blob', 'secret\n'],
      ['commit', ''],
      ['tree', '\0\nÿ'],
    ]);
  });

  it.each([
    ['something else', `${one} missing\n`],
    ['a line without an end', 'x'.repeat(2_000)],
    ['half an object', `${one} blob 10\nabc`],
    ['half a line', `${one} bl`],
  ])('are refused: %s', async (_, text) => {
    await expect(read(Buffer.from(text), 16)).rejects.toThrow('git');
  });
});
