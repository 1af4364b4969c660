import { parseTarget } from '../../../../src/core/model/target.ts';
import { dueAtOf } from '../../../../src/core/model/watched-app.ts';
import { shortKey } from '../../../../src/core/plain/text.ts';
import { day } from '../../../../src/core/plain/time.ts';
import { contactLine } from '../../../../src/core/words/consumers.ts';
import { overlapEndsWords, stagedExpiresWords } from '../../../../src/core/words/expiry-notices.ts';
import { waitingWords } from '../../../../src/core/words/hand-over-notices.ts';
import {
  ageUnknownWords,
  ageWords,
  deedWords,
  proofFailedWords,
  stagedWaitingWords,
  unconfirmedWords,
} from '../../../../src/core/words/notices.ts';
import {
  all,
  appsNamed,
  type Fact,
  fact,
  isOnDay,
  type Judgement,
  newestRun,
  ofAny,
  orgNow,
  pairsByKey,
  pairsOf,
  type Scene,
  watchedNamed,
} from '../fact.ts';
import type { WatchedTruth } from '../truth.ts';

type Facts = Readonly<Record<string, string>>;

const dueAt = (watched: WatchedTruth) => dueAtOf(watched as never);
const app = (name: string) => ({ org: 'practice', app: name, label: '', consumerKey: 'x' }) as never;
const named =
  (judge: (watched: WatchedTruth, scene: Scene, facts: Facts) => Judgement) => (facts: Facts, scene: Scene) =>
    ofAny(watchedNamed(scene.truth, facts.app ?? ''), (watched) => judge(watched, scene, facts));
const inSlot =
  (state: string) =>
  ({ app: name = '' }: Facts, { truth }: Scene): Judgement =>
    truth.org === null
      ? null
      : ofAny(
          appsNamed(truth, name),
          (one) =>
            pairsOf(one).some((pair) => pair.slot === 'staged' && pair.state === state) ||
            `the slot holds none that are ${state}`,
        );
const age = { dueAt: 0, maxAgeDays: 90, isStaged: false, first: null };
const daysLeft = ({ truth }: Scene, watched: WatchedTruth) =>
  Math.ceil((dueAt(watched) - orgNow(truth, watched)) / day);

/** A digest names days, so a day more or less is true, too. */
const isDaysAway = (from: number, shown: string | undefined): Judgement =>
  Math.abs(from - Number(shown)) <= 1 || `it is ${from} days`;

const run = {
  stays: 'x',
  ends: 'x',
  staged: null,
  refusedAt: null,
  emergency: null,
  overlapEndsAt: null,
  deliveries: [],
};
const waiting = { truth: '', isPrimary: true, which: 'new', hasKey: false } as const;
const bob = parseTarget('manual:Bob');
const notified = (notifiedAt: number) => ({ deliveries: [{ target: bob, notifiedAt }] }) as never;
const lastNotified = (text: string) => /keyturn notified .*? on \S+\d/.exec(text)?.[0] ?? text;
const deed = (name: string, what: Parameters<typeof deedWords>[1]) =>
  deedWords(app(name), what, run as never, false).title;

