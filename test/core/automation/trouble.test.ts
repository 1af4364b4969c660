import { describe, expect, it } from 'vitest';
import { type Work, type WorkFacts, workOf } from '../../../src/core/automation/work.ts';
import type { Trouble } from '../../../src/core/model/watched-app.ts';
import { day, facts, hour, minute, noon, rotated, staged } from './app-facts.ts';

type Case = readonly [title: string, given: WorkFacts, work: Work['do'] | null];

function table(cases: readonly Case[]): void {
  for (const [title, given, work] of cases) {
    it(`${title}: ${work ?? 'nothing'}`, () => expect(workOf(given)?.do ?? null).toBe(work));
  }
}

describe('in trouble', () => {
  const trouble = (fields: Partial<Trouble> = {}): Trouble => ({
    code: 'SignInBroken',
    message: 'no',
    since: noon,
    triedAt: noon,
    isPassing: false,
    ...fields,
  });
  const lastCheck = { at: noon - hour, drift: [] };
  const unproved = staged({ stagedProvedAt: null });
  const by = (now: number, of: Partial<Trouble> = {}, fields: Parameters<typeof facts>[1] = {}) =>
    facts(now, { rotation: unproved, ...fields, app: { lastCheck, trouble: trouble(of), ...fields.app } });
  table([
    ['that needs a person nothing is tried for a day', by(noon + day - 1), null],
    ['that needs a person the app is looked at after a day, before anything else', by(noon + day), 'check'],
    ['that passes nothing is tried for 15 minutes', by(noon + 15 * minute - 1, { isPassing: true }), null],
    ['that passes it is tried again after 15 minutes', by(noon + 15 * minute, { isPassing: true }), 'resume'],
    ['noted by a clock that was set back it is tried again', by(noon - minute, { isPassing: true }), 'resume'],
    [
      'that is over, as the app was looked at since, work goes on',
      by(noon + minute, {}, { app: { lastCheck: { at: noon + 1, drift: [] }, trouble: trouble() } }),
      'resume',
    ],
    [
      'that its run keeps as well the app is looked at as usual',
      by(
        noon + 8 * hour,
        { code: 'GraceNotOver' },
        { rotation: rotated({ stop: { code: 'GraceNotOver', at: noon } }) },
      ),
      'check',
    ],
    [
      "that a person's word has ended the run goes on at once",
      by(noon + minute, { code: 'HandOverPending' }),
      'resume',
    ],
  ]);
});
