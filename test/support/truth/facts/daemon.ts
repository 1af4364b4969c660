import type { DaemonTroubleKind } from '../../../../src/core/model/daemon-health.ts';
import { minute } from '../../../../src/core/plain/time.ts';
import { daemonWords, failedCheckWords, failedPassWords, nextCheckWords } from '../../../../src/core/words/daemon.ts';
import {
  daemonTroubleWords,
  lastGoodWords,
  orgUnseenWords,
  passProblems,
  passWords,
} from '../../../../src/core/words/daemon-notices.ts';
import { daemonTalk } from '../../../../src/core/words/daemon-talk.ts';
import { all, type Fact, fact, isAt, isOnDay, type Judgement, type Scene } from '../fact.ts';

type Facts = Readonly<Record<string, string>>;

const isUp = ({ truth: { daemon } }: Scene): Judgement => daemon?.isAlive === true || 'no daemon is running';
const isOff = ({ truth: { daemon } }: Scene): Judgement =>
  daemon?.isAlive !== true || `a daemon is running as process ${daemon.pid}`;

function isFailing({ truth: { daemon } }: Scene): boolean {
  const failure = daemon?.lastFailure ?? null;
  return failure !== null && failure.at > (daemon?.lastGoodTickAt ?? 0);
}

/** Never in the past. */
function isNext({ when }: Facts, { truth: { daemon, now } }: Scene): Judgement {
  if (!daemon?.isAlive) return 'no daemon is running, so nothing comes next';
  return isAt(daemon.nextTickAt, when ?? '', now);
}

const at = (of: (daemon: NonNullable<Scene['truth']['daemon']>) => number | null) => (facts: Facts, scene: Scene) => {
  const { daemon, now } = scene.truth;
  return daemon === null ? 'no daemon has run yet' : isAt(of(daemon), facts.when ?? '', now);
};

const trouble = (kind: DaemonTroubleKind, subject: string) =>
  daemonTroubleWords({ kind, subject, since: 0, problem: 'no', cure: null }).title;
/** Whether the latest pass found this. */
const hasTrouble =
  (kind: DaemonTroubleKind, name?: string) =>
  ({ subject = name }: Facts, { truth: { health } }: Scene): Judgement =>
    health.troubles.some((one) => one.kind === kind && (subject === undefined || one.subject === subject)) ||
    `the latest pass found no such trouble (${kind})`;

