import { graceEndsAt } from '../../../../src/core/model/rotation.ts';
import type { ReasonCode } from '../../../../src/core/reasons/errors.ts';
import { reasons } from '../../../../src/core/reasons/errors.ts';
import { refusals } from '../../../../src/core/words/offers.ts';
import type { Blanks } from '../blanks.ts';
import {
  all,
  appsNamed,
  type Fact,
  fact,
  isAt,
  type Judgement,
  newestRun,
  ofAny,
  openRuns,
  pairsByKey,
  pairsOf,
  type Scene,
  watchedHere,
  watchedNamed,
} from '../fact.ts';
import type { PairTruth, RunTruth, WatchedTruth } from '../truth.ts';

type Facts = Readonly<Record<string, string>>;

/** The message of a reason, and when it is true. */
function message(code: ReasonCode, detail: (blanks: Blanks) => object, judge: Fact['judge']): readonly Fact[] {
  const say = reasons[code].message as (detail: object) => string;
  return fact(`reasons.${code}.message`, (blanks) => say(detail(blanks)), judge);
}

const inSlot =
  (judge: (slot: PairTruth | null, pairs: readonly PairTruth[]) => Judgement) =>
  ({ app = '' }: Facts, { truth }: Scene): Judgement =>
    truth.org === null
      ? null
      : ofAny(appsNamed(truth, app), (found) =>
          judge(pairsOf(found).find(({ slot }) => slot === 'staged') ?? null, pairsOf(found)),
        );

const ofRun =
  (judge: (run: RunTruth | null, watched: WatchedTruth, scene: Scene) => Judgement) =>
  ({ app = '' }: Facts, scene: Scene): Judgement =>
    ofAny(app === '' ? watchedHere(scene) : watchedNamed(scene.truth, app), (watched) => {
      const run = newestRun(scene.truth, watched);
      return judge(run?.finishedAt === null ? run : null, watched, scene);
    });

const waiting = (run: RunTruth | null) => run?.deliveries.filter(({ status }) => status === 'waiting') ?? [];
const undone = (run: RunTruth | null) =>
  run?.deliveries.filter(({ status }) => status !== 'confirmed' && status !== 'delivered') ?? [];
const isPrevious = (run: RunTruth | null) => run !== null && run.rotatedAt !== null && run.endedAt === null;
const isStaged = (run: RunTruth | null) => run !== null && run.rotatedAt === null && run.savedAt !== null;

