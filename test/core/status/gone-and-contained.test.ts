import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../src/core/status/status.ts';
import { whatWorksFor } from '../../../src/core/words/safety.ts';
import { drift, facts, noon, rotated } from '../automation/app-facts.ts';
import { emergencyRun } from '../watch/rotations.ts';

/** An open emergency that has blocked access, of an app that the org no longer has. */
function contained(by: 'flow' | 'freeze') {
  const times = { intendedAt: noon, containedAt: noon, provedAt: noon, openedAt: null };
  const emergency = emergencyRun({ containment: { by, wasSo: false, ...times } } as never);
  const stop = { code: 'AppUnknown', at: noon } as const;
  const lastCheck = { at: noon, drift: [drift('app-gone')] };
  const { watched, rotation } = facts(noon, {
    app: { lastCheck },
    rotation: rotated({ kind: 'emergency', emergency, stop }),
  });
  if (!rotation) throw new Error('there is no run');
  return { works: whatWorksFor(watched, rotation), attention: statusOf(watched, rotation, noon).attention };
}

describe('an open emergency of an app that is gone', () => {
  it('says nothing of the OAuth setting of the app', () => {
    const { works, attention } = contained('flow');
    expect(works).toMatch(/^If the app or its OAuth consumer doesn't exist any more/);
    expect(attention).toMatch(/^the emergency isn't finished \(AppUnknown\): continue with/);
  });

  it('says that the user is still frozen, whom other apps may need', () => {
    const { works, attention } = contained('freeze');
    expect(works).toMatch(/^The execution user is frozen: .*doesn't exist any more/);
    expect(attention).toContain('the execution user is frozen');
  });
});
