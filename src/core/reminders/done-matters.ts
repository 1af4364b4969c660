import { whyNotRotated } from '../automation/work.ts';
import type { Notice } from '../model/notice.ts';
import type { Rotation } from '../model/rotation.ts';
import { type DaemonDeed, deedWords } from '../words/notices.ts';
import type { Matter, ReminderFacts } from './matter.ts';

/** The run before the daemon worked on the app, and whether the daemon first discarded unused staged credentials. */
export interface Before {
  readonly rotation: Rotation | null;
  readonly didRestage: boolean;
}

type Deed = readonly [DaemonDeed, at: number | null, known: number | null];

/**
 * What the daemon did since then, once for each run. Leaves out what others or Salesforce did, and staging on the way to a
 * rotation.
 */
export function doneMatters(facts: ReminderFacts, before: Before): readonly Matter[] {
  const { rotation } = facts;
  if (rotation === null || rotation.kind === 'discard') return [];
  const { id, kind, stagedProvedAt, rotatedAt, endedAt, rotateIntendedAt, deleteIntendedAt } = rotation;
  const earlier = before.rotation?.id === id ? before.rotation : null;
  const whyNot = whyNotRotated(facts.watched, rotation);
  const isRotatedByDaemon = facts.watched.policy.automation === 'rotate' && whyNot === null;
  // Report only the end of an emergency: an earlier message would sound like an all-clear.
  const ofLeak: readonly Deed[] = [['leak-ended', leakEndedAt(rotation), earlier && leakEndedAt(earlier)]];
  const usual: readonly Deed[] = [
    [
      before.didRestage ? 'restaged' : 'staged',
      kind === 'stage' && rotatedAt === null ? stagedProvedAt : null,
      earlier?.stagedProvedAt ?? null,
    ],
    [
      kind === 'back' ? 'went-back' : 'rotated',
      rotateIntendedAt === null ? null : rotatedAt,
      earlier?.rotatedAt ?? null,
    ],
    ['ended', deleteIntendedAt === null ? null : endedAt, earlier?.endedAt ?? null],
  ];
  return (kind === 'emergency' ? ofLeak : usual).flatMap(([deed, at, known]): readonly Matter[] => {
    if (at === null || known !== null) return [];
    const ladder = { steps: [{ at, threshold: deed }], after: null };
    const severity = deed === 'leak-ended' ? 'caution' : 'note';
    const words = () => ({ severity, ...deedWords(facts.watched, deed, rotation, isRotatedByDaemon, whyNot) }) as const;
    return [{ kind: 'done-by-daemon', subject: [id], ladder, words }];
  });
}

/** When Salesforce refused the leaked credentials, once the report is written. */
function leakEndedAt({ refusedAt, emergency }: Rotation): number | null {
  return emergency?.report == null ? null : refusedAt;
}

/** Drops the reminder to rotate when the same message already says that credentials were staged. */
export function withoutRepeated(notices: readonly Notice[]): readonly Notice[] {
  const isTold = notices.some(({ kind, threshold }) => kind === 'done-by-daemon' && /staged$/.test(threshold));
  return isTold ? notices.filter(({ kind }) => kind !== 'staged-waiting') : notices;
}
