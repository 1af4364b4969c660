import { shortKey } from '../../../../src/core/plain/text.ts';
import { confirmedWords, keyOutcomes, outcomeWords } from '../../../../src/core/words/outcomes.ts';
import { whatWorks } from '../../../../src/core/words/safety.ts';
import {
  all,
  appsNamed,
  type Fact,
  fact,
  type Judgement,
  ofAny,
  openRuns,
  pairsByKey,
  pairsOf,
  type Scene,
  watchedNamed,
} from '../fact.ts';
import type { AppTruth, PairTruth } from '../truth.ts';

type Facts = Readonly<Record<string, string>>;

const place = (app: string, org: string) => `${app} in ${org}`;
const primary = (pairs: readonly PairTruth[]) => pairs.find(({ slot }) => slot === 'primary');
const inSlot = (pairs: readonly PairTruth[], state: string) =>
  pairs.find((pair) => pair.slot === 'staged' && pair.state === state);

/** Judges the credentials of the app that a text names, in the practice org. */
function ofApp(judge: (pairs: readonly PairTruth[], app: AppTruth) => Judgement) {
  return ({ app = '' }: Facts, { truth }: Scene): Judgement =>
    truth.org === null ? null : ofAny(appsNamed(truth, app), (found) => judge(pairsOf(found), found));
}

const works = (pairs: readonly PairTruth[]) =>
  primary(pairs)?.accepted === true || 'its current credentials are refused';
const isCurrent = ({ org }: Scene['truth'], app: string, key: string) =>
  org === null ||
  org.apps.some(
    (one) =>
      one.developerName === app && pairsOf(one).some((pair) => pair.slot === 'primary' && pair.consumerKey === key),
  );
/** keyturn has promoted the new credentials, and hasn't deleted the ones that they replace. */
const isNotEnded = ({ app = '' }: Facts, { truth }: Scene): Judgement =>
  ofAny(
    openRuns(truth).filter((one) => watchedNamed(truth, app).some((known) => known.app === one.app)),
    ({ rotatedAt, endedAt }) => (rotatedAt !== null && endedAt === null) || 'keyturn deleted them, or promoted nothing',
  );
const isEmptySlot = (pairs: readonly PairTruth[]) =>
  pairs.every(({ slot }) => slot !== 'staged') || 'its staging slot is not empty';

const keyIn =
  (slots: readonly string[], what: string) =>
  ({ key = '' }: Facts, { truth }: Scene): Judgement =>
    truth.org === null
      ? null
      : pairsByKey(truth, key).some(({ slot }) => slots.includes(slot)) || `${key} is not ${what}`;

/** Emergencies that are open, with a claim about the org. */
function inEmergency(
  judge: (run: Scene['truth']['runs'][number], pairs: readonly PairTruth[], app: AppTruth) => Judgement,
) {
  return (_facts: Facts, { truth }: Scene): Judgement =>
    truth.org === null
      ? null
      : ofAny(
          truth.runs.filter(({ emergency }) => emergency !== null),
          (run) =>
            ofAny(truth.org?.apps.filter(({ developerName }) => developerName === run.app) ?? [], (app) =>
              judge(run, pairsOf(app), app),
            ),
        );
}

const leaked = (run: { readonly ends: string }, pairs: readonly PairTruth[]) =>
  pairs.find(({ consumerKey }) => consumerKey === run.ends);
const emergency = { confirmedAt: 0, containment: null, replaceIntendedAt: null };
const run = {
  ends: 'k1',
  stays: null,
  kind: 'emergency',
  rotatedAt: null,
  endedAt: null,
  refusedAt: null,
  rotateIntendedAt: null,
  deleteIntendedAt: null,
  deliveries: [],
  emergency,
};
const safety = (change: object) => whatWorks({ ...run, ...change } as never);

