import { expect } from 'vitest';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const rotate = ['rotate', 'ERP_Bridge', '--grace', '0', '--confirm', 'ERP_Bridge', '--json'];

/** How many boundaries a rotation has that nobody disturbs. */
export async function countBoundaries(): Promise<number> {
  const { boundaries } = await (await RotatingBundle.open()).runKilledAt(rotate, 0);
  if (boundaries === null) throw new Error('the program did not end by itself');
  return boundaries;
}

/** By the number of a kill: whether the next run is one of the real program, or one of this process, which is ten times as fast. */
export type NextRun = (kill: number) => 'run' | 'runProgram';

export const inThisProcess: NextRun = () => 'run';
/** The real program after every fourth kill. */
export const oftenTheProgram: NextRun = (kill) => (kill % 4 === 0 ? 'runProgram' : 'run');

/**
 * Kills the real program at each of these boundaries of a rotation with grace 0, and lets the next run go on. Returns the
 * figures of what happened.
 */
export async function killAt(
  points: readonly number[],
  next: NextRun = inThisProcess,
): Promise<{ readonly kills: number; readonly leaks: readonly string[] }> {
  const bundle = await RotatingBundle.open();
  let kills = 0;
  for (const [kill, point] of points.entries()) {
    const [before, { primary: old }] = await Promise.all([bundle.acts(), bundle.pairs()]);
    const { ran } = await bundle.runKilledAt(rotate, point);
    if (ran.code !== 0) kills += 1;
    expect([point, (await bundle.consumerPair()).accepted]).toEqual([point, true]);
    await goOn(bundle, { point, next: next(kill), rotatesBefore: before.rotate });
    await expectRotated(bundle, { point, before, old });
  }
  const verified = await bundle.run(['history', 'verify', '--json']);
  expect(JSON.parse(verified.stdout).result).toMatchObject({ intact: true });
  expect(await openIntents(bundle)).toEqual([]);
  return { kills, leaks: await bundle.leaks() };
}

interface GoingOn {
  readonly point: number;
  readonly next: ReturnType<NextRun>;
  readonly rotatesBefore: number;
}

/** What a person does: `resume`, and where nothing was begun yet the command itself. */
async function goOn(bundle: RotatingBundle, { point, next, rotatesBefore }: GoingOn): Promise<void> {
  const resumed = await bundle[next](['resume', 'ERP_Bridge', '--json']);
  const { status, result, name } = JSON.parse(resumed.stdout);
  expect([point, status, name]).toEqual([point, 0, undefined]);
  if (result.rotation !== null || (await bundle.acts()).rotate > rotatesBefore) return;
  const again = await bundle[next](rotate);
  expect([point, again.code, JSON.parse(again.stdout).name]).toEqual([point, 0, undefined]);
}

interface Before {
  readonly point: number;
  readonly before: { readonly stage: number; readonly rotate: number };
  /** Consumer key of the primary pair of before. */
  readonly old: string;
}

/** Exactly one pair was staged and rotated, the consumer has it, and the old one is dead. */
async function expectRotated(bundle: RotatingBundle, { point, before, old }: Before): Promise<void> {
  const [pairs, consumer, acts] = await Promise.all([bundle.pairs(), bundle.consumerPair(), bundle.acts()]);
  expect({ point, ...acts }).toEqual({ point, stage: before.stage + 1, rotate: before.rotate + 1 });
  expect({ point, ...consumer }).toEqual({ point, consumerKey: pairs.primary, accepted: true });
  expect({ point, staged: pairs.others, isOldAccepted: pairs.isAccepted(old) }).toEqual({
    point,
    staged: [],
    isOldAccepted: false,
  });
}

/** Acts of which the audit trail says that they were begun, and not what came of them. */
async function openIntents(bundle: RotatingBundle): Promise<readonly string[]> {
  const history = await bundle.run(['history', '--json']);
  const lines = JSON.parse(history.stdout).result.lines as readonly { event: string; intent: string; action: string }[];
  const ended = new Set(
    lines.filter(({ event }) => /^(done|failed|recovered)$/.test(event)).map(({ intent }) => intent),
  );
  return lines.filter(({ event, intent }) => event === 'intended' && !ended.has(intent)).map(({ action }) => action);
}
