import { mayDelete } from '../../../../src/core/machine/may-delete.ts';
import { goneFinding } from '../../../../src/core/model/gone.ts';
import { graceEndsAt, isMidway } from '../../../../src/core/model/rotation.ts';
import { dueAtOf } from '../../../../src/core/model/watched-app.ts';
import { shortKey } from '../../../../src/core/plain/text.ts';
import { day, isoDay, isoInstant } from '../../../../src/core/plain/time.ts';
import { adoptWarnings } from '../../../../src/core/words/adopt.ts';
import { dueSentence } from '../../../../src/core/words/app-state.ts';
import { ageNote, attentionWords } from '../../../../src/core/words/attention.ts';
import { firstSeen } from '../../../../src/core/words/drift.ts';
import { dryRunWords, stayingWords } from '../../../../src/core/words/dry-run.ts';
import { heldWords, keptWords } from '../../../../src/core/words/kept.ts';
import { refusals } from '../../../../src/core/words/offers.ts';
import {
  appFacts,
  checkedWords,
  doneWords,
  nothingWords,
  watchingWords,
} from '../../../../src/core/words/watch-list.ts';
import {
  all,
  appsNamed,
  type Fact,
  fact,
  isAt,
  isOnDay,
  type Judgement,
  newestRun,
  ofAny,
  openRuns,
  orgAppOf,
  orgNow,
  pairsByKey,
  primaryOf,
  row,
  type Scene,
  watchedHere,
  watchedNamed,
} from '../fact.ts';
import type { Truth, WatchedTruth } from '../truth.ts';

type Facts = Readonly<Record<string, string>>;

const dueAt = (watched: WatchedTruth) => dueAtOf(watched as never);
const openRun = ({ truth }: Scene, watched: WatchedTruth) => {
  const run = newestRun(truth, watched);
  return run?.finishedAt === null ? run : null;
};

/** Consumers that the newest run left without the current credentials, or whose latest test found a problem. */
function without(scene: Scene, watched: WatchedTruth): readonly string[] {
  const run = newestRun(scene.truth, watched);
  const isOver = run !== null && run.finishedAt !== null;
  return watched.consumers.flatMap(({ name, target, test, last }) => {
    const delivery = run?.deliveries.find((one) => one.target === target);
    const isTried = delivery !== undefined && (delivery.status !== 'pending' || run?.rotatedAt != null);
    const isBack = delivery === undefined && (run?.removed ?? []).some((one) => one.target === target);
    const isOpen = isTried ? isLeft(delivery) && run?.kind !== 'discard' : isLeft(last) || isBack;
    const since = (isTried ? delivery.at : last?.at) ?? 0;
    return (isOver && isOpen) || (test?.problem != null && test.at >= since) ? [name] : [];
  });
}

/** Whether keyturn froze the user of the app for the open emergency of another one. */
function isFrozenForAnother({ runs, apps }: Truth, { orgId, executionUser, consumerId }: WatchedTruth): boolean {
  const others = apps.filter((one) => one.orgId === orgId && one.executionUser?.id === executionUser?.id);
  return runs.some(
    (run) =>
      run.finishedAt === null &&
      run.consumerId !== consumerId &&
      run.emergency?.containment?.by === 'freeze' &&
      others.some((one) => one.consumerId === run.consumerId),
  );
}

const isLeft = (one: { readonly status: string } | null) =>
  one !== null && one.status !== 'delivered' && one.status !== 'confirmed';

/** How others have made the open run impossible in the org; null if they haven't. */
function overtaken(scene: Scene, watched: WatchedTruth): string | null {
  const run = openRun(scene, watched);
  const primary = primaryOf(scene.truth, watched)?.consumerKey;
  if (run === null || run.stays === null || primary === undefined) return null;
  const isOurs = primary === run.stays ? run.kind !== 'stage' : run.rotatedAt === null && primary === run.ends;
  if (!isOurs) return 'PrimaryChangedOutside';
  const isStaged = pairsByKey(scene.truth, shortKey(run.stays)).some(({ slot }) => slot !== 'gone');
  return isStaged ? null : 'StagedPairGone';
}