export const daemonFacts: readonly Fact[] = [
  fact('nextCheckWords', ({ now, future }) => nextCheckWords(future('when'), now), isNext),
  fact(
    'nextCheckWords',
    ({ now }) => nextCheckWords(now - minute, now),
    (_facts, scene) => isNext({ when: 'now' }, scene),
  ),
  fact(
    'nextCheckWords',
    ({ day }) => nextCheckWords(day('since'), 4e12),
    ({ since }, { truth: { daemon, now } }) => isOnDay(daemon?.nextTickAt ?? null, since ?? '', now),
  ),
  fact(
    'failedCheckWords',
    ({ now, past, words }) => failedCheckWords({ at: past('when'), problem: words('problem') }, now),
    (facts, scene) =>
      all(
        isUp(scene),
        isFailing(scene) || 'its last check did not fail',
        at(({ lastFailure }) => lastFailure?.at ?? null)(
          { ...facts, when: facts.when?.replace('just ', '') ?? '' },
          scene,
        ),
      ),
  ),
  fact(
    'failedPassWords',
    ({ now, past, words }) => failedPassWords({ at: past('when'), problem: words('problem') }, now),
    (facts, scene) =>
      all(
        isOff(scene),
        isAt(scene.truth.health.lastFailure?.at ?? null, facts.when?.replace('just ', '') ?? '', scene.truth.now),
      ),
  ),
  fact(
    ['daemonWords.off', 'daemonWords.offBriefly'],
    [() => daemonWords.off, () => daemonWords.offBriefly],
    (_facts, scene) => isOff(scene),
  ),
  fact('daemonWords.running', [() => daemonWords.running(null), () => 'The daemon is running;'], (_facts, scene) =>
    all(isUp(scene), !isFailing(scene) || 'its last check failed'),
  ),
  fact(
    'daemonWords.runningAs',
    ({ count, word }) => daemonWords.runningAs(count('pid'), word('host')),
    ({ pid }, scene) =>
      all(isUp(scene), String(scene.truth.daemon?.pid) === pid || `its process is ${scene.truth.daemon?.pid}`),
  ),
  fact(
    'daemonWords.runningFor',
    ({ count, words, word }) => daemonWords.runningFor(words('span'), count('pid'), word('host')),
    ({ pid }, scene) =>
      all(isUp(scene), String(scene.truth.daemon?.pid) === pid || `its process is ${scene.truth.daemon?.pid}`),
  ),
  fact(
    'daemonWords.lastCheck',
    ({ when }) => daemonWords.lastCheck(when('when')),
    ({ when = '' }, { truth: { daemon, health, now } }) => {
      const { lastGoodTickAt, lastFailure } = health;
      const others = daemon?.isAlive ? [] : [lastGoodTickAt, lastFailure?.at ?? null, daemon?.lastFailure?.at ?? null];
      const all = [daemon?.lastTickAt ?? null, ...others].filter((one) => one !== null);
      return all.length === 0 ? 'nothing was checked yet' : isAt(Math.max(...all), when, now);
    },
  ),
  fact(
    'daemonWords.lastGoodCheck',
    ({ when }) => daemonWords.lastGoodCheck(when('when')),
    at(({ lastGoodTickAt }) => lastGoodTickAt),
  ),
  fact(
    ['daemonTroubleWords', 'passProblems.store'],
    [() => trouble('store-closed', 'file'), ({ words }) => passWords(passProblems.store('file', words('problem')))],
    hasTrouble('store-closed', 'file'),
  ),
  fact(
    ['daemonTroubleWords', 'passProblems.store'],
    [
      () => trouble('store-closed', 'keychain'),
      ({ words }) => passWords(passProblems.store('keychain', words('problem'))),
    ],
    hasTrouble('store-closed', 'keychain'),
  ),
  fact('daemonTroubleWords', () => trouble('state-set-aside', 'x'), hasTrouble('state-set-aside')),
  fact('daemonTroubleWords', () => trouble('state-unconfirmed', 'restored'), hasTrouble('state-unconfirmed')),
  fact('daemonTroubleWords', ({ word }) => trouble('channel-failing', word('subject')), hasTrouble('channel-failing')),
  fact(
    ['passWords', 'passProblems.setAside'],
    ({ word }) => passWords(passProblems.setAside(word('subject'))),
    hasTrouble('state-set-aside'),
  ),
  fact(['passWords', 'passProblems.mute'], () => passWords(passProblems.mute), hasTrouble('channel-failing')),
  fact(
    ['passWords', 'passProblems.blind'],
    () => passWords(passProblems.blind),
    (_facts, { truth: { health } }) => health.isBlind || 'keyturn can work in an org',
  ),
  fact(
    'orgUnseenWords',
    ({ word, day }) => orgUnseenWords(word('org'), day('since')).title,
    ({ org, since }, { truth: { apps, now } }) => {
      const checked = apps.filter((one) => one.org === org).map((one) => one.lastCheck?.at ?? one.adoptedAt);
      return checked.some((at) => isOnDay(at, since ?? '', now) === true) || 'no app there was checked then last';
    },
  ),
  fact(
    'lastGoodWords',
    () => lastGoodWords(null),
    (_facts, { truth: { health } }) => health.lastGoodTickAt === null || 'there was a good pass',
  ),
  fact(
    'daemonTalk.watching',
    ({ count }) => daemonTalk.watching(count('apps'), 1),
    ({ apps }, scene) =>
      all(isUp(scene), String(scene.truth.apps.length) === apps || `it watches ${scene.truth.apps.length}`),
  ),
  fact(
    'daemonTalk.watchingNone',
    () => daemonTalk.watchingNone,
    (_facts, scene) => all(isUp(scene), scene.truth.apps.length === 0 || 'apps are watched'),
  ),
  fact(
    'daemonTalk.stopped',
    () => daemonTalk.stopped,
    (_facts, scene) => isOff(scene),
  ),
  fact(
    'daemonWords.brief.up',
    () => daemonWords.brief.up,
    (_facts, scene) => all(isUp(scene), !isFailing(scene) || 'its last check failed'),
  ),
  fact(
    'daemonWords.brief.failing',
    () => daemonWords.brief.failing,
    (_facts, scene) => all(isUp(scene), isFailing(scene) || 'its last check did not fail'),
  ),
  fact(
    'daemonWords.brief.off',
    () => daemonWords.brief.off,
    (_facts, scene) => isOff(scene),
  ),
].flat();
