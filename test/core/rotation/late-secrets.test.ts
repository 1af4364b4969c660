import { describe, expect, it } from 'vitest';
import { minute } from '../../../src/core/plain/time.ts';
import { drive } from './drive.ts';
import type { Story } from './story.ts';
import { World } from './world.ts';

const story: Story = { name: 'late secrets', isOff: true };
const late = { secretAccessDelayMs: 2 * minute };

describe('an org that shows secrets two minutes after REST access to them was turned on', () => {
  it.each([
    ['a rotation', {}],
    ['a rotation where only a look shows the secret', { knobs: { ...late, stagePostShape: 'withoutSecret' } }],
    ['an emergency', { kind: 'emergency', wishes: { containBy: 'flow' } }],
    ['an emergency by deploy', { kind: 'emergency', wishes: { byDeploy: true } }],
  ] as const satisfies readonly (readonly [string, Partial<Story>])[])(
    '%s ends well, and stages once',
    async (_, more) => {
      const world = new World({ ...story, knobs: late, ...more });
      await world.begin();
      const { last, stop } = await drive(world);
      expect([stop, last?.outcome]).toEqual([null, 'done']);
      expect(world.sent.stage + world.sent.deploy).toBe(1);
      expect(world.org.data.settings.enableClientSecretInRestApiAccess).toBe('false');
    },
  );
});
