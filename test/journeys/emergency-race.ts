import { expect } from 'vitest';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const app = 'ERP_Bridge';
const emergency = ['emergency', app, '--confirm', app, '--json'];
/** Each round ends with a pair that an emergency made a moment ago. */
const again = [...emergency, '--again'];
const others = {
  'another emergency': emergency,
  'a rotation': ['rotate', app, '--yes', '--json'],
  'a tick of the daemon': ['daemon', '--once', '--json'],
} as const;

/** Reasons with which the other one may stop: somebody is at work on the app, or was. */
const outOfTheWay: ReadonlySet<string> = new Set([
  'AnotherAtWork',
  'TakenOver',
  'PreviousPairLives',
  'EmergencyOpen',
  'JustReplaced',
]);

/**
 * An emergency and another program at the same moment, so many times for each other program. The pair of before is dead in
 * the end, and the consumer has the pair that is primary. Returns how often the two ended how.
 */
export async function emergencyRace(
  times: number,
): Promise<{ readonly ends: Readonly<Record<string, number>>; readonly leaks: readonly string[] }> {
  const bundle = await RotatingBundle.open(app, ['--automation', 'rotate', '--issued', '2026-05-20']);
  const ends: Record<string, number> = {};
  for (let round = 0; round < times; round += 1) {
    for (const [name, args] of Object.entries(others)) {
      const { primary: leaked } = await bundle.pairs();
      const [first, second] = await Promise.all([bundle.runProgram(again), bundle.runProgram(args)]);
      const codes = [first, second].map(({ code, stdout }) => (code === 0 ? 'done' : String(JSON.parse(stdout).name)));
      // An emergency takes over from others. Of two emergencies, one does the work.
      const mustBeDone =
        name === 'another emergency' ? codes.includes('done') && isFine(codes[0]) : codes[0] === 'done';
      expect({ name, codes, isFine: mustBeDone && isFine(codes[1]) }).toEqual({ name, codes, isFine: true });
      const told = `${name}: ${codes.join(' beside ')}`;
      ends[told] = (ends[told] ?? 0) + 1;
      const pairs = await bundle.pairs();
      expect({ name, isLeakAccepted: pairs.isAccepted(leaked) }).toEqual({ name, isLeakAccepted: false });
      expect({ name, ...(await bundle.consumerPair()) }).toEqual({ name, consumerKey: pairs.primary, accepted: true });
      await bundle.run(['resume', app, '--json']);
      await endPrevious(bundle);
    }
  }
  const verified = await bundle.run(['history', 'verify', '--json']);
  expect(JSON.parse(verified.stdout).result).toMatchObject({ intact: true });
  return { ends, leaks: await bundle.leaks() };
}

function isFine(end: string | undefined): boolean {
  return end === 'done' || (end !== undefined && outOfTheWay.has(end));
}

/** A rotation that came after the emergency leaves a previous pair in its grace period. */
async function endPrevious(bundle: RotatingBundle): Promise<void> {
  if ((await bundle.pairs()).others.length === 0) return;
  const { code, stdout } = await bundle.run(['retire', app, '--confirm', app, '--json']);
  expect([code, JSON.parse(stdout).name]).toEqual([0, undefined]);
}