export const runTexts: readonly Fact[] = [
  fact(
    'outcomeWords.leakReplaced',
    ({ app, words }) => outcomeWords.leakReplaced(place(app(), words('org'))),
    ofApp((pairs) => works(pairs)),
  ),
  fact(
    'outcomeWords.switchedBack',
    ({ app, words }) => outcomeWords.switchedBack(place(app(), words('org'))),
    ofApp((pairs) => works(pairs)),
  ),
  fact(
    'outcomeWords.switchedBackInGrace',
    ({ app, words }) => outcomeWords.switchedBackInGrace(place(app(), words('org'))),
    isNotEnded,
  ),
  fact(
    'outcomeWords.retired',
    ({ app, words }) => outcomeWords.retired(place(app(), words('org'))),
    ofApp((pairs) => all(works(pairs), isEmptySlot(pairs))),
  ),
  fact(
    'outcomeWords.previousGone',
    ({ app, words }) => outcomeWords.previousGone(place(app(), words('org'))),
    ofApp((pairs) => all(works(pairs), isEmptySlot(pairs))),
  ),
  fact(
    'outcomeWords.stagedGone',
    ({ app, words }) => outcomeWords.stagedGone(place(app(), words('org'))),
    ofApp((pairs) => isEmptySlot(pairs)),
  ),
  fact(
    'outcomeWords.rotated',
    ({ app, words }) => `✔ ${outcomeWords.rotated(place(app(), words('org')))}`,
    ofApp((pairs) => works(pairs)),
  ),
  fact(
    'outcomeWords.deliveredAgain',
    ({ app, words }) => outcomeWords.deliveredAgain(place(app(), words('org')), words('consumers')),
    ofApp((pairs) => works(pairs)),
  ),
  fact(
    'outcomeWords.discarded',
    ({ app, words }) => outcomeWords.discarded(place(app(), words('org'))),
    ofApp((pairs) => isEmptySlot(pairs)),
  ),
  fact(
    'outcomeWords.promotedByOthers',
    ({ app, words }) => outcomeWords.promotedByOthers(place(app(), words('org'))),
    isNotEnded,
  ),
  fact('outcomeWords.promoted', ({ app, words }) => outcomeWords.promoted(place(app(), words('org'))), isNotEnded),
  fact(
    'outcomeWords.staged',
    ({ app, words }) => outcomeWords.staged(place(app(), words('org'))),
    ofApp((pairs) => all(works(pairs), inSlot(pairs, 'Active')?.accepted === true || 'nothing is staged')),
  ),
  fact(
    'keyOutcomes.staged',
    ({ key }) => keyOutcomes.staged(shortKey(key('key'))).replace(/ +/, ' '),
    keyIn(['staged'], 'staged'),
  ),
  fact(
    'keyOutcomes.refused',
    ({ key }) => ` ${keyOutcomes.refused(shortKey(key('key'))).replace(/ +/, ' ')}`,
    ({ key = '' }, { truth }) =>
      truth.org === null
        ? null
        : pairsByKey(truth, key).every(({ accepted }) => !accepted) || `${key} still gets tokens`,
  ),
  fact(
    'keyOutcomes.current',
    ({ key }) => keyOutcomes.current(shortKey(key('key'))).replace(/ +/, ' '),
    keyIn(['primary'], 'current'),
  ),
  fact(
    'confirmedWords.has',
    ({ words, app }) => `✔ ${confirmedWords.has(words('consumer'), 'new', app())}`,
    ({ consumer = '' }, { truth }) =>
      ofAny(
        openRuns(truth),
        ({ deliveries }) =>
          deliveries.some(
            (one) =>
              ['confirmed', 'delivered'].includes(one.status) &&
              (one.consumer === consumer || one.target.endsWith(consumer)),
          ) || `${consumer} is not confirmed`,
      ),
  ),
  fact(
    'confirmedWords.everyone',
    [({ app }) => confirmedWords.everyone('new', app()), ({ app }) => confirmedWords.everyone('current', app())],
    ({ app }, { truth }) =>
      ofAny(
        openRuns(truth).filter((one) => one.app === app),
        ({ deliveries }) =>
          deliveries.every(({ status }) => status === 'confirmed' || status === 'delivered') ||
          'some consumers are not updated',
      ),
  ),
  fact(
    'confirmedWords.retry',
    ({ app }) => confirmedWords.retry(app()),
    ({ app }, { truth }) =>
      ofAny(
        openRuns(truth).filter((one) => one.app === app),
        ({ deliveries }) => deliveries.some(({ status }) => status === 'failed') || 'no delivery failed',
      ),
  ),
  fact(
    'confirmedWords.pending',
    ({ words, app }) => confirmedWords.pending([words('names')], app()),
    ({ names = '' }, { truth }) =>
      ofAny(
        openRuns(truth),
        ({ deliveries }) =>
          names
            .split(', ')
            .every((name) =>
              deliveries.some(
                (one) => one.status === 'pending' && (one.consumer === name || one.target.endsWith(name)),
              ),
            ) || `${names} are updated, or waited for`,
      ),
  ),
  fact(
    'whatWorks',
    () => safety({}),
    inEmergency((one, pairs) => {
      const slot = leaked(one, pairs)?.slot;
      return slot === 'primary' || one.finishedAt !== null || `the leaked credentials are ${slot ?? 'gone'}`;
    }),
  ),
  fact(
    'whatWorks',
    [null, 1].map((deleteIntendedAt) => () => safety({ rotatedAt: 1, deleteIntendedAt })),
    inEmergency((one, pairs) => primary(pairs)?.consumerKey === one.stays || 'the new credentials are not current'),
  ),
  fact(
    'whatWorks',
    () => safety({ rotatedAt: 1, endedAt: 1, refusedAt: 1 }),
    inEmergency((one, pairs) => leaked(one, pairs)?.accepted !== true || 'the leaked credentials get tokens'),
  ),
  fact(
    'whatWorks',
    () =>
      safety({ emergency: { ...emergency, containment: { by: 'flow', containedAt: 1, provedAt: 1, openedAt: null } } }),
    inEmergency((_run, _pairs, app) => !app.oauthEnabled || 'OAuth is on'),
  ),
  fact(
    'whatWorks',
    () => safety({ kind: 'discard', emergency: null }),
    (_facts, scene) => ofAny(openRuns(scene.truth), ({ kind }) => kind === 'discard' || `the open run is ${kind}`),
  ),
  fact(
    'whatWorks',
    () => safety({ kind: 'rotate', emergency: null }),
    // A refused switch back is over, and the rotation before it is open again.
    (_facts, { truth }) =>
      ofAny(
        truth.runs.filter(({ finishedAt, outcome }) => finishedAt === null || outcome === 'refused'),
        ({ app, kind, rotatedAt, stays, ends }) =>
          (rotatedAt === null && isCurrent(truth, app, kind === 'discard' ? (stays ?? ends) : ends)) ||
          'the new credentials were promoted',
      ),
  ),
  fact(
    'whatWorks',
    () => safety({ kind: 'rotate', emergency: null, rotatedAt: 1 }),
    (_facts, { truth }) =>
      ofAny(
        openRuns(truth),
        ({ rotatedAt, deleteIntendedAt }) =>
          (rotatedAt !== null && deleteIntendedAt === null) || 'keyturn has promoted none, or has begun to delete them',
      ),
  ),
  fact(
    'whatWorks',
    [true, false].map(
      (isBack) => () => whatWorks({ ...run, kind: isBack ? 'back' : 'rotate', emergency: null } as never, true),
    ),
    (_facts, { truth }) =>
      ofAny(openRuns(truth), ({ rotateIntendedAt }) => rotateIntendedAt !== null || 'no promotion was asked for'),
  ),
].flat();