export const noticeTexts: readonly Fact[] = [
  fact(
    'ageWords',
    ({ app: name, count }) => ageWords(app(name()), { ...age, daysLeft: count('days') }).title,
    named((watched, scene, { days }) => (scene.truth.hasSettings ? null : isDaysAway(daysLeft(scene, watched), days))),
  ),
  fact(
    'ageWords',
    ({ app: name }) => ageWords(app(name()), { ...age, daysLeft: 0 }).title,
    named((watched, scene) => (scene.truth.hasSettings ? null : isDaysAway(daysLeft(scene, watched), '0'))),
  ),
  fact(
    'ageWords',
    ({ app: name, count }) => ageWords(app(name()), { ...age, daysLeft: -count('days') }).title,
    named((watched, scene, { days }) => (scene.truth.hasSettings ? null : isDaysAway(-daysLeft(scene, watched), days))),
  ),
  fact(
    'ageUnknownWords',
    ({ app: name }) => ageUnknownWords({ ...(app(name()) as object), adoptedAt: 0 } as never).title,
    named(({ issuedAt }) => issuedAt === null || 'its age is known'),
  ),
  fact(
    'ageUnknownWords',
    ({ day: since }) => ageUnknownWords({ ...(app('X') as object), adoptedAt: since('since') } as never).text,
    ({ since = '' }, { truth }) => ofAny(truth.apps, ({ adoptedAt }) => isOnDay(adoptedAt, since, truth.now)),
  ),
  fact(
    'proofFailedWords',
    ({ app: name }) => proofFailedWords(app(name()), 'refused', '').title,
    named(({ lastProof }) => lastProof?.answer === 'refused' || `the last answer is ${lastProof?.answer}`),
  ),
  fact(
    'proofFailedWords',
    ({ app: name }) => proofFailedWords(app(name()), 'inconclusive', '').title,
    named(({ lastProof }) => lastProof?.answer === 'inconclusive' || `the last answer is ${lastProof?.answer}`),
  ),
  fact('stagedWaitingWords', ({ app: name }) => stagedWaitingWords(app(name()), null).title, inSlot('Active')),
  fact(
    'stagedExpiresWords',
    ({ app: name, count }) => stagedExpiresWords(app(name()), { end: 0, daysLeft: count('days'), names: [] }).title,
    inSlot('Active'),
  ),
  fact(
    'overlapEndsWords',
    ({ app: name, count }) => overlapEndsWords(app(name()), { end: 0, daysLeft: count('days'), names: [] }).title,
    inSlot('Rotated'),
  ),
  fact(
    ['unconfirmedWords', 'waitingWords'],
    ({ words, app: name }) =>
      unconfirmedWords(app(name()), { ...waiting, names: [words('names')], contacts: [] }).title,
    named(
      (watched, { truth }) =>
        newestRun(truth, watched)?.deliveries.some(({ status }) => status === 'waiting') || 'no consumer waits',
    ),
  ),
  fact(
    'waitingWords',
    ({ words }) => waitingWords(app('X'), { ...waiting, name: 'Y', contact: words('contact') }).text,
    ({ contact = '' }, { truth }) =>
      truth.hasSettings ? null : ofAny(truth.apps, ({ consumers }) => consumers.some((one) => one.contact === contact)),
  ),
  fact(
    ['contactLine', 'unconfirmedWords'],
    [
      ({ now, day: at }) =>
        contactLine({ contact: null, target: bob }, { newest: notified(at('at')), watched: { adoptedAt: 0 }, now }) ??
        '',
      ({ words, day: at }) => {
        const contacts = [{ name: words('name'), contact: words('contact'), notifiedAt: at('at') }];
        return lastNotified(unconfirmedWords(app('X'), { ...waiting, names: ['Y'], contacts }).text);
      },
    ],
    ({ at = '' }, { truth }) => truth.notified.some((one) => isOnDay(one, at, truth.now) === true) || 'nobody was then',
  ),
  fact('deedWords', ({ app: name }) => deed(name(), 'staged'), inSlot('Active')),
  fact(
    'deedWords',
    ({ app: name }) => deed(name(), 'rotated'),
    named((watched, { truth }) => newestRun(truth, watched)?.rotatedAt != null || 'nothing was promoted'),
  ),
  fact(
    'deedWords',
    ({ app: name }) => deed(name(), 'ended'),
    named((watched, { truth }) => newestRun(truth, watched)?.endedAt != null || 'nothing was deleted'),
  ),
  fact(
    'deedWords',
    ({ key }) =>
      deedWords(app('X'), 'rotated', { ...run, stays: key('key') } as never, false).text.split('.')[0] as string,
    ({ key = '' }, { truth }) =>
      truth.org === null
        ? null
        : all(pairsByKey(truth, key).some(({ slot }) => slot === 'primary') || `${shortKey(key)} is not current`),
  ),
].flat();
