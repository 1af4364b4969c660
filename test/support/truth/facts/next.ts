import { graceEndsAt } from '../../../../src/core/model/rotation.ts';
import { acts, capital } from '../../../../src/core/words/acts.ts';
import { emergencyAttention, undoneWords } from '../../../../src/core/words/attention.ts';
import { removedWords } from '../../../../src/core/words/consumers.ts';
import { leakedUseNote } from '../../../../src/core/words/leak-note.ts';
import { nextStepWords } from '../../../../src/core/words/next-step.ts';
import {
  all,
  type Fact,
  fact,
  isOnDay,
  type Judgement,
  ofAny,
  openRuns,
  orgAppOf,
  pairsOf,
  type Scene,
} from '../fact.ts';
import type { RunTruth } from '../truth.ts';

type Facts = Readonly<Record<string, string>>;

/** The runs that were open when a program printed a text: an emergency of another program may have replaced one right after it. */
const openThen = ({ truth, before, args }: Scene): readonly RunTruth[] => [
  ...openRuns(truth),
  ...truth.runs.filter(
    ({ outcome, finishedAt }) =>
      outcome === 'replaced' && finishedAt !== null && finishedAt >= before.now && args[0] !== 'emergency',
  ),
];

/** Runs of the app that the text names. */
const ofRun =
  (judge: (run: RunTruth, scene: Scene, facts: Facts) => Judgement) =>
  (facts: Facts, scene: Scene): Judgement => {
    const runs = openThen(scene).filter(({ app }) => facts.app === undefined || app === facts.app);
    return ofAny(runs, (run) => judge(run, scene, facts)) ?? `no run of ${facts.app ?? 'any app'} is open`;
  };

const usual = {
  kind: 'rotate',
  emergency: null,
  outcome: null,
  endedAt: null,
  rotatedAt: null,
  primaryProvedAt: 1,
  stagedProvedAt: null,
  savedAt: null,
  stays: null,
  graceDays: 0,
  deliveries: [],
};
const inGrace = (app: string, rotatedAt: number) => ({ ...usual, app, rotatedAt, graceDays: 0 }) as never;
const isKept = ofRun((run, { truth }, { on = '' }) =>
  all(run.rotatedAt !== null || 'nothing was promoted', isOnDay(graceEndsAt(run as never), on, truth.now)),
);

const emergency = { containment: null, report: null, confirmedAt: 0 };
const openEmergency = (app: string, change: object = {}) =>
  ({ ...usual, kind: 'emergency', app, stop: null, emergency, ...change }) as never;
const contained = (by: 'flow' | 'freeze', change: object) => ({
  ...emergency,
  containment: { by, openedAt: null, ...change },
});
const isEmergency = ofRun((run) => run.emergency !== null || `the open run is ${run.kind}`);
const isContainedBy = (by: 'flow' | 'freeze') =>
  ofRun(({ emergency: run }) => {
    const containment = run?.containment ?? null;
    return (containment?.by === by && containment.openedAt === null) || 'nothing is blocked by the run';
  });
const isOauthOn = ofRun((run, { truth }) => orgAppOf(truth, run)?.oauthEnabled !== false || 'OAuth is off');

/** Acts that the audit trail has under the name of another one. */
const trailNames: Readonly<Record<string, string>> = { 'prove-contained': 'prove' };
/** Steps of a run that leave no entry of their own. */
const steps = new Set([
  'free-slot',
  'read-pair',
  'reset-flags',
  'call',
  'look-contained',
  'drop-staged',
  'find-staged',
]);

/** The audit trail has an entry of each act that is said to be done. */
const done: readonly Fact[] = Object.entries(acts).flatMap(([act, { done: words }]) =>
  typeof words === 'string' && words.split(' ').length >= 3 && !steps.has(act)
    ? fact(
        `acts.${act}.done`,
        [() => `✔ ${words}`, () => capital(words)],
        (_facts, { truth }) =>
          [...truth.trail].some((entry) => entry.startsWith(`${trailNames[act] ?? act} `)) ||
          'the audit trail has no such act',
      )
    : [],
);

