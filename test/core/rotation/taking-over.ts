import { expect } from 'vitest';
import { inFlightMs } from '../../../src/core/machine/salesforce-times.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import { command, drive, prepare, respondTo } from './drive.ts';
import { checkEmergencyEnd, leak } from './emergency-ends.ts';
import { checkEnd } from './ends.ts';
import type { Story } from './story.ts';
import { World } from './world.ts';

/** A story of an emergency that takes over from another command of the same app. */
export interface Overtaking extends Omit<Story, 'kind'> {
  /** What is at work before. */
  readonly other: 'stage' | 'rotate' | 'retire' | 'discard' | 'back' | 'emergency';
}

export const overtakings: readonly Overtaking[] = [
  { name: 'a rotation', other: 'rotate', deliveries: ['file:/etc/erp.env', 'exec:/opt/hand-over'] },
  { name: 'a rotation that has REST access to secrets on', other: 'rotate', isOff: true },
  { name: 'a staging', other: 'stage' },
  { name: 'a retirement', other: 'retire', before: [{}] },
  { name: 'a way back', other: 'back', before: [{}] },
  { name: 'a discard', other: 'discard', before: [{ kind: 'stage' }] },
  { name: 'an emergency that leaves access open', other: 'emergency' },
];

/**
 * Another command is suspended at a boundary, an emergency takes over, and the command wakes. The emergency may be killed at
 * a boundary of its own. Returns whether the command got that far, and the number of boundaries of the emergency, or else of the
 * command.
 */
export async function takeOver(
  { other, ...story }: Overtaking,
  boundary: number,
  crash: number | null = null,
): Promise<{ readonly isReached: boolean; readonly boundaries: number }> {
  const when = `${story.name}: ${other} suspended at ${boundary}, emergency killed at ${crash}`;
  const world = new World({ ...story, kind: 'emergency' });
  await prepare(world);
  const stolen = leak(world);
  const { isReached, wake } = world.suspendAt(boundary);
  const first = await world.process();
  const wishes = other === 'emergency' ? { containBy: null } : {};
  const begun =
    other === 'emergency'
      ? respondTo(world, first, wishes)
      : command(world, first, { kind: other, consent: { confirmed: true } });
  const over = begun.then(
    () => 'done',
    (error: unknown) => {
      if (!isKeyturnError(error)) throw error;
      return error.code;
    },
  );
  const isSuspended = (await Promise.race([isReached.then(() => true), over.then(() => false)])) === true;
  const from = world.boundaries;
  if (isSuspended) {
    const second = await world.beside();
    world.crashes = crash === null ? [] : [from + crash];
    const stop = await respondTo(world, second, { containBy: 'flow', ...story.wishes }).then(
      () => null,
      (error: unknown) => error,
    );
    if (world.broken) throw world.broken;
    // It waits for an emergency that has deleted the leaked credentials, and has only its end to do.
    const isLeft = other === 'emergency' && isKeyturnError(stop) && stop.code === 'AnotherAtWork';
    if (!world.isDead && !isLeft) expect(stop, when).toBeNull();
    const boundaries = world.boundaries - from;
    // An emergency that ended before its crash must not leave it to the one that wakes.
    world.crashes = [];
    // Dead or not, the second process has the app from its confirmation on.
    const isTaken =
      !isLeft && (other === 'emergency' ? !world.isDead : world.open?.kind === 'emergency' || !world.isDead);
    await wakeUp(world, { when, wake, over, isTaken });
    const { stop: last } = await drive(world);
    expect(last, when).toBeNull();
    world.land();
    checkEnd(world);
    checkEmergencyEnd(world, stolen);
    return { isReached: true, boundaries };
  }
  return { isReached: false, boundaries: from };
}

interface Waking {
  readonly when: string;
  readonly wake: () => void;
  readonly over: Promise<string>;
  readonly isTaken: boolean;
}

/** A command that was overtaken changes nothing when it wakes: not in the org, the state, the store or at a consumer. */
async function wakeUp(world: World, { when, wake, over, isTaken }: Waking): Promise<void> {
  const before = allOf(world);
  const woken = world.clock.now();
  wake();
  const end = await over;
  if (world.broken) throw world.broken;
  if (!isTaken) return;
  expect(allOf(world), when).toEqual(before);
  // What it finds is the other process's work, so it neither interprets that nor waits, except to give back REST access to secrets.
  expect(end, when).toMatch(/^(TakenOver|done)$/);
  expect(world.clock.now() - woken, when).toBeLessThanOrEqual(2 * inFlightMs);
}

/** Everything that a command could change, without its share of REST access to secrets. That it still gives back. */
function allOf({ org, memory, entries, given }: World): unknown {
  const { settings: _settings, clockOffset: _offset, ...data } = org.data;
  const lines = memory.lines.filter(({ action }) => action !== 'borrow-secret-access');
  return JSON.parse(
    JSON.stringify([
      data,
      lines.map(({ hash: _hash, line: _line, ...one }) => one),
      memory.runs,
      [...entries],
      [...given],
    ]),
  );
}