export const refusalTexts: readonly Fact[] = [
  message(
    'AppNotWatched',
    ({ app }) => ({ app: app(), known: [], watched: [] }),
    ({ app = '' }, { truth }) => watchedNamed(truth, app).length === 0 || `${app} is watched`,
  ),
  message(
    'AppUnknown',
    ({ app, words }) => ({ app: app(), org: words('org'), known: [] }),
    ({ app = '' }, { truth }) =>
      truth.org === null
        ? null
        : !truth.org.apps.some(({ developerName }) => developerName === app) || 'the org has it',
  ),
  message(
    'AppOauthDisabled',
    ({ app, words }) => ({ app: app(), where: words('where') }),
    ({ app = '' }, { truth }) => ofAny(appsNamed(truth, app), ({ oauthEnabled }) => !oauthEnabled || 'OAuth is on'),
  ),
  message(
    'UserUnknown',
    ({ user }) => ({ username: user('user') }),
    ({ user = '' }, { truth }) => (truth.org === null ? null : truth.org.user(user) === null || 'the user exists'),
  ),
  message(
    'SecretAccessDisabled',
    () => ({}),
    (_facts, { truth }) => (truth.org === null ? null : !truth.org.secretAccessOverRest || 'it is on'),
  ),
  message(
    'PreviousPairLives',
    ({ app, key }) => ({ app: app(), key: key('key'), until: null }),
    inSlot((slot) => slot?.state === 'Rotated' || `the slot holds ${slot?.state ?? 'nothing'}`),
  ),
  message(
    'SlotExpired',
    ({ app, key }) => ({ app: app(), key: key('key') }),
    inSlot((slot) => slot?.state === 'Expired' || `the slot holds ${slot?.state ?? 'nothing'}`),
  ),
  message(
    'StrangersPair',
    ({ app, words, key }) => ({ app: app(), key: key('key'), author: words('author'), since: null, until: null }),
    inSlot((slot) => slot?.state === 'Active' || `the slot holds ${slot?.state ?? 'nothing'}`),
  ),
  message(
    'StagedPairGone',
    ({ app }) => ({ app: app(), given: [] }),
    inSlot((slot) => slot?.state !== 'Active' || 'credentials are staged'),
  ),
  message(
    'NothingToRetire',
    ({ app }) => ({ app: app() }),
    inSlot((slot) => slot?.state !== 'Rotated' || 'the slot holds previous credentials'),
  ),
  message(
    'NothingToDiscard',
    ({ app }) => ({ app: app(), found: 'free' }),
    inSlot((slot) => slot === null || `the slot holds ${slot.state}`),
  ),
  message(
    'NothingToDiscard',
    ({ app }) => ({ app: app(), found: 'previous' }),
    inSlot((slot) => slot?.state === 'Rotated' || `the slot holds ${slot?.state ?? 'nothing'}`),
  ),
  message(
    'PrimaryChangedOutside',
    ({ app, word }) => ({ app: app(), found: word('found'), known: null }),
    ({ found = '' }, { truth }) =>
      truth.org === null || !found.includes('…')
        ? null
        : pairsByKey(truth, found.replace(/[,.]$/, '')).some(({ slot }) => slot === 'primary') ||
          `${found} is not current`,
  ),
  message(
    'GraceNotOver',
    ({ app, words }) => ({ app: app(), why: { waiting: [words('names')], removed: [] } }),
    ofRun((run) => (run !== null && isPrevious(run)) || 'no previous credentials are kept'),
  ),
  message(
    'GraceNotOver',
    ({ app, words }) => ({ app: app(), why: { waiting: [], removed: [words('names')] } }),
    ofRun((run) => (run !== null && (run.removed ?? []).length > 0) || 'no consumer was removed'),
  ),
  message(
    'GraceNotOver',
    ({ app }) => ({ app: app(), why: 'remind' }),
    ofRun((run, { policy }, { truth }) =>
      all(
        (run !== null && isPrevious(run)) || 'no previous credentials are kept',
        truth.hasSettings || policy.automation === 'remind' || `the policy is ${policy.automation}`,
      ),
    ),
  ),
  message(
    'GraceNotOver',
    ({ app }) => ({ app: app(), why: 'nobody-told' }),
    ofRun((run) => (run !== null && run.deliveries.length === 0) || 'consumers are recorded'),
  ),
  message(
    'PromotionNotConfirmed',
    ({ app, words }) => ({ app: app(), names: [words('names')] }),
    ofRun((run) => (run?.removed ?? []).length > 0 || 'no consumer was removed'),
  ),
  message(
    'RotationUnderWay',
    ({ app, words }) => ({ app: app(), what: 'rotate', phase: words('phase') }),
    ofRun((run) => run?.kind === 'rotate' || `the open run is ${run?.kind ?? 'none'}`),
  ),
  message(
    'HandOverPending',
    ({ app, words }) => ({ app: app(), names: [words('names')], isCurrent: false, isPrimary: true }),
    ofRun((run) => waiting(run).length > 0 || 'no consumer waits'),
  ),
  message(
    'DeliveryFailed',
    ({ app, words }) => ({ app: app(), failures: [words('why')], names: [], isPrimary: true }),
    ofRun((run) => undone(run).length > 0 || 'every consumer has them'),
  ),
  message(
    'NoDelivery',
    ({ app }) => ({ app: app() }),
    ({ app = '' }, { truth }) =>
      ofAny(
        watchedNamed(truth, app),
        ({ consumers, hasNoConsumers }) => (consumers.length === 0 && !hasNoConsumers) || 'keyturn knows consumers',
      ),
  ),
  message(
    'ConsumerExists',
    ({ app, word }) => ({ app: app(), name: word('name'), has: 'name' }),
    ({ app = '', name = '' }, { truth }) =>
      ofAny(
        watchedNamed(truth, app),
        ({ consumers }) =>
          consumers.some((one) => one.name.toLowerCase() === name.toLowerCase()) || `${app} has no ${name}`,
      ),
  ),
  message(
    'OldPairAccepted',
    ({ app, words }) => ({ app: app(), problem: words('why') }),
    ofRun((run) => (run !== null && run.endedAt !== null) || 'nothing was deleted'),
  ),
  message(
    'StagedPairRefused',
    ({ app }) => ({ app: app() }),
    inSlot((slot) => (slot !== null && !slot.accepted) || 'the staged credentials get tokens'),
  ),
  message(
    'JustReplaced',
    ({ app, words }) => ({
      app: app(),
      leaked: words('leaked'),
      fresh: words('fresh'),
      ago: words('ago'),
      isRefused: true,
    }),
    ({ leaked = '', fresh = '' }, { truth }) =>
      truth.org === null
        ? null
        : all(
            pairsByKey(truth, leaked).every(({ accepted }) => !accepted) || 'the leaked ones get tokens',
            pairsByKey(truth, fresh).some(({ slot }) => slot === 'primary') || 'the new ones are not current',
          ),
  ),
  fact(
    'refusals.previousInSlot',
    () => refusals.previousInSlot,
    ofRun((run) => isPrevious(run) || 'no previous credentials are known'),
  ),
  fact(
    'refusals.stagedAlready',
    () => refusals.stagedAlready,
    ofRun((run) => isStaged(run) || 'nothing is staged'),
  ),
  fact(
    'refusals.noPrevious',
    () => refusals.noPrevious,
    ofRun((run) => !isPrevious(run) || 'there are previous credentials'),
  ),
  fact(
    'refusals.noPreviousKnown',
    ({ app }) => refusals.noPreviousKnown(app()),
    ofRun((run) => !isPrevious(run) || 'there are previous credentials'),
  ),
  fact(
    'refusals.noStagedKnown',
    ({ app }) => refusals.noStagedKnown(app()),
    ofRun((run) => !isStaged(run) || 'credentials are staged'),
  ),
  fact(
    'refusals.notInterrupted',
    () => `${refusals.notInterrupted}`,
    ofRun((run) => run === null || 'a run is open'),
  ),
  fact(
    'refusals.usersUnknown',
    () => refusals.usersUnknown,
    (_facts, { truth }) =>
      ofAny(
        truth.apps,
        ({ consumers, hasNoConsumers }) => (consumers.length === 0 && !hasNoConsumers) || 'keyturn knows consumers',
      ),
  ),
  fact(
    'refusals.nobodyWaited',
    () => refusals.nobodyWaited,
    ofRun((run) => waiting(run).length === 0 || 'a consumer waits'),
  ),
  fact(
    'refusals.stagedWaits',
    () => refusals.stagedWaits,
    ofRun((run) => isStaged(run) || 'nothing is staged'),
  ),
  fact(
    'refusals.switchedBack',
    () => refusals.switchedBack,
    ofRun((run) => run?.kind === 'back' || 'no switch back is open'),
  ),
  fact(
    'refusals.otherFirst',
    () => refusals.otherFirst('retire'),
    ofRun((run) => run?.kind === 'retire' || `the open run is ${run?.kind}`),
  ),
  fact(
    'refusals.handOverFirst',
    ({ words }) => refusals.handOverFirst([words('names')], 'new'),
    ofRun((run) => waiting(run).length > 0 || 'no consumer waits'),
  ),
  fact(
    'refusals.notStored',
    ({ app }) => refusals.notStored({ app: app() } as never),
    (_facts, { truth }) => ofAny(truth.apps, ({ store }) => store === null || 'it is stored'),
  ),
  fact(
    'refusals.acknowledged',
    ({ word }) => refusals.acknowledged(word('by')),
    (_facts, { truth }) =>
      ofAny(truth.apps, ({ attention }) => attention.acknowledged !== null || 'it is not acknowledged'),
  ),
  fact(
    'refusals.kept',
    () => refusals.kept,
    ofRun((run) => isPrevious(run) || 'no previous credentials are known'),
  ),
  fact(
    'refusals.inGrace',
    ({ future, now }) => refusals.inGrace(future('when'), now),
    ({ when = '' }, scene) =>
      ofAny(openRuns(scene.truth), (run) => isAt(graceEndsAt(run as never), when, scene.truth.now)),
  ),
].flat();