export const nextTexts: readonly Fact[] = [
  ...done,
  fact(
    'nextStepWords',
    [
      ({ app, day }) => nextStepWords(inGrace(app(), day('on')), true, 0) ?? '',
      ({ app, day }) => nextStepWords(inGrace(app(), day('on')), false, 0) ?? '',
    ],
    isKept,
  ),
  fact(
    'nextStepWords',
    [
      ({ app, day }) => nextStepWords(inGrace(app(), day('on')), true, 9e12) ?? '',
      ({ app, day }) => nextStepWords(inGrace(app(), day('on')), false, 9e12) ?? '',
    ],
    (facts, scene) =>
      all(
        isKept(facts, scene),
        ofRun((run) => (graceEndsAt(run as never) ?? 0) <= scene.truth.now || 'the grace period is not over')(
          facts,
          scene,
        ),
      ),
  ),
  fact(
    'nextStepWords',
    ({ app }) => nextStepWords({ ...usual, app: app(), kind: 'stage', savedAt: 1 } as never, false) ?? '',
    ofRun((run) => (run.savedAt !== null && run.rotatedAt === null) || 'nothing is staged'),
  ),
  fact(
    'nextStepWords',
    ({ app }) => nextStepWords({ ...usual, app: app() } as never, false) ?? '',
    ofRun(() => true),
  ),
  fact('emergencyAttention', ({ app }) => emergencyAttention(openEmergency(app())), isEmergency),
  fact(
    'emergencyAttention',
    ({ app, word }) => emergencyAttention(openEmergency(app(), { stop: { code: word('code') } })),
    (facts, scene) =>
      all(
        isEmergency(facts, scene),
        ofRun(({ stop }) => stop?.code === facts.code || `it stopped with ${stop?.code}`)(facts, scene),
      ),
  ),
  ...(['flow', 'freeze'] as const).flatMap((by) =>
    [null, 1].map((containedAt) =>
      fact(
        'emergencyAttention',
        ({ app }) => emergencyAttention(openEmergency(app(), { emergency: contained(by, { containedAt }) })),
        (facts, scene) => all(isEmergency(facts, scene), isContainedBy(by)(facts, scene)),
      ),
    ),
  ),
  fact(
    'emergencyAttention',
    ({ app }) =>
      emergencyAttention(openEmergency(app(), { emergency: contained('flow', { containedAt: 1, provedAt: 1 }) }), {
        consumers: [],
        lastCheck: null,
        lastProof: { answer: 'accepted', at: 2, detail: '' },
      }),
    (facts, scene) => all(isContainedBy('flow')(facts, scene), isOauthOn(facts, scene)),
  ),
  fact(
    'emergencyAttention',
    ({ app }) =>
      emergencyAttention(
        openEmergency(app(), { emergency: { ...emergency, containment: { by: 'flow', wasSo: true, openedAt: 1 } } }),
      ),
    isEmergency,
  ),
  fact('undoneWords', () => undoneWords('flow'), isOauthOn),
  fact('undoneWords', () => undoneWords('freeze'), isEmergency),
  ...(['rotate', 'back'] as const)
    .flatMap((kind) => [null, 1].map((rotatedAt) => ({ kind, rotatedAt, endedAt: null as number | null })))
    .concat([{ kind: 'rotate', rotatedAt: 1, endedAt: 1 }])
    .map(({ kind, rotatedAt, endedAt }) =>
      fact(
        'removedWords',
        ({ words }) =>
          removedWords({
            kind,
            rotatedAt,
            endedAt,
            removed: [{ target: { kind: 'manual', name: words('names') }, status: 'waiting', at: 1 }],
          } as never) ?? '',
        ofRun((run) =>
          all(
            (run.removed ?? []).length > 0 || 'no consumer was removed',
            endedAt === null || run.endedAt !== null || 'the previous credentials are still there',
          ),
        ),
      ),
    ),
  fact(
    'leakedUseNote',
    () => leakedUseNote({ getsToken: true } as never),
    (_facts, { truth }) =>
      truth.org === null
        ? null
        : ofAny(truth.apps, (watched) => {
            const app = orgAppOf(truth, watched);
            return app === null
              ? null
              : pairsOf(app).some(({ consumerKey, accepted }) => consumerKey === watched.consumerKey && accepted) ||
                  'they get no token';
          }),
  ),
  fact(
    'leakedUseNote',
    ({ words }) => leakedUseNote({ getsToken: false, isSetUp: true, why: words('why') } as never),
    (_facts, { truth }) =>
      truth.org === null
        ? null
        : ofAny(truth.apps, (watched) => {
            const app = orgAppOf(truth, watched);
            return app === null
              ? null
              : pairsOf(app).some(({ consumerKey, accepted }) => consumerKey === watched.consumerKey && !accepted) ||
                  'they get a token';
          }),
  ),
].flat();