/** The run has stopped for a person to delete the previous credentials, or would, as its grace period is over. */
function isKept(scene: Scene, watched: WatchedTruth): boolean {
  const run = openRun(scene, watched);
  const until = graceOf(run);
  const isOver = until !== null && orgNow(scene.truth, watched) >= until;
  const isAsked = isOver && (scene.truth.hasSettings || !mayDelete(run as never, watched.policy.automation));
  return run?.stop?.code === 'GraceNotOver' || isAsked;
}

/** As far as keyturn knows: others may have changed it since. */
const isThere = (run: { readonly consumerId: string }, { truth }: Scene): Judgement =>
  ofAny(
    truth.apps.filter(({ consumerId }) => consumerId === run.consumerId),
    (watched) => goneFinding(watched) === undefined || 'the app is gone',
  );

/** What a state word claims about an app. */
function hasState(state: string, watched: WatchedTruth, scene: Scene): Judgement {
  const { hasSettings } = scene.truth;
  const now = orgNow(scene.truth, watched);
  const run = openRun(scene, watched);
  const isRefused = watched.lastProof?.answer === 'refused';
  const drift = watched.lastCheck?.drift ?? [];
  const due = hasSettings ? null : dueAt(watched);
  const word = state.replace(/ \+\d+$/, '');
  const claims: Readonly<Record<string, () => Judgement>> = {
    fine: () =>
      (run === null &&
        !isRefused &&
        drift.length === 0 &&
        without(scene, watched).length === 0 &&
        watched.lastProof !== null &&
        (due === null || now < due)) ||
      `${watched.app} isn't fine: run ${run?.kind}, last verification ${watched.lastProof?.answer}, ${drift.length} changes, due ${due && isoDay(due)}`,
    overdue: () => due === null || now >= due + day || `due only on ${isoDay(due)}`,
    'due today': () => due === null || (now >= due && now < due + day) || `due on ${isoDay(due)}`,
    due: () => due === null || (now >= due && now < due + day) || `due on ${isoDay(due)}`,
    'due soon': () => due === null || now < due || 'it is due already',
    'due-soon': () => due === null || now < due || 'it is due already',
    'credentials refused': () => isRefused || 'the last verification found no refusal',
    'grace period over': () => (graceOf(run) !== null && (graceOf(run) ?? 0) <= now) || 'no grace period is over',
    grace: () => (run !== null && run.rotatedAt !== null) || 'nothing is in its grace period',
    'staged, ready': () =>
      (run?.savedAt != null && run.stagedProvedAt !== null && run.rotatedAt === null && run.retry === null) ||
      'nothing is staged and ready',
    'staged, not verified': () =>
      (run?.savedAt != null && run.stagedProvedAt === null) || 'no unverified credentials are staged',
    staged: () =>
      (run?.savedAt != null && run.rotatedAt === null) ||
      (run?.kind === 'discard' && run.endedAt === null) ||
      'nothing is staged',
    unknown: () => watched.lastProof === null || 'it was verified',
    'not verified yet': () => watched.lastProof === null || 'it was verified',
    drifted: () => drift.length > 0 || 'nothing has drifted',
    blocked: () =>
      overtaken(scene, watched) !== null ||
      isRefused ||
      (run === null && newestRun(scene.truth, watched)?.finishedAt !== null && without(scene, watched).length > 0) ||
      watched.decommission !== undefined ||
      watched.verificationPausedAt !== undefined ||
      run?.stop != null ||
      run?.emergency != null ||
      isFrozenForAnother(scene.truth, watched) ||
      'nothing is stopped or refused',
    'needs attention': () => run?.stop != null || run?.emergency != null || 'nothing is stopped',
    interrupted: () => run !== null || 'no run is open',
  };
  const until = /^grace until (.+)$/.exec(word)?.[1];
  if (until !== undefined) return isOnDay(graceOf(run), until, now);
  if (/ (?:interrupted|running)$/.test(word)) return run !== null || 'no run is open';
  return claims[word]?.() ?? null;
}

function graceOf(run: ReturnType<typeof openRun>): number | null {
  return run === null ? null : graceEndsAt(run as never);
}

