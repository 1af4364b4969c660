import { mayDelete } from '../machine/may-delete.ts';
import type { AppStatus } from '../model/app-status.ts';
import { type Consumer, consumerState, failedTest } from '../model/consumer.ts';
import { previousExpiredAt } from '../model/expired.ts';
import { endedBy } from '../model/gone.ts';
import { leftBehind } from '../model/left-behind.ts';
import { deliveredWord, graceEndsAt, phaseOf, type Rotation } from '../model/rotation.ts';
import { leftToPeople, unconfirmed } from '../model/rotation-deliveries.ts';
import type { Automation, WatchedApp } from '../model/watched-app.ts';
import { refusals } from '../words/offers.ts';
import { knownPairs, recordedPairs } from './known-pairs.ts';

export const deskActions = [
  'stage',
  'rotate',
  'back',
  'retire',
  'discard',
  'emergency',
  'resume',
  'check',
  'consumers',
  'policy',
  'handed-over',
  'snooze',
  'acknowledge',
  'reveal',
] as const;
export type DeskAction = (typeof deskActions)[number];

/** For each action: null if it is possible, else why not. */
export type Offers = Readonly<Record<DeskAction, string | null>>;

/** Decides from the state alone. The plan of the action checks the org again. */
export function offersOf({ watched, rotation, aheadMs }: AppStatus, now: number): Offers {
  const open = rotation?.finishedAt === null ? rotation : null;
  const { staged: seen, previous } = knownPairs(watched, rotation);
  // What others staged, nobody but they can promote.
  const staged = seen?.consumerKey === recordedPairs(watched, rotation).staged?.consumerKey ? seen : null;
  const isOther = open !== null && open.kind !== 'stage' && open.kind !== 'rotate';
  const gone = endedBy(watched, open) ? refusals.gone(watched.app) : null;
  const ending = watched.decommission ? refusals.ending(watched.app) : gone;
  const taken = ending ?? (previous ? refusals.previousInSlot : isOther ? refusals.otherFirst(open.kind) : null);
  const { app, attention } = watched;
  const { acknowledged } = attention;
  return {
    stage: taken ?? (staged ? refusals.stagedAlready : null),
    rotate: taken ?? (isUsedByUnknown(watched, open) ? refusals.usersUnknown : null),
    back: ending ?? (!previous ? refusals.noPrevious : open?.kind === 'back' ? refusals.switchedBack : null),
    retire: ending ?? (previous ? null : refusals.noPreviousKnown(app)),
    discard: ending ?? (seen ? null : refusals.noStagedKnown(app)),
    // Otherwise always possible: its plan deals with unfinished runs.
    emergency: watched.decommission ? ending : null,
    resume:
      ending ??
      (open
        ? whyNotOn(open, now + aheadMs, watched.policy.automation)
        : withoutCurrent(watched, rotation).length > 0
          ? null
          : refusals.notInterrupted),
    check: null,
    consumers: null,
    policy: null,
    snooze: null,
    acknowledge: acknowledged?.consumerKey === watched.consumerKey ? refusals.acknowledged(acknowledged.by) : null,
    'handed-over': gone ?? (open && leftToPeople(open).length > 0 ? null : refusals.nobodyWaited),
    reveal: watched.store ? null : refusals.notStored(watched),
  };
}

/**
 * Consumers that `resume` delivers the current credentials to while no run is open: a run left them without, keyturn never delivered
 * to their file, or a check saw other credentials in it.
 */
export function withoutCurrent(watched: WatchedApp, rotation: Rotation | null): readonly Consumer[] {
  if (watched.store === null || rotation?.finishedAt === null) return [];
  return watched.consumers.filter(
    (consumer) =>
      leftBehind(consumer, rotation, watched) !== null ||
      failedTest(consumer, rotation, watched)?.isLost === true ||
      (consumer.target.kind === 'file' && consumerState(consumer, rotation, watched).status === 'unknown'),
  );
}

/** A rotation needs to know who gets the new credentials, or that nobody does. */
function isUsedByUnknown({ consumers, hasNoConsumers }: WatchedApp, open: Rotation | null): boolean {
  const { deliveries = [], removed = [], hasNoConsumers: isRunForNobody = false } = open ?? {};
  return consumers.length + deliveries.length + removed.length === 0 && !hasNoConsumers && !isRunForNobody;
}

/** @param now by the org's clock */
function whyNotOn(open: Rotation, now: number, automation: Automation): string | null {
  const phase = phaseOf(open);
  const names = unconfirmed(open);
  if (phase === 'proved' && open.kind === 'stage') return refusals.stagedWaits;
  if (names.length > 0) return refusals.handOverFirst(names, deliveredWord(open));
  const until = phase === 'grace' ? graceEndsAt(open) : null;
  if (until !== null && until > now) return refusals.inGrace(until, now);
  const isKept = until !== null && previousExpiredAt(open, now) === null && !mayDelete(open, automation);
  return isKept ? refusals.kept : null;
}
