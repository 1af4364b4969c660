import { describe, expect, it } from 'vitest';
import { keptWords } from '../../../src/core/words/kept.ts';
import { graceRun, stagedRun } from '../watch/rotations.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

describe('until when the previous credentials are kept', () => {
  const grace = (days: number, fields: Parameters<typeof graceRun>[0] = {}) =>
    keptWords(watchedApp(), graceRun(fields), noon + days * day);

  it('names the end of the grace period and the day of expiry', () => {
    const until = 'until 2027-03-08 (grace period). They';
    expect(grace(0)).toBe(`The previous credentials (3MVG9old) are kept ${until} expire on 2027-03-31.`);
    expect(grace(7)).toBe(`The previous credentials (3MVG9old) were kept ${until} expire on 2027-03-31.`);
    expect(grace(30)).toBe(`The previous credentials (3MVG9old) were kept ${until} expired on 2027-03-31.`);
  });
  it('leaves out a date that is unknown', () => {
    expect(grace(0, { overlapEndsAt: null })).toMatch(/\(grace period\)\.$/);
  });
  it('says nothing outside a grace period', () => {
    const others = [null, stagedRun(), graceRun({ endedAt: noon }), graceRun({ outcome: 'done', finishedAt: noon })];
    expect(others.map((run) => keptWords(watchedApp(), run, noon))).toEqual([null, null, null, null]);
  });
});
