import { describe, expect, it } from 'vitest';
import { askedTogether } from '../../../src/core/plain/asked-together.ts';

/** Each read waits until it is answered. */
function reads() {
  const share = askedTogether<string>();
  const begun: PromiseWithResolvers<string>[] = [];
  const ask = (key = 'sessions') =>
    share(key, () => {
      const read = Promise.withResolvers<string>();
      begun.push(read);
      return read.promise;
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { ask, begun, turn };
}

describe('what several ask for at the same time', () => {
  it('is read again for all callers during a read, so none gets data from before the call', async () => {
    const { ask, begun, turn } = reads();
    const first = ask();
    const [second, third] = [ask(), ask()];
    expect(begun).toHaveLength(1);
    begun[0]?.resolve('old');
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]?.resolve('new');
    expect(await Promise.all([first, second, third])).toEqual(['old', 'new', 'new']);
  });

  it('is read again for a call after the read', async () => {
    const { ask, begun, turn } = reads();
    const first = ask();
    begun[0]?.resolve('old');
    await turn();
    const second = ask();
    expect(begun).toHaveLength(2);
    begun[1]?.resolve('new');
    expect(await Promise.all([first, second])).toEqual(['old', 'new']);
  });

  it('fails only for those who waited for that read', async () => {
    const { ask, begun, turn } = reads();
    const first = ask();
    const second = ask();
    begun[0]?.reject(new Error('no answer'));
    await expect(first).rejects.toThrow('no answer');
    await turn();
    begun[1]?.resolve('there');
    expect(await second).toBe('there');
  });

  it('is not mixed up with another question', async () => {
    const { ask, begun } = reads();
    const answers = [ask('one'), ask('other')];
    for (const [index, read] of begun.entries()) read.resolve(`${index}`);
    expect(await Promise.all(answers)).toEqual(['0', '1']);
  });
});
