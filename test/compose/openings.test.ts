import { describe, expect, it } from 'vitest';
import { createOpenings } from '../../src/compose/openings.ts';

describe('what is opened side by side', () => {
  it('is closed even if it is still opening', async () => {
    const closed: string[] = [];
    const slow = Promise.withResolvers<void>();
    const { once, onClose, close } = createOpenings();
    const org = once(async () => {
      await slow.promise;
      onClose(() => void closed.push('org'));
      return 'org';
    });
    const broken = once(async () => Promise.reject(new Error('no program')));
    onClose(() => void closed.push('state'));
    await expect(Promise.all([org(), broken()])).rejects.toThrow('no program');
    const closing = close();
    slow.resolve();
    await closing;
    expect(closed).toEqual(['org', 'state']);
  });

  it('is opened once and closed once', async () => {
    let times = 0;
    const { once, onClose, close } = createOpenings();
    const state = once(async () => {
      onClose(() => void times++);
    });
    await Promise.all([state(), state()]);
    await close();
    await close();
    expect(times).toBe(1);
  });
});