/** A row of the watch's list or of the table of `status`. */
function isRow({ app = '', age, due, state = '', user, key }: Facts, scene: Scene): Judgement {
  const { hasSettings } = scene.truth;
  const now = (watched: WatchedTruth) => orgNow(scene.truth, watched);
  // A heading before the row may have been read as part of the name.
  const shown = scene.truth.apps.filter((one) =>
    [one.app, one.label].some((name) => name !== '' && app.endsWith(name)),
  );
  return ofAny(shown, (watched) =>
    all(
      hasSettings || due === undefined || isAt(dueAt(watched), due, now(watched)),
      age === undefined || !/^\d/.test(age) || isAge(watched, Number.parseInt(age, 10), now(watched)),
      age !== 'unknown' || watched.issuedAt === null || 'its age is known',
      user === undefined || user === watched.executionUser?.username || `it runs as ${watched.executionUser?.username}`,
      key === undefined || key === shortKey(watched.consumerKey) || `its key is ${shortKey(watched.consumerKey)}`,
      hasState(state, watched, scene),
    ),
  );
}

function isAge({ issuedAt }: WatchedTruth, days: number, now: number): Judgement {
  if (issuedAt === null) return 'its age is unknown';
  const real = Math.floor((now - issuedAt) / day);
  return Math.abs(real - days) <= 1 || `it is ${real} days old`;
}

const states =
  'fine|overdue|due today|due soon|credentials refused|grace until \\d{1,2} \\w{3}(?: \\d{4})?|grace period over|grace period|staged, ready|staged, not verified|staged|not verified yet|needs attention|\\w+ interrupted|\\w+ running';
const codes = 'overdue|due-soon|due|blocked|drifted|unknown|staged|grace|fine';
const relative = 'now|in \\d+ (?:s|min|h|days?)|\\d+ (?:s|min|h|days?) ago';
const name = "[\\p{L}\\p{N}][\\p{L}\\p{N}_.&'-]*(?: [\\p{L}\\p{N}_.&'-]+){0,4}?";

const rows = [
  row(
    'stateWords',
    '<app> <org> <age> <due> <runs as> <state>',
    new RegExp(
      `(?<app>${name}) (?:\\S+ )?(?:[█░]+ +)?(?:─+ )?(?<age>\\d+d|unknown|\\?)(?: ─+)? (?<due>${relative}) (?:(?<user>\\S+@\\S+\\w) )?(?<state>${states})(?= |$)`,
      'gu',
    ),
    isRow,
  ),
  row(
    'stateWords',
    '<app> <org> <age> <due> <state> <runs as> <key>',
    new RegExp(
      `(?<app>${name}) \\S+ (?<age>\\d+d|unknown) (?<due>${relative}) (?<state>${codes}) (?<user>\\S+@\\S+) (?<key>\\S+…\\S{4})`,
      'gu',
    ),
    isRow,
  ),
];

const named = ({ app = '' }: Facts, scene: Scene, judge: (watched: WatchedTruth) => Judgement) =>
  ofAny(watchedNamed(scene.truth, app), judge);
const here = (scene: Scene, judge: (watched: WatchedTruth) => Judgement) => ofAny(watchedHere(scene), judge);
const hasOpen = (facts: Facts, scene: Scene) =>
  named(facts, scene, (watched) => openRun(scene, watched) !== null || 'it has no open run');

/** Only what the last verification or check found: no org is asked. */
const isProof = (answer: string) => (facts: Facts, scene: Scene) =>
  ofAny(scene.truth.apps, ({ lastProof }) =>
    lastProof?.answer === answer
      ? isAt(lastProof.at, facts.when ?? '', scene.truth.now)
      : `the last answer is ${lastProof?.answer}`,
  );

const isPrimaryKey = ({ key = '' }: Facts, { truth }: Scene): Judgement =>
  truth.org === null
    ? null
    : pairsByKey(truth, key).some(({ slot }) => slot === 'primary') || `no current credentials have the key ${key}`;

const inSlot = ({ key = '' }: Facts, { truth }: Scene): Judgement =>
  truth.org === null
    ? null
    : pairsByKey(truth, key).some(({ slot }) => slot === 'staged') || `no staging slot holds ${key}`;

const runsAs = (app: string, user: string, { truth }: Scene): Judgement =>
  ofAny(appsNamed(truth, app), ({ executionUser }) => executionUser === user || `it runs as ${executionUser}`);

