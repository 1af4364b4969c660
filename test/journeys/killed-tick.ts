import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { daysAgo } from '../support/days-ago.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';
import { inThisProcess, type NextRun } from './killed-rotation.ts';

const app = 'ERP_Bridge';
const once = ['daemon', '--once', '--json'];

/** An app that rotates by itself, whose reminders go into a file. */
async function watchedByDaemon() {
  const bundle = await RotatingBundle.open(app, ['--automation', 'rotate', '--issued', daysAgo(10)]);
  const notices = join(bundle.here.home, 'notices.jsonl');
  writeFileSync(join(bundle.here.home, 'config.json5'), `{ channels: { kept: { type: 'log', file: '${notices}' } } }`);
  return { bundle, notices };
}

/** How many boundaries one round of ticks has, from the staging to the end of the old pair. */
async function countTickBoundaries(): Promise<readonly number[]> {
  const { bundle } = await watchedByDaemon();
  await bundle.run(once);
  const counts: number[] = [];
  for (const pause of roundOf(0)) {
    await bundle.advance(pause);
    const { boundaries } = await bundle.runKilledAt(once, 0);
    counts.push(boundaries ?? 0);
  }
  return counts;
}

/**
 * Staged ahead, rotated the day before it is due, ended after its grace. The pair of a later round is 20 days old when it begins:
 * it was staged before it was rotated.
 */
function roundOf(index: number): readonly string[] {
  return [index === 0 ? '70d' : '57d', '12d', '8d'];
}

interface Kill {
  /** Which of the three ticks. */
  readonly tick: number;
  readonly at: number;
}

/**
 * Kills the tick at each of these boundaries, a round of three ticks for each, and lets the next one go on: nothing is missed,
 * nothing is done or told twice.
 */
async function killTicks(
  kills: readonly Kill[],
  nextRun: NextRun,
): Promise<{ readonly killed: number; readonly told: number; readonly leaks: readonly string[] }> {
  const { bundle, notices } = await watchedByDaemon();
  await bundle.run(once);
  let killed = 0;
  for (const [index, kill] of kills.entries()) {
    const { primary: old } = await bundle.pairs();
    const before = await bundle.acts();
    for (const [tick, pause] of roundOf(index).entries()) {
      await bundle.advance(pause);
      if (tick === kill.tick) {
        const { ran } = await bundle.runKilledAt(once, kill.at);
        if (ran.code !== 0) killed += 1;
        expect({ kill, accepted: (await bundle.consumerPair()).accepted }).toEqual({ kill, accepted: true });
        // A request of the one that was killed may still be on its way; the next tick comes a minute later.
        await bundle.advance('1m');
      }
      const next = await bundle[tick === kill.tick ? nextRun(index) : 'run'](once);
      expect({ kill, tick, code: next.code, text: next.code === 0 ? '' : next.stdout }).toMatchObject({ code: 0 });
      // The work of a tick that was killed may wait for a retry.
      await bundle.advance('20m');
      if (tick === kill.tick) await bundle.run(once);
    }
    const { primary, isAccepted } = await bundle.pairs();
    expect({ kill, ...(await bundle.acts()) }).toEqual({ kill, stage: before.stage + 1, rotate: before.rotate + 1 });
    expect({ kill, isNew: primary !== old, isOldAccepted: isAccepted(old) }).toEqual({
      kill,
      isNew: true,
      isOldAccepted: false,
    });
    expect(await bundle.consumerPair()).toEqual({ consumerKey: primary, accepted: true });
    expect(stagedNotices(notices), `after ${index + 1} rounds`).toHaveLength(index + 1);
  }
  const verified = await bundle.run(['history', 'verify', '--json']);
  expect(JSON.parse(verified.stdout).result).toMatchObject({ intact: true });
  return { killed, told: idsIn(notices).size, leaks: await bundle.leaks() };
}

/** One staged pair a round is told of, as done or, where the tick that did it died, as waiting; a message sent twice has the same id. */
function stagedNotices(path: string): readonly string[] {
  return [...idsIn(path)].filter((id) => / staged-waiting | done-by-daemon .* staged$/.test(id));
}

function idsIn(path: string): ReadonlySet<string> {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return new Set(lines.flatMap((line) => JSON.parse(line).notices.map(({ id }: { id: string }) => id)));
}

/** Moments that may be none any more. */
const spare = 4;

/**
 * Kills ticks at so many moments, spread over the three ticks of a round, two programs at a time with an org of their own. Returns
 * the figure.
 */
export async function killSampledTicks(kills: number, nextRun: NextRun = inThisProcess): Promise<string> {
  const boundaries = await countTickBoundaries();
  const all: readonly Kill[] = boundaries.flatMap((count, tick) =>
    Array.from({ length: count }, (_, index) => ({ tick, at: index + 1 })),
  );
  // What is written in one turn is written at once: a tick may come to its end a few boundaries sooner than the one that was counted.
  const moments = kills + spare;
  const sample = Array.from({ length: moments }, (_, index) => all[Math.floor((index * all.length) / moments)] as Kill);
  const halves = [sample.filter((_, index) => index % 2 === 0), sample.filter((_, index) => index % 2 === 1)];
  const figures = await Promise.all(halves.map((half) => killTicks(half, nextRun)));
  const killed = figures.reduce((sum, one) => sum + one.killed, 0);
  expect(killed).toBeGreaterThanOrEqual(kills);
  expect(figures.flatMap(({ leaks }) => leaks)).toEqual([]);
  return `ticks killed at ${killed} of ${all.length} boundaries with SIGKILL; each round one stage, one rotate, each notice once`;
}
