import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../src/core/plain/turns.ts';

/** Work that is under way until it is told to end. */
function works(count: number) {
  const begun: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<void>());
  const work = (index: number) => async () => {
    begun.push(index);
    await ends[index]?.promise;
    return index;
  };
  return {
    begun,
    work,
    end: (index: number) => ends[index]?.resolve(),
    fail: (index: number) => ends[index]?.reject(),
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('begins so many at once, and the others in the order in which they came', async () => {
    const turns = createTurns(2);
    const { begun, work, end } = works(5);
    const all = Promise.all([0, 1, 2, 3, 4].map((index) => turns.run(work(index))));
    await settle();
    expect(begun).toEqual([0, 1]);
    end(1);
    await settle();
    expect(begun).toEqual([0, 1, 2]);
    for (const index of [0, 2, 3, 4]) end(index);
    await expect(all).resolves.toEqual([0, 1, 2, 3, 4]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives the turn on when the work fails, also before its first wait', async () => {
    const turns = createTurns(1);
    const { begun, work, fail } = works(2);
    const first = turns.run(work(0));
    const broken = turns.run(() => {
      throw new Error('at once');
    });
    const last = turns.run(work(1));
    fail(0);
    await expect(first).rejects.toBeUndefined();
    await expect(broken).rejects.toThrow('at once');
    await settle();
    expect(begun).toEqual([0, 1]);
    fail(1);
    await expect(last).rejects.toBeUndefined();
  });

  it('lets who is interrupted leave the line, and takes no turn for them', async () => {
    const turns = createTurns(1);
    const { begun, work, end } = works(3);
    const leaving = new AbortController();
    const first = turns.run(work(0));
    const left = turns.run(work(1), leaving.signal);
    const last = turns.run(work(2));
    leaving.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    await expect(turns.run(work(1), leaving.signal)).rejects.toThrow('enough');
    end(0);
    end(2);
    await expect(Promise.all([first, last])).resolves.toEqual([0, 2]);
    expect(begun).toEqual([0, 2]);
    await expect(turns.run(async () => 'free again')).resolves.toBe('free again');
  });
});
