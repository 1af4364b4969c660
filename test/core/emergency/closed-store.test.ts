import { describe, expect, it } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import { respondTo } from '../rotation/drive.ts';
import type { Story } from '../rotation/story.ts';
import { World } from '../rotation/world.ts';

const wrong = reason('PassphraseWrong', { path: '/home/ana/secrets' });

describe('an emergency whose secret store stays closed', () => {
  it.each([
    ['flow', {}],
    ['freeze', {}],
    ['flow', { isOff: true }],
    ['flow', { isOff: true, wishes: { byDeploy: true } }],
  ] as const)(
    'is contained by %s all the same, and goes on once the store opens: %j',
    async (containBy, story: Partial<Story>) => {
      const world = new World({ name: 'a closed store', kind: 'emergency', ...story });
      await world.begin();
      const leaked = world.consumer.primary;
      const ports = await world.process();
      const closed = { ...ports, openStore: () => Promise.reject(wrong) };
      const end = await respondTo(world, closed, { ...story.wishes, containBy }).catch((error: unknown) => error);
      expect(end).toMatchObject({
        code: 'PassphraseWrong',
        safe: expect.stringContaining("but keyturn hasn't verified yet that tokens are refused"),
        actions: expect.arrayContaining([
          'Once that is fixed, continue: `keyturn resume ERP_Bridge`. Until then, access stays blocked.',
        ]),
      });
      const { tokens } = await ports.openOrg('acme');
      const answer = await tokens.clientCredentials(world.original, { signal: ports.signal, withUsername: false });
      expect(answer.kind).toBe('error');
      expect(world.sent).toMatchObject({ stage: 0, rotate: 0, delete: 0 });

      const after = await respondTo(world, await world.process(), { ...story.wishes, containBy });
      expect(after.rotation).toMatchObject({ ends: leaked.key, refusedAt: expect.any(Number) });
      expect(world.consumer.primary.key).toBe(after.rotation.stays);
      expect(world.open).toBeNull();
    },
  );

  it('stops before anything where nothing is to be contained, and says that the leaked pair lives', async () => {
    const world = new World({ name: 'a closed store', kind: 'emergency' });
    await world.begin();
    const ports = await world.process();
    const closed = { ...ports, openStore: () => Promise.reject(wrong) };
    await expect(respondTo(world, closed)).rejects.toMatchObject({
      code: 'PassphraseWrong',
      safe: expect.stringContaining('The leaked credentials work'),
    });
    expect(world.open).toBeNull();
  });
});
