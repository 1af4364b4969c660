import { shortKey } from '../../../../src/core/plain/text.ts';
import { decommissionedWords, decommissionWords, endedForGood } from '../../../../src/core/words/decommission.ts';
import { endPlanWords } from '../../../../src/core/words/decommission-plan.ts';
import { endedWords } from '../../../../src/core/words/decommission-report.ts';
import { incidentWords } from '../../../../src/core/words/incident-summary.ts';
import { remainsWords } from '../../../../src/core/words/uninstall.ts';
import {
  all,
  type Fact,
  fact,
  type Judgement,
  ofAny,
  orgAppOf,
  pairsByKey,
  pairsOf,
  type Scene,
  watchedHere,
} from '../fact.ts';
import type { AppTruth, OrgTruth, RunTruth, Truth, WatchedTruth } from '../truth.ts';

type Facts = Readonly<Record<string, string>>;

/** Judges the app of the command line, watched or not; any app if none is named. */
const ofApp =
  (judge: (app: AppTruth, org: OrgTruth, facts: Facts) => Judgement) =>
  (facts: Facts, { truth: { org }, args }: Scene): Judgement => {
    if (org === null) return null;
    const words = args.map((word) => word.slice(word.lastIndexOf('/') + 1).toLowerCase());
    const named = org.apps.filter(({ developerName }) => words.includes(developerName.toLowerCase()));
    return ofAny(named.length > 0 ? named : org.apps, (app) => judge(app, org, facts));
  };

const isOff = ({ oauthEnabled }: AppTruth): Judgement => !oauthEnabled || 'OAuth is on';
const isFrozen = (app: AppTruth, org: OrgTruth): Judgement =>
  org.user(app.executionUser ?? '')?.isFrozen === true || `${app.executionUser} is not frozen`;
const isCurrentRefused = (app: AppTruth): Judgement =>
  pairsOf(app).every(({ slot, accepted }) => slot !== 'primary' || !accepted) || 'the current credentials get tokens';

const hasNoAccess = ofApp((app) => all(isOff(app), isCurrentRefused(app)));
const isInTrail =
  (action: string) =>
  (_facts: Facts, { truth }: Scene): Judgement =>
    [...truth.trail].some((entry) => entry.startsWith(`${action} `)) || `the audit trail has no ${action}`;

const isKeyIn =
  (slot: 'primary' | 'staged' | 'gone', isOther = false) =>
  ({ key = '' }: Facts, { truth }: Scene): Judgement =>
    truth.org === null
      ? null
      : pairsByKey(truth, key).some((pair) => (pair.slot === slot) !== isOther) || `${key} is elsewhere`;

const sharing = (app: AppTruth, { apps }: OrgTruth) =>
  apps.filter(
    (one) => one.developerName !== app.developerName && one.executionUser === app.executionUser && one.flow.policy,
  );

/** The names of a list such as `A, B and C`. */
const listed = (names: string) => names.split(/, | and /).map((one) => one.trim());

