import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { keepingAtMost } from '../../../../src/core/adapters/salesforce/kept-answers.ts';
import { connectionTo, type SmallServer, startSmallServer } from './small-server.ts';

let server: SmallServer;
afterEach(() => server.close());

/** Reads as many answers of the same length, one after another. */
async function reader(body: unknown) {
  server = await startSmallServer(() => ({ body }));
  const org = connectionTo(server.url);
  return async (times: number) => {
    for (let time = 0; time < times; time += 1) await org.get('/limits', z.unknown(), { call: 'limits' });
    return times;
  };
}

const tooLarge = { code: 'OrgAnswersTooLarge', exitCode: 1 };

it('answers that are kept are bounded together, and nothing is asked after the last', async () => {
  const read = await reader({ text: 'x'.repeat(1_000) });
  const work = keepingAtMost(3_500, async () => {
    await expect(read(9)).rejects.toMatchObject(tooLarge);
    expect(server.received).toHaveLength(4);
    await read(1);
  });
  await expect(work).rejects.toMatchObject(tooLarge);
  expect(server.received).toHaveLength(4);
});

it('many small values count for the memory that they take', async () => {
  const read = await reader(Array.from({ length: 1_000 }, () => ({})));
  await expect(keepingAtMost(100_000, () => read(9))).rejects.toMatchObject(tooLarge);
  expect(server.received).toHaveLength(1);
});

it('a part has an allowance of its own, and uses that of the whole', async () => {
  const read = await reader({ text: 'x'.repeat(1_000) });
  const work = keepingAtMost(6_500, async () => {
    await expect(keepingAtMost(3_500, () => read(9))).rejects.toMatchObject(tooLarge);
    expect(await read(2)).toBe(2);
    await keepingAtMost(3_500, () => read(1));
  });
  await expect(work).rejects.toMatchObject(tooLarge);
  expect(server.received).toHaveLength(7);
});

it('other answers have no common bound', async () => {
  const read = await reader({ text: 'x'.repeat(1_000) });
  await keepingAtMost(3_500, () => read(1));
  expect(await read(20)).toBe(20);
});