function needy({ truth }: Scene): number | null {
  const { apps, hasSettings } = truth;
  if (hasSettings || openRuns(truth).some((run) => isMidway(run as never))) return null;
  return apps.filter((watched) => {
    const run = newestRun(truth, watched);
    const open = run?.finishedAt === null ? run : null;
    const grace = graceOf(open);
    const now = orgNow(truth, watched);
    return (
      now >= dueAt(watched) ||
      watched.lastProof === null ||
      watched.lastProof.answer === 'refused' ||
      (watched.lastCheck?.drift ?? []).length > 0 ||
      open?.stop != null ||
      open?.emergency != null ||
      (open?.retry != null && open.rotatedAt === null) ||
      (grace !== null && open?.endedAt === null && now >= grace)
    );
  }).length;
}

const isDue = ({ on = '', when = '' }: Facts, { truth }: Scene, isPast: boolean): Judgement =>
  truth.hasSettings
    ? null
    : ofAny(truth.apps, (watched) =>
        all(
          isOnDay(dueAt(watched), on, truth.now),
          isAt(dueAt(watched), when, orgNow(truth, watched)),
          dueAt(watched) < orgNow(truth, watched) === isPast || 'it is on the other side of now',
        ),
      );

const isCount = (count: number | null, shown: string | undefined): Judgement =>
  count === null ? null : count === Number(shown) || `there are ${count}`;
const orgsOf = ({ apps }: Truth) => new Set(apps.map(({ orgId }) => orgId)).size;

const turnedOff = (wasSo: boolean, seenAt: number | null = 1) => ({ wasSo, intendedAt: 1, seenAt });
const open = { flow: null, freeze: null };
/** What is true of the org is only known of a switch that was seen off. */
const ending = [
  open,
  { ...open, flow: turnedOff(false, null) },
  { ...open, freeze: turnedOff(false) },
  { flow: turnedOff(false), freeze: turnedOff(false) },
];

