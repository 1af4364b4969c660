import type { OrgTouch } from '../../core/setup/setup-events.ts';
import { quitting } from '../kit/words.ts';

/** What quitting the guided setup waits for; null for nothing that takes long. */
export function leavingText(touch: OrgTouch): string | null {
  if (touch.kind !== 'changing') return null;
  if (touch.canCancel) return quitting.canceling;
  return touch.mustFinish ? quitting.restoring : quitting.afterStep;
}
