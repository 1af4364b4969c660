import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { attackWith } from '../support/attacker.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';
import { inThisProcess, type NextRun } from './killed-rotation.ts';

/** Each of them finds a pair that the one before made a moment ago. */
const command = ['emergency', 'ERP_Bridge', '--confirm', 'ERP_Bridge', '--json', '--again'];

/** Nothing contained, or everything stopped first. */
export const emergencies = {
  plain: command,
  'contained by the flow': [...command, '--contain=flow'],
  'contained by a frozen user': [...command, '--contain=freeze'],
} as const;
export type EmergencyName = keyof typeof emergencies;
export const emergencyNames = Object.keys(emergencies) as EmergencyName[];

/** How many boundaries an emergency has that nobody disturbs. */
export async function countEmergencyBoundaries(name: EmergencyName): Promise<number> {
  const bundle = await RotatingBundle.open();
  const { boundaries, ran } = await bundle.runKilledAt(emergencies[name], 0);
  if (boundaries === null || ran.code !== 0) throw new Error(`the program did not end by itself: ${ran.stderr}`);
  return boundaries;
}

/**
 * Kills the real program at each of these boundaries of an emergency, and lets the next run go on: the command again, or
 * `resume`, by turns. Returns the figures of what happened.
 */
export async function killEmergencyAt(
  name: EmergencyName,
  points: readonly number[],
  next: NextRun = inThisProcess,
): Promise<{ readonly kills: number; readonly leaks: readonly string[] }> {
  const bundle = await RotatingBundle.open();
  let kills = 0;
  for (const [turn, point] of points.entries()) {
    const [before, state] = await Promise.all([bundle.acts(), bundle.state()]);
    const leaked = pairIn(state, bundle.app);
    const attacker = attackWith({ instanceUrl: bundle.org.instanceUrl, ...leaked });
    expect([point, await attacker.round()]).toEqual([point, false]);
    const { ran } = await bundle.runKilledAt(emergencies[name], point);
    if (ran.code !== 0) kills += 1;
    if (name === 'plain') expect([point, (await bundle.consumerPair()).accepted]).toEqual([point, true]);
    await goOn(bundle, emergencies[name], {
      point,
      next: next(turn),
      resumes: turn % 2 === 1,
      isReported: reportsOf(bundle) > turn,
    });
    const [pairs, consumer, acts, isRefused, after] = await Promise.all([
      bundle.pairs(),
      bundle.consumerPair(),
      bundle.acts(),
      attacker.round(),
      bundle.state(),
    ]);
    expect({ point, ...acts }).toEqual({ point, stage: before.stage + 1, rotate: before.rotate + 1 });
    expect({ point, ...consumer }).toEqual({ point, consumerKey: pairs.primary, accepted: true });
    expect({ point, staged: pairs.others, isNew: pairs.primary !== leaked.consumerKey, isRefused }).toEqual({
      ...{ point, staged: [], isNew: true, isRefused: true },
    });
    expect([point, after.secretAccessOverRest]).toEqual([point, state.secretAccessOverRest]);
    expect([point, reportsOf(bundle)]).toEqual([point, turn + 1]);
  }
  const verified = await bundle.run(['history', 'verify', '--json']);
  expect(JSON.parse(verified.stdout).result).toMatchObject({ intact: true });
  return { kills, leaks: await bundle.leaks() };
}

interface GoingOn {
  readonly point: number;
  readonly next: ReturnType<NextRun>;
  readonly resumes: boolean;
  /** Then little is left to do, and the command would begin another emergency where nothing is. */
  readonly isReported: boolean;
}

/** What a person does: the command again, or `resume`, and the command itself where nothing was begun yet. */
async function goOn(
  bundle: RotatingBundle,
  command: readonly string[],
  { point, next, resumes, isReported }: GoingOn,
): Promise<void> {
  const run = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await bundle[next](args);
    const { name, message, result } = JSON.parse(stdout);
    const problem = name === undefined ? null : `${next}: ${name}: ${message}\n${stderr}`;
    expect([point, code, problem]).toEqual([point, 0, null]);
    return result as { readonly rotation: unknown };
  };
  if (resumes || isReported) {
    const { rotation } = await run(['resume', bundle.app, '--json']);
    if (rotation !== null || isReported) return;
  }
  await run(command);
}

function pairIn({ apps }: Awaited<ReturnType<RotatingBundle['state']>>, name: string) {
  const pairs = apps.find(({ developerName }) => developerName === name)?.consumers[0]?.pairs ?? [];
  const primary = pairs.find(({ slot }) => slot === 'primary');
  if (!primary) throw new Error(`${name} has no primary pair`);
  return primary;
}

function reportsOf({ here }: RotatingBundle): number {
  const folder = join(here.home, 'practice-watch', 'incidents');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')).length : 0;
}
