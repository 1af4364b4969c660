import type { Notice } from '../model/notice.ts';
import type { Rotation } from '../model/rotation.ts';
import { type DaemonDeed, deedWords } from '../words/notices.ts';
import type { Matter, ReminderFacts } from './matter.ts';

/** What a run was like before the daemon worked on the app, and whether that began with taking an unused pair away. */
export interface Before {
  readonly rotation: Rotation | null;
  readonly didRestage: boolean;
}

type Deed = readonly [DaemonDeed, at: number | null, known: number | null];

/**
 * What the daemon has done by itself since then, each once a run. What others or Salesforce did meanwhile is not ours to tell here,
 * and a pair that was staged on the way to a rotation is no news.
 */
export function doneMatters(facts: ReminderFacts, before: Before): readonly Matter[] {
  const { rotation } = facts;
  if (rotation === null || rotation.kind === 'discard') return [];
  const { id, kind, stagedProvedAt, rotatedAt, endedAt, rotateIntendedAt, deleteIntendedAt } = rotation;
  const earlier = before.rotation?.id === id ? before.rotation : null;
  const isRotatedByDaemon = facts.watched.policy.automation === 'rotate';
  // Of a leak its end is told alone: anything before that would sound like an all-clear.
  const ofLeak: readonly Deed[] = [['leak-ended', leakEndedAt(rotation), earlier && leakEndedAt(earlier)]];
  const usual: readonly Deed[] = [
    [
      before.didRestage ? 'restaged' : 'staged',
      rotatedAt === null ? stagedProvedAt : null,
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
    const words = () => ({ severity, ...deedWords(facts.watched, deed, rotation, isRotatedByDaemon) }) as const;
    return [{ kind: 'done-by-daemon', subject: [id], ladder, words }];
  });
}

/** When the leaked pair was seen to be refused, once that is reported. */
function leakEndedAt({ refusedAt, emergency }: Rotation): number | null {
  return emergency?.report == null ? null : refusedAt;
}

/** That a pair is staged is told once, also where it waits for a person at the same time. */
export function withoutRepeated(notices: readonly Notice[]): readonly Notice[] {
  const isTold = notices.some(({ kind, threshold }) => kind === 'done-by-daemon' && /staged$/.test(threshold));
  return isTold ? notices.filter(({ kind }) => kind !== 'staged-waiting') : notices;
}
