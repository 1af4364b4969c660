import { clockProblem, timeIn } from '../acts/org-clock.ts';
import { evolve } from '../machine/evolve.ts';
import { usualRules } from '../machine/usual-rules.ts';
import { nameIn } from '../model/consumer.ts';
import type { Observation } from '../model/observation.ts';
import { endsNothing, type Rotation } from '../model/rotation.ts';
import { unnamedConsumers } from '../model/rotation-deliveries.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { withSealing } from '../rotation/rotate.ts';
import type { RotationPorts } from '../rotation/run.ts';
import { withTruth } from '../words/safety.ts';

interface Beginning {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly seen: Observation;
  /** keyturn itself signs in through this app. */
  readonly isSelf: boolean;
}

/**
 * The error with which a run stops at its first look, before it does anything. Null if it does something, rests, or ends because
 * its credentials are gone. A look without the slot shows only whether others changed the current credentials.
 */
export function foreseenStop(
  { org, clock, rules = usualRules }: Pick<RotationPorts, 'org' | 'clock' | 'rules'>,
  { rotation, watched, seen, isSelf }: Beginning,
): KeyturnError | null {
  const now = clock.now();
  const going = evolve(rotation, { type: 'going-on', at: now, isUnattended: false });
  const targets = unnamedConsumers(going, watched.deliveries);
  const names = targets.map((target) => nameIn(watched.consumers, target));
  const named = targets.length > 0 ? evolve(going, { type: 'consumers-named', targets, names }) : going;
  const isUnread = seen.isSlotUnread === true && !endsNothing(named);
  const events = rules.reconcile(named, seen).filter(({ type }) => !isUnread || type === 'rotated');
  const found = events.reduce(evolve, named);
  if (found.finishedAt !== null) return null;
  const { automation } = watched.policy;
  const around = { now: timeIn(org, clock), automation, isSelf, clockProblem: clockProblem(org) };
  const next = rules.decide(found, seen, around);
  if (next.do !== 'stop' || (isUnread && next.error.code !== 'PrimaryChangedOutside')) return null;
  const user = watched.executionUser?.username ?? null;
  return withTruth({ rotation: found, hasTouched: false, user }, withSealing({ rotation: found, watched }, next.error));
}