const decommissions: readonly Fact[] = [
  fact(
    ['endedWords.off', 'endedWords.offBefore', 'endPlanWords.isOff'],
    [() => endedWords.off, () => endedWords.offBefore, () => endPlanWords.isOff],
    ofApp(isOff),
  ),
  fact('decommissionWords.isOff', () => decommissionWords.isOff, ofApp(isOff)),
  fact(
    'decommissionWords.wasOff',
    () => decommissionWords.wasOff,
    (_facts, { truth: { apps } }) =>
      ofAny(apps, ({ decommission }) => (decommission?.flow?.seenAt ?? null) !== null || 'keyturn never saw OAuth off'),
  ),
  fact(
    'decommissionWords.openAgain',
    () => decommissionWords.openAgain,
    (_facts, { truth: { apps } }) =>
      ofAny(apps, ({ decommission }) => decommission?.flow?.seenOnAt !== undefined || 'no check saw OAuth on'),
  ),
  fact('endedWords.frozen', () => endedWords.frozen, ofApp(isFrozen)),
  fact(
    ['endedWords.refused', 'endedWords.current'],
    [() => endedWords.refused, () => endedWords.current],
    ofApp(isCurrentRefused),
  ),
  fact('endedWords.left', ({ words }) => endedWords.left([words('names')]), hasNoAccess),
  fact('endedWords.slotDeleted', ({ key }) => endedWords.slotDeleted(key('key')), isKeyIn('staged', true)),
  fact('endedWords.forgotten', ({ count }) => endedWords.forgotten(count('sets')), isInTrail('forget-pair')),
  fact(
    ['decommissionedWords', 'endedForGood'],
    [
      ({ app, day }) => decommissionedWords({ app: app(), at: day('on'), report: null }),
      ({ app, day }) => endedForGood({ app: app(), at: day('on'), report: null }),
    ],
    ({ app = '' }, { truth }) =>
      all(
        truth.apps.every((one) => one.app !== app) || `${app} is still watched`,
        [...truth.trail].some((entry) => entry.startsWith('finish-decommission ')) ||
          'the audit trail has no end of it',
      ),
  ),
  fact(
    'endPlanWords.noConsumers',
    () => endPlanWords.noConsumers,
    (_facts, scene) => ofAny(watchedHere(scene), ({ hasNoConsumers }) => hasNoConsumers || 'it may have some'),
  ),
  fact(
    'endPlanWords.unknownConsumers',
    () => endPlanWords.unknownConsumers,
    (_facts, scene) =>
      ofAny(
        watchedHere(scene),
        ({ hasNoConsumers, consumers }) => (!hasNoConsumers && consumers.length === 0) || 'keyturn knows of some',
      ),
  ),
  fact(
    'endPlanWords.sameUser',
    ({ words }) => endPlanWords.sameUser([words('names')]),
    (facts, scene) =>
      ofApp((app, org, { names = '' }) => {
        const others = sharing(app, org).map(({ developerName }) => developerName);
        return listed(names).every((name) => others.includes(name) || others.includes(name.replaceAll(' ', '_')))
          ? true
          : `${others.join(', ') || 'no app'} runs as the same user`;
      })(facts, scene),
  ),
  fact(
    'endPlanWords.onlyUser',
    () => endPlanWords.onlyUser,
    ofApp((app, org) => sharing(app, org).length === 0 || `${sharing(app, org)[0]?.developerName} does`),
  ),
  fact(
    'endPlanWords.deletes',
    [
      ({ key }) => endPlanWords.deletes('previous', key('key')),
      ({ key }) => endPlanWords.deletes('staged', key('key')),
    ],
    isKeyIn('staged'),
  ),
  fact('endPlanWords.changedOutside', ({ key }) => endPlanWords.changedOutside(key('key')), isKeyIn('primary')),
].flat();

const open = ({ runs }: Truth, app: string) =>
  runs.filter((run) => run.finishedAt === null && (run.app === app || run.app === app.replaceAll(' ', '_')));

function ofWatched(app: string, { truth }: Scene, judge: (watched: WatchedTruth) => Judgement): Judgement {
  if (truth.apps.length === 0) return null;
  return (
    ofAny(
      truth.apps.filter((one) => one.app === app),
      judge,
    ) ?? `${app} is not watched`
  );
}

const uninstalls: readonly Fact[] = [
  fact(
    'remainsWords.keychain',
    ({ count }) => remainsWords.keychain(count('apps')),
    ({ apps = '' }, { truth }) => {
      const real = truth.apps.filter(({ store }) => store?.kind === 'keychain').length;
      return real === Number(apps) || `it has those of ${real}`;
    },
  ),
  fact(
    'remainsWords.ending',
    ({ app, word }) => remainsWords.ending(`${app()} in ${word('org')}`),
    ({ app = '' }, scene) =>
      ofWatched(app, scene, ({ decommission }) => decommission !== undefined || `${app} is not being decommissioned`),
  ),
  ...(['rotate', 'stage', 'back', 'retire', 'discard', 'emergency'] as const).map((kind) =>
    fact(
      'remainsWords.unfinished',
      ({ app, word }) => remainsWords.unfinished(`${app()} in ${word('org')}`, kind, null),
      ({ app = '' }, { truth }) =>
        open(truth, app).some((run) => run.kind === kind) || `${app} has no unfinished ${kind}`,
    ),
  ),
  fact(
    'remainsWords.stays',
    ({ app, word, words }) => remainsWords.stays(`${app('name')} (${word('org')})`, [words('names')]),
    ({ org, names = '' }, { truth }) => {
      const there = truth.apps.filter((one) => one.org === org).map(({ app }) => app);
      return (
        listed(names).every((name) => there.includes(name)) || `${org} has ${there.join(', ') || 'no watched app'}`
      );
    },
  ),
  ...(['primary', 'staged', 'previous'] as const).map((state) =>
    fact(
      'remainsWords.onlyHere',
      ({ app, word }) => remainsWords.onlyHere(app(), state, word('key')),
      ({ app = '', key = '' }, scene) =>
        ofWatched(app, scene, ({ consumerKey }) => {
          const isCurrent = shortKey(consumerKey) === key;
          return isCurrent === (state === 'primary') || `${key} is ${isCurrent ? '' : 'not '}current`;
        }),
    ),
  ),
].flat();

