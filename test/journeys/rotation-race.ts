import { expect } from 'vitest';
import { RotatingBundle } from '../support/rotating-bundle.ts';

/** Reasons with which the one that came too late may stop: the other works on it, or is done with it. */
const tooLate = ['AnotherAtWork', 'PreviousPairLives', 'NothingToRetire'];

/**
 * Two programs rotate the same consumer at the same moment, then two end its previous pair, again and again. Returns how
 * often the loser stopped with which reason.
 */
export async function race(
  times: number,
): Promise<{ readonly losers: Readonly<Record<string, number>>; readonly leaks: readonly string[] }> {
  const bundle = await RotatingBundle.open();
  const losers: Record<string, number> = {};
  const both = async (args: readonly string[]) => {
    const ends = await Promise.all([bundle.runProgram(args), bundle.runProgram(args)]);
    const won = ends.filter(({ code }) => code === 0);
    expect(won, ends.map(({ stdout }) => stdout).join('\n')).toHaveLength(1);
    const lost = JSON.parse(ends.find(({ code }) => code !== 0)?.stdout ?? '{}').name as string;
    expect(tooLate).toContain(lost);
    losers[lost] = (losers[lost] ?? 0) + 1;
  };
  for (let round = 1; round <= times; round += 1) {
    const { primary: old } = await bundle.pairs();
    await both(['rotate', 'ERP_Bridge', '--yes', '--json']);
    expect(await bundle.acts()).toEqual({ stage: round, rotate: round });
    const { primary, isAccepted } = await bundle.pairs();
    expect(await bundle.consumerPair()).toEqual({ consumerKey: primary, accepted: true });
    expect(isAccepted(old)).toBe(true);
    await both(['retire', 'ERP_Bridge', '--confirm', 'ERP_Bridge', '--json']);
    expect((await bundle.pairs()).isAccepted(old)).toBe(false);
  }
  return { losers, leaks: await bundle.leaks() };
}