export const appTexts: readonly Fact[] = [
  ...rows,
  fact(
    'dueSentence',
    [({ day: on }) => dueSentence(on('on'), 9e12), ({ day: on, now }) => dueSentence(on('on'), now)],
    ({ on }, scene) =>
      scene.truth.hasSettings
        ? null
        : ofAny(scene.truth.apps, (watched) => isOnDay(dueAt(watched), on ?? '', scene.truth.now)),
  ),
  fact(
    'firstSeen',
    ({ day: on }) => firstSeen(on('on')),
    ({ on = '' }, { truth }) =>
      ofAny(
        truth.apps.flatMap(({ lastCheck }) => lastCheck?.drift ?? []),
        ({ since }) => isOnDay(since, on, truth.now),
      ) ?? 'nothing has changed',
  ),
  row(
    'lastSeen',
    'Last seen on <day> at <time> UTC: <change>',
    /Last seen on (?<day>\d{4}-\d\d-\d\d) at (?<time>\d\d:\d\d) UTC: (?<change>\S+ \S+ \S+)/gu,
    ({ day: on, time, change = '' }, { truth }) =>
      ofAny(
        truth.apps.flatMap(({ lastCheck }) => lastCheck?.drift.map((one) => ({ at: lastCheck.at, ...one })) ?? []),
        ({ seenAt, at, sentence }) =>
          (isoInstant(seenAt ?? at).startsWith(`${on}T${time}`) && sentence.startsWith(change)) ||
          `keyturn last saw “${sentence}” at ${isoInstant(seenAt ?? at)}`,
      ) ?? 'nothing has changed',
  ),
  fact(
    'attentionWords.ending',
    ending.map(
      (record) =>
        ({ app }) =>
          attentionWords.ending({ app: app(), decommission: record } as never),
    ),
    (facts, scene) => named(facts, scene, ({ decommission }) => decommission !== undefined || 'it has no open end'),
  ),
  ...[false, true].flatMap((wasSo) =>
    fact(
      'attentionWords.ending',
      ({ app }) => attentionWords.ending({ app: app(), decommission: { ...open, flow: turnedOff(wasSo) } } as never),
      (facts, scene) =>
        named(facts, scene, ({ decommission }) =>
          all(
            decommission?.flow?.wasSo === wasSo || `its record says otherwise: ${JSON.stringify(decommission?.flow)}`,
            ofAny(appsNamed(scene.truth, facts.app ?? ''), ({ oauthEnabled }) => !oauthEnabled || 'OAuth is on'),
          ),
        ),
    ),
  ),
  fact(
    'adoptWarnings.runEnded',
    () => adoptWarnings.runEnded({ kind: 'rotate' }),
    (facts, scene) =>
      named(
        facts,
        scene,
        (watched) => newestRun(scene.truth, watched)?.outcome === 'replaced' || 'its newest run was not replaced',
      ),
  ),
  fact('attentionWords.due', [({ app }) => attentionWords.due({ app: app() } as never, null)], (facts, scene) =>
    named(
      facts,
      scene,
      (watched) =>
        scene.truth.hasSettings ||
        orgNow(scene.truth, watched) >= dueAt(watched) ||
        `it is due on ${isoDay(dueAt(watched))}`,
    ),
  ),
  fact(
    'attentionWords.refused',
    ({ words }) => `${attentionWords.refused(words('why'))}`,
    (_facts, scene) =>
      ofAny(scene.truth.apps, ({ lastProof }) => lastProof?.answer === 'refused' || 'no last verification was refused'),
  ),
  fact(
    'attentionWords.stopped',
    ({ app, word }) =>
      attentionWords.stopped({ app: app(), kind: 'rotate', stop: { code: word('code'), at: 0 } } as never),
    (facts, scene) =>
      named(
        facts,
        scene,
        (watched) =>
          openRun(scene, watched)?.stop?.code === facts.code ||
          overtaken(scene, watched) === facts.code ||
          `its run stopped with ${openRun(scene, watched)?.stop?.code}`,
      ),
  ),
  fact(
    'attentionWords.kept',
    ({ app }) => attentionWords.kept({ app: app() } as never),
    (facts, scene) => named(facts, scene, (watched) => isKept(scene, watched) || 'no run waits for that'),
  ),
  fact(
    'attentionWords.stagedExpired',
    ({ app, day: on }) => attentionWords.stagedExpired({ app: app() }, on('expired')),
    ({ expired = '', ...facts }, scene) =>
      named(facts, scene, (watched) => {
        const run = openRun(scene, watched);
        const pairs = orgAppOf(scene.truth, watched)?.consumers.flatMap((one) => one.pairs) ?? [];
        const isDead = pairs.every(({ consumerKey, accepted }) => consumerKey !== run?.stays || !accepted);
        return all(isDead || 'the org accepts them', isOnDay(run?.staged?.expiresAt ?? null, expired, scene.truth.now));
      }),
  ),
  fact(
    'attentionWords.expired',
    ({ app, day: on }) => attentionWords.expired({ app: app(), kind: 'rotate' }, on('expired')),
    ({ expired = '', ...facts }, scene) =>
      named(facts, scene, (watched) => {
        const run = openRun(scene, watched);
        const org = orgAppOf(scene.truth, watched)?.consumers.find(({ id }) => id === watched.consumerId)?.pairs ?? [];
        const isDead = org.every(({ consumerKey, accepted }) => consumerKey !== run?.ends || !accepted);
        return all(isDead || 'the org accepts them', isOnDay(run?.overlapEndsAt ?? null, expired, scene.truth.now));
      }),
  ),
  fact(
    'attentionWords.undelivered',
    ({ app, words }) =>
      attentionWords.undelivered({
        app: app(),
        kind: 'rotate',
        primaryProvedAt: 1,
        endedAt: null,
        deliveries: [{ target: { kind: 'file', name: words('names') }, status: 'pending' }],
      } as never),
    (facts, scene) =>
      named(
        facts,
        scene,
        (watched) =>
          openRun(scene, watched)?.deliveries.some(({ status }) => status === 'pending') || 'every consumer was tried',
      ),
  ),
  fact(
    'attentionWords.unpromoted',
    ({ app, words }) =>
      attentionWords.unpromoted({
        app: app(),
        kind: 'rotate',
        removed: [{ target: { kind: 'manual', name: words('names') }, status: 'waiting', at: 1 }],
      } as never),
    (facts, scene) =>
      named(
        facts,
        scene,
        (watched) => openRun(scene, watched)?.stop?.code === 'PromotionNotConfirmed' || 'no run waits for that',
      ),
  ),
  fact(
    'attentionWords.graceOver',
    ({ app }) => attentionWords.graceOver({ app: app() } as never),
    (facts, scene) =>
      named(facts, scene, (watched) => {
        const until = graceOf(openRun(scene, watched));
        return (until !== null && orgNow(scene.truth, watched) >= until) || 'no grace period is over';
      }),
  ),
  fact(
    'attentionWords.interrupted',
    ({ app }) => attentionWords.interrupted({ app: app(), kind: 'rotate' } as never),
    hasOpen,
  ),
  fact(
    'attentionWords.neverProved',
    ({ app }) => attentionWords.neverProved({ app: app() } as never),
    (_facts, scene) => ofAny(scene.truth.apps, ({ lastProof }) => lastProof === null || 'all were verified'),
  ),
  fact(
    'attentionWords.notStored',
    ({ app }) => attentionWords.notStored({ app: app() } as never),
    (_facts, scene) => ofAny(scene.truth.apps, ({ store }) => store === null || 'all are stored'),
  ),
  fact(
    ['attentionWords.ageUnknown', 'ageNote'],
    [
      ({ app, day: since }) => attentionWords.ageUnknown({ app: app(), adoptedAt: since('since') } as never),
      ({ app, day: since }) => String(ageNote({ app: app(), adoptedAt: since('since'), issuedAt: null } as never)),
    ],
    (facts, scene) =>
      named(facts, scene, ({ issuedAt, adoptedAt }) =>
        all(
          issuedAt === null || `issued on ${isoDay(issuedAt)}`,
          isOnDay(adoptedAt, facts.since ?? '', scene.truth.now),
        ),
      ),
  ),
  fact(
    'heldWords',
    ({ app, key }) =>
      heldWords(
        { app: app(), lastCheck: null, seenPairs: { slot: [{ state: 'Rotated', consumerKey: key('key') }] } } as never,
        null,
      ) ?? '',
    (facts, scene) =>
      named(
        facts,
        scene,
        ({ seenPairs }) =>
          seenPairs?.slot?.some(({ consumerKey }) => shortKey(consumerKey ?? '') === facts.key) === true ||
          'keyturn saw no such credentials',
      ),
  ),
  fact(
    'keptWords',
    ({ key, day: on, now }) =>
      keptWords(
        { lastCheck: null },
        {
          rotatedAt: on('until'),
          graceDays: 0,
          kind: 'rotate',
          ends: key('key'),
          overlapEndsAt: null,
          outcome: null,
          endedAt: null,
          primaryProvedAt: 1,
        } as never,
        now,
      ) ?? '',
    ({ key = '', until = '' }, scene) =>
      ofAny(
        openRuns(scene.truth).filter(({ ends }) => shortKey(ends) === key),
        (run) => all(isOnDay(graceOf(run), until, scene.truth.now), isThere(run, scene)),
      ) ?? `no run keeps ${key}`,
  ),
  fact(
    'watchingWords',
    [
      ({ count }) => watchingWords(count('apps'), count('orgs'), count('needy')),
      ({ count }) => watchingWords(count('apps'), count('orgs'), 1),
    ],
    (facts, scene) =>
      all(
        isCount(scene.truth.apps.length, facts.apps),
        isCount(orgsOf(scene.truth), facts.orgs),
        isCount(needy(scene), facts.needy ?? '1'),
      ),
  ),
  fact(
    'watchingWords',
    ({ count }) => watchingWords(count('apps'), count('orgs'), 0),
    (facts, scene) =>
      all(
        isCount(scene.truth.apps.length, facts.apps),
        isCount(orgsOf(scene.truth), facts.orgs),
        isCount(needy(scene), '0'),
      ),
  ),
  fact('appFacts.verified', ({ when }) => `· ${appFacts.verified(when('when'))}`, isProof('accepted')),
  fact('appFacts.refused', ({ when }) => `· ${appFacts.refused(when('when'))}`, isProof('refused')),
  fact('appFacts.unverified', ({ when }) => `· ${appFacts.unverified(when('when'))}`, isProof('inconclusive')),
  fact(
    'appFacts.neverVerified',
    () => `· ${appFacts.neverVerified}`,
    (_facts, scene) => ofAny(scene.truth.apps, ({ lastProof }) => lastProof === null || 'all were verified'),
  ),
  fact(
    'appFacts.key',
    ({ app, key }) => `${app()} · ${appFacts.key(shortKey(key('key')))} ·`,
    (facts, scene) =>
      named(
        facts,
        scene,
        ({ consumerKey }) => shortKey(consumerKey) === facts.key || `its key is ${shortKey(consumerKey)}`,
      ),
  ),
  fact(
    'appFacts.runsAs',
    ({ user }) => `· ${appFacts.runsAs(user())} ·`,
    ({ user }, scene) =>
      ofAny(scene.truth.apps, ({ executionUser }) => executionUser?.username === user || `none runs as ${user}`),
  ),
  fact(
    'appFacts.noUser',
    () => `· ${appFacts.noUser} ·`,
    (_facts, scene) => ofAny(scene.truth.apps, ({ executionUser }) => executionUser === null || 'each has one'),
  ),
  fact(
    'appFacts.due',
    ({ dayText, when }) => ` ${appFacts.due(dayText('on'), when('when'))}`,
    (facts, scene) => isDue(facts, scene, false),
  ),
  fact(
    'appFacts.wasDue',
    ({ dayText, when }) => appFacts.wasDue(dayText('on'), when('when')),
    (facts, scene) => isDue(facts, scene, true),
  ),
  fact(['appFacts.noDrift', 'appFacts.drift'], [({ when }) => appFacts.noDrift(when('when'))], ({ when = '' }, scene) =>
    ofAny(scene.truth.apps, ({ lastCheck }) =>
      lastCheck === null
        ? 'there was no check'
        : all(lastCheck.drift.length === 0 || 'something changed', isAt(lastCheck.at, when, scene.truth.now)),
    ),
  ),
  fact(
    'appFacts.drift',
    ({ when, count }) => appFacts.drift(when('when'), count('count')),
    ({ when = '', count }, scene) =>
      ofAny(scene.truth.apps, ({ lastCheck }) =>
        lastCheck === null
          ? 'there was no check'
          : all(isCount(lastCheck.drift.length, count), isAt(lastCheck.at, when, scene.truth.now)),
      ),
  ),
  fact(
    'appFacts.notStored',
    () => appFacts.notStored,
    (_facts, scene) => ofAny(scene.truth.apps, ({ store }) => store === null || 'all are stored'),
  ),
  fact(
    'appFacts.noConsumers',
    () => appFacts.noConsumers,
    (_facts, scene) =>
      ofAny(
        scene.truth.apps,
        ({ consumers, hasNoConsumers }) => (consumers.length === 0 && hasNoConsumers) || 'it has consumers',
      ),
  ),
  fact(
    'appFacts.noneKnown',
    () => appFacts.noneKnown,
    (_facts, scene) => ofAny(scene.truth.apps, ({ consumers }) => consumers.length === 0 || 'it has consumers'),
  ),
  fact(
    ['appFacts.nobodyWatched', 'nothingWords.watched'],
    [() => appFacts.nobodyWatched, () => nothingWords.watched],
    (_facts, { truth }) => truth.apps.length === 0 || `${truth.apps.length} apps are watched`,
  ),
  fact(
    ['appFacts.removes', 'appFacts.removed'],
    [
      ({ when, dayText }) => appFacts.removes(dayText('on'), when('when')),
      ({ when, dayText }) => appFacts.removed(dayText('on'), when('when')),
    ],
    ({ when = '' }, { truth }) =>
      truth.org === null
        ? null
        : ofAny(
            truth.org.apps.flatMap(({ consumers }) =>
              consumers.flatMap(({ pairs }) => pairs.filter(({ expiresAt }) => expiresAt !== null)),
            ),
            ({ expiresAt }) => isAt(Date.parse(expiresAt ?? ''), when, truth.now),
          ),
  ),
  fact('checkedWords.current', ({ key }) => checkedWords.current(shortKey(key('key'))), isPrimaryKey),
  fact(
    'checkedWords.runsAs',
    ({ key, user }) => checkedWords.runsAs(shortKey(key('key')), user()),
    (facts, scene) =>
      all(
        isPrimaryKey(facts, scene),
        ofAny(
          (scene.truth.org?.apps ?? []).filter(({ consumers }) =>
            consumers.some(({ pairs }) => pairs.some(({ consumerKey }) => shortKey(consumerKey) === facts.key)),
          ),
          ({ executionUser }) => executionUser === facts.user || `it runs as ${executionUser}`,
        ),
      ),
  ),
  fact(
    'checkedWords.gone',
    () => checkedWords.gone,
    (_facts, scene) =>
      here(
        scene,
        (watched) => scene.truth.org === null || primaryOf(scene.truth, watched) === null || 'the org has it',
      ),
  ),
  fact(
    'checkedWords.emergencyOpen',
    ({ word }) => checkedWords.emergencyOpen(word('since')),
    (_facts, scene) => openRuns(scene.truth).some(({ emergency }) => emergency !== null) || 'no emergency is open',
  ),
  fact(
    'checkedWords.lastTime',
    ({ day, word }) => checkedWords.lastTime(isoDay(day('day')), word('answer')),
    (facts, scene) =>
      ofAny(
        scene.truth.apps,
        ({ lastProof }) => (lastProof !== null && isoDay(lastProof.at) === facts.day) || 'it was not verified then',
      ),
  ),
  fact(
    'checkedWords.notStored',
    ({ app }) => checkedWords.notStored(app()),
    (_facts, scene) =>
      ofAny(scene.truth.apps, ({ store, lastProof }) => store === null || lastProof === null || 'all are stored'),
  ),
  fact('stayingWords.staged', ({ key }) => stayingWords.staged(key('key')), inSlot),
  fact('stayingWords.previous', ({ key }) => stayingWords.previous(key('key')), inSlot),
  fact(
    'refusals.gone',
    ({ app }) => refusals.gone(app()),
    (facts, scene) => named(facts, scene, (watched) => goneFinding(watched) !== undefined || 'no check found it gone'),
  ),
  fact(
    'dryRunWords.nothingToContinue',
    () => dryRunWords.nothingToContinue,
    (_facts, scene) =>
      here(
        scene,
        (watched) => openRun(scene, watched) === null || `${openRun(scene, watched)?.kind} of ${watched.app} is open`,
      ) ?? true,
  ),
  fact(
    'nothingWords.recorded',
    () => nothingWords.recorded,
    (_facts, { truth }) => truth.journalLines === 0 || `it has ${truth.journalLines} entries`,
  ),
  fact(
    'doneWords.intact',
    ({ count }) => doneWords.intact(count('lines')),
    ({ lines }, { truth }) => isCount(truth.journalLines, lines),
  ),
  fact(
    'doneWords.unwatched',
    ({ app }) => doneWords.unwatched(app()),
    ({ app = '' }, { truth }) => watchedNamed(truth, app).length === 0 || 'it is still watched',
  ),
  fact(
    'doneWords.snoozed',
    ({ app, word }) => doneWords.snoozed(app(), word('until')),
    (facts, scene) =>
      named(
        facts,
        scene,
        ({ attention }) =>
          (attention.snoozedUntil !== null &&
            new Date(attention.snoozedUntil).toISOString().startsWith(facts.until?.replace(/Z$/, '') ?? '')) ||
          `paused until ${attention.snoozedUntil}`,
      ),
  ),
  fact(
    'doneWords.acknowledged',
    ({ word, app }) => doneWords.acknowledged(word('by'), app()),
    (facts, scene) =>
      named(facts, scene, ({ attention }) => attention.acknowledged !== null || 'it is not acknowledged'),
  ),
  fact(
    'doneWords.watching',
    ({ app, words }) => doneWords.watching(app(), words('org')),
    (facts, scene) => named(facts, scene, () => true) ?? 'it is not watched',
  ),
  fact(
    ['doneWords.setUp'],
    ({ app, words, user }) => doneWords.setUp(app(), words('org'), user()),
    ({ app = '', user = '' }, scene) => runsAs(app, user, scene),
  ),
  fact(
    ['doneWords.runsAs'],
    ({ app, words, user }) => `✔ ${doneWords.runsAs(app(), user(), words('org'))}`,
    ({ app = '', user = '' }, scene) => runsAs(app, user, scene),
  ),
].flat();
