import { expect, it } from 'vitest';
import { nextStepWords } from '../../../src/core/words/next-step.ts';
import { delivery } from '../automation/app-facts.ts';
import { rotation } from '../watch/rotations.ts';
import { noon } from '../watch/watched-apps.ts';

const over = { kind: 'rotate', rotatedAt: noon, primaryProvedAt: noon, graceDays: 0, stays: '3MVG9new' } as const;
const gone = delivery('manual:Night job', 'confirmed', noon);

it('asks nobody to confirm a consumer that was removed, and leads to the deletion', () => {
  const words = nextStepWords(rotation({ ...over, removed: [gone] }), false, noon + 1) ?? '';
  expect(words).not.toMatch(/First confirm|Not confirmed yet/);
  expect(words).toMatch(
    /Removed during this rotation: Night job\. .* Now delete them with `keyturn retire (\S+) --confirm \1`\.$/,
  );
});

it('asks for those that can still confirm', () => {
  const deliveries = [delivery('manual:CI', 'waiting', noon)];
  const words = nextStepWords(rotation({ ...over, deliveries, removed: [gone] }), false, noon + 1) ?? '';
  expect(words).toMatch(/Not confirmed yet: CI\. Removed .*: Night job\. .* Then delete them with `keyturn retire /);
});
