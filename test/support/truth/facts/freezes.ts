import { emergencyAttention } from '../../../../src/core/words/attention.ts';
import { driftWords } from '../../../../src/core/words/drift.ts';
import { knownAccessWords } from '../../../../src/core/words/known-access.ts';
import { freezeWords } from '../../../../src/core/words/shared-freeze.ts';
import { all, appsNamed, type Fact, fact, type Judgement, ofAny, openRuns, type Scene } from '../fact.ts';
import type { RunTruth } from '../truth.ts';

type Facts = Readonly<Record<string, string>>;
type Judge = (run: RunTruth, scene: Scene) => Judgement;

const isFreeze = ({ emergency }: RunTruth) => emergency?.containment?.by === 'freeze';

/** Emergencies of the other app that the text names, which froze the user, or may have. One that has just ended was open then. */
const ofOther =
  (...judges: readonly Judge[]) =>
  ({ other = '' }: Facts, scene: Scene): Judgement => {
    const { truth, before } = scene;
    const open = [...openRuns(truth), ...truth.runs.filter(({ finishedAt }) => (finishedAt ?? 0) >= before.now)];
    const runs = open.filter((run) => run.app === other && isFreeze(run));
    const judged = (run: RunTruth) => all(...judges.map((judge) => judge(run, scene)));
    return ofAny(runs, judged) ?? `no emergency of ${other} freezes a user`;
  };

const isFrozen: Judge = (run, { truth }) =>
  truth.org === null
    ? null
    : ofAny(
        appsNamed(truth, run.app),
        ({ executionUser }) =>
          truth.org?.user(executionUser ?? '')?.isFrozen === true || `${executionUser} is not frozen`,
      );
const isOpen: Judge = ({ finishedAt }) => finishedAt === null || 'it is finished';
const wasSo =
  (isSo: boolean): Judge =>
  ({ emergency }) =>
    emergency?.containment?.wasSo === isSo || `the user ${isSo ? 'was not' : 'was'} frozen before`;

const emergencyOf = (app: string, containment: object) =>
  ({
    ...{ app, kind: 'emergency', stop: null, endedAt: null, primaryProvedAt: null, deliveries: [] },
    emergency: { report: null, containment: { by: 'freeze', wasSo: false, openedAt: null, ...containment } },
  }) as never;

export const freezeTexts: readonly Fact[] = [
  fact('freezeWords.left', ({ app }) => freezeWords.left({ app: app('other'), wasSo: false }), ofOther(isFrozen)),
  ...[true, false].map((isSo) =>
    fact(
      'freezeWords.cause',
      ({ app }) => freezeWords.cause({ app: app('other'), wasSo: isSo }),
      ofOther(wasSo(isSo), isFrozen),
    ),
  ),
  fact('freezeWords.waits', ({ app }) => freezeWords.waits({ app: app('other'), wasSo: false }), ofOther(isFrozen)),
  ...[true, false].map((isSo) =>
    fact(
      'freezeWords.attention',
      ({ app }) => freezeWords.attention({ app: app('other'), wasSo: isSo }),
      ofOther(isOpen, wasSo(isSo)),
    ),
  ),
  fact(
    'freezeWords.drift',
    ({ app, user }) => freezeWords.drift(user(), { app: app('other'), wasSo: false }),
    (facts, scene) =>
      all(
        scene.truth.org === null ? null : scene.truth.org.user(facts.user ?? '')?.isFrozen || 'the user is not frozen',
        ofOther()(facts, scene),
      ),
  ),
  fact(
    'driftWords',
    ({ app, user }) =>
      driftWords('X', { kind: 'user-frozen', user: user(), frozenFor: { app: app('other'), wasSo: false } }).sentence,
    ofOther(isFrozen),
  ),
  fact('freezeWords.plan', ({ app }) => freezeWords.plan({ app: app('other'), wasSo: false }), ofOther(isFrozen)),
  fact('freezeWords.stays', ({ app }) => freezeWords.stays({ app: app('other') }), ofOther(isFrozen)),
  fact(
    'freezeWords.abandoned',
    ({ app }) => freezeWords.abandoned({ app: app('other'), wasSo: false }),
    ofOther(isOpen),
  ),
  ...[true, false].map((isSo) =>
    fact(
      'freezeWords.finish',
      ({ app }) => freezeWords.finish({ app: app('other'), wasSo: isSo }),
      ofOther(isOpen, wasSo(isSo)),
    ),
  ),
  ...[true, false].map((isSure) =>
    fact(
      'knownAccessWords.sharedUser',
      ({ app }) => knownAccessWords.sharedUser(app('app'), { app: app('other'), by: 'emergency', isSure }),
      ofOther(isOpen, ({ emergency }) => !isSure || emergency?.containment?.containedAt != null || 'it may be so'),
    ),
  ),
  fact(
    'emergencyAttention',
    ({ app }) =>
      emergencyAttention(
        emergencyOf(app(), { containedAt: 1, openedAt: 2, leftTo: { app: app('other'), consumerId: '1' } }),
      ),
    ofOther(isFrozen),
  ),
].flat();