const emergency =
  (judge: (run: RunTruth, org: OrgTruth, facts: Facts) => Judgement) =>
  (facts: Facts, { truth: { org, runs } }: Scene): Judgement => {
    if (org === null) return null;
    const emergencies = runs.filter((run) => run.emergency !== null);
    // Before the command that writes the report, there was none.
    return ofAny(emergencies, (run) => judge(run, org, facts)) ?? 'there is no emergency';
  };
const pair = ({ apps }: OrgTruth, key: string | null) =>
  apps.flatMap(pairsOf).find(({ consumerKey }) => consumerKey === key) ?? null;
const isBlocked = (by: 'flow' | 'freeze') =>
  emergency((run, org) => {
    const app = orgAppOf({ org } as Truth, run);
    return app === null ? null : by === 'flow' ? isOff(app) : isFrozen(app, org);
  });

const incidents: readonly Fact[] = [
  fact(
    'incidentWords.refused',
    [() => incidentWords.refused(false), () => incidentWords.refused(true)],
    emergency(({ ends }, org) => pair(org, ends)?.accepted !== true || 'they get tokens'),
  ),
  fact(
    'incidentWords.deleted',
    () => incidentWords.deleted,
    emergency(({ ends }, org) => {
      const slot = pair(org, ends)?.slot ?? 'gone';
      return slot === 'gone' || `they are ${slot}`;
    }),
  ),
  fact(
    'incidentWords.notCurrent',
    () => incidentWords.notCurrent,
    emergency(({ ends }, org) => pair(org, ends)?.slot !== 'primary' || 'they are current'),
  ),
  fact(
    'incidentWords.notReplaced',
    () => incidentWords.notReplaced,
    emergency(({ ends }, org) => pair(org, ends)?.slot === 'primary' || 'they are not current'),
  ),
  ...(['flow', 'freeze'] as const).map((by) =>
    fact(
      ['incidentWords.blockedBefore', 'incidentWords.stillBlocked'],
      [() => incidentWords.blockedBefore(by), () => incidentWords.stillBlocked(by)],
      isBlocked(by),
    ),
  ),
  fact(
    'incidentWords.noNew',
    () => incidentWords.noNew,
    emergency(({ savedAt }) => savedAt === null || 'there are'),
  ),
  fact(
    'incidentWords.saved',
    [() => incidentWords.saved(false), () => incidentWords.saved(true)],
    emergency(({ stays, savedAt }, org) => (savedAt !== null && pair(org, stays) !== null) || 'there are none'),
  ),
  fact(
    'incidentWords.needThem',
    [() => incidentWords.needThem(1), ({ count }) => incidentWords.needThem(count('count'))],
    (facts, { truth }) =>
      ofAny(
        truth.runs.filter(({ emergency: one }) => one !== null),
        ({ deliveries }) => {
          const real = deliveries.filter(({ status }) => status !== 'confirmed' && status !== 'delivered').length;
          return real === Number(facts.count ?? 1) || `${real} do`;
        },
      ),
  ),
  fact(
    'incidentWords.hasNone',
    () => incidentWords.hasNone,
    (_facts, { truth }) =>
      ofAny(
        truth.runs.filter(({ emergency: one }) => one !== null),
        ({ hasNoConsumers }) => hasNoConsumers || 'it may have some',
      ),
  ),
  fact(
    'incidentWords.alsoDeleted',
    [
      ({ key }) => incidentWords.alsoDeleted(key('key'), false),
      ({ key }) => incidentWords.alsoDeleted(key('key'), true),
    ],
    isKeyIn('gone'),
  ),
].flat();

/** How an app ends, what uninstall leaves, and how an incident ended: on screens, in outputs and in reports. */
export const endingTexts: readonly Fact[] = [...decommissions, ...uninstalls, ...incidents];
