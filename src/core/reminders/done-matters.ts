import { graceEndsAt } from '../machine/policies.ts';
import type { Notice } from '../model/notice.ts';
import type { Rotation } from '../model/rotation.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';
import { leftOut } from '../status/left-out-words.ts';
import { dayOf, type Matter, nameOf, placeOf, type ReminderFacts, type Words } from './matter.ts';

/** What a run was like before the daemon worked on the app, and whether that began with taking an unused pair away. */
export interface Before {
  readonly rotation: Rotation | null;
  readonly didRestage: boolean;
}

type Done = 'staged' | 'restaged' | 'rotated' | 'went-back' | 'ended' | 'leak-ended';

/**
 * What the daemon has done by itself since then, each once a run. What others or Salesforce did meanwhile is not ours to tell here,
 * and a pair that was staged on the way to a rotation is no news.
 */
export function doneMatters(facts: ReminderFacts, before: Before): readonly Matter[] {
  const { rotation } = facts;
  if (rotation === null || rotation.kind === 'discard') return [];
  const { id, kind, stagedProvedAt, rotatedAt, endedAt, rotateIntendedAt, deleteIntendedAt } = rotation;
  const earlier = before.rotation?.id === id ? before.rotation : null;
  // Of a leak its end is told alone: anything before that would sound like an all-clear.
  const ofLeak: readonly [Done, at: number | null, known: number | null][] = [
    ['leak-ended', leakEndedAt(rotation), earlier && leakEndedAt(earlier)],
  ];
  const usual: readonly [Done, at: number | null, known: number | null][] = [
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
  return (kind === 'emergency' ? ofLeak : usual).flatMap(([done, at, known]): readonly Matter[] => {
    if (at === null || known !== null) return [];
    const ladder = { steps: [{ at, threshold: done }], after: null };
    return [{ kind: 'done-by-daemon', subject: [id], ladder, words: () => wordsOf(done, { ...facts, rotation }) }];
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

function wordsOf(done: Done, facts: ReminderFacts & { readonly rotation: Rotation }): Words {
  const place = placeOf(facts.watched);
  const history = `\`keyturn history ${place}\` shows every step.`;
  const actions = {
    staged: [`\`keyturn rotate ${place}\` hands it over and makes it primary.`, history],
    restaged: [`\`keyturn rotate ${place}\` hands it over and makes it primary.`, history],
    rotated: [`Where something went wrong: \`keyturn rotate ${place} --back\`.`, history],
    'went-back': [history],
    ended: [history],
    'leak-ended': ['Read the report: it says who signed in meanwhile, and what people do next.', history],
  };
  return {
    severity: done === 'leak-ended' ? 'caution' : 'note',
    title: titleOf(done, nameOf(facts.watched)),
    text: textOf(done, facts),
    actions: actions[done],
  };
}

function titleOf(done: Done, name: string): string {
  switch (done) {
    case 'staged':
      return `keyturn staged a new pair of ${name}`;
    case 'restaged':
      return `keyturn staged another pair of ${name}, as the one before was about to expire`;
    case 'rotated':
      return `keyturn rotated the pair of ${name}`;
    case 'went-back':
      return `keyturn made the former pair of ${name} primary again`;
    case 'ended':
      return `keyturn ended the former pair of ${name}`;
    case 'leak-ended':
      return `The leaked pair of ${name} was replaced, and Salesforce refuses it`;
  }
}

function textOf(done: Done, { rotation, policy }: ReminderFacts & { readonly rotation: Rotation }): string {
  const { stays, ends, staged, deliveries, overlapEndsAt, refusedAt, emergency } = rotation;
  const key = shortKey(stays ?? 'unknown key');
  const given = deliveries.filter(({ status }) => status === 'delivered' || status === 'confirmed').length;
  switch (done) {
    case 'staged':
    case 'restaged': {
      const end = staged?.expiresAt ?? null;
      const next =
        policy.automation === 'rotate' ? 'keyturn rotates it when the secret is due' : 'It waits for a person';
      const until = end === null ? '' : `; Salesforce removes it on ${dayOf(end)} when nobody does`;
      return `It is ${key}, saved, and got a token. Consumers go on with the primary pair. ${next}${until}.`;
    }
    case 'rotated': {
      const until = overlapEndsAt === null ? null : Math.min(overlapEndsAt, graceEndsAt(rotation) ?? overlapEndsAt);
      const former = until === null ? '' : ` The former one (${shortKey(ends)}) works until ${dayOf(until)} at least.`;
      return `The primary pair is ${key} now; ${given === 0 ? 'nobody had to be told' : `confirmed by ${countOf(given, 'consumer')}`}.${former}`;
    }
    case 'went-back':
      return `The primary pair is ${key} again.`;
    case 'ended':
      return `${shortKey(ends)} was deleted${refusedAt === null ? '' : ' and gets no token any more'}; ${key} is primary.`;
    case 'leak-ended': {
      const without = leftOut(rotation).map((name) => plainText(name, 80));
      const late = without.length > 0 ? ` No access until they are given it: ${without.join(', ')}.` : '';
      return `keyturn finished the emergency: ${shortKey(ends)} is dead, and ${key} is primary.${late} The report is ${plainText(emergency?.report ?? '', 400)}.`;
    }
  }
}
