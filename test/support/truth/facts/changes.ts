import { reasons } from '../../../../src/core/reasons/errors.ts';
import { accessUsed, currentKept, untouched } from '../../../../src/core/reasons/reason.ts';
import { knownAccessWords } from '../../../../src/core/words/known-access.ts';
import { untouchedWords } from '../../../../src/core/words/untouched.ts';
import { interruptedDeploy } from '../../../../src/core/words/waiting.ts';
import {
  type Fact,
  fact,
  type Judgement,
  newestRun,
  ofAny,
  openRuns,
  pairsByKey,
  pairsOf,
  primaryOf,
  type Scene,
  watchedHere,
} from '../fact.ts';
import type { OrgTruth, Truth } from '../truth.ts';

/** What of an org keyturn can change, as text for each part. */
function partsOf(org: OrgTruth): ReadonlyMap<string, string> {
  const parts = org.apps.flatMap(({ developerName, flow, executionUser, oauthEnabled, certificate, consumers }) => [
    [`the settings of ${developerName}`, JSON.stringify({ flow, executionUser, oauthEnabled, certificate })],
    ...consumers.map(({ id, pairs }) => [
      `the credentials of ${developerName} (${id})`,
      // Salesforce itself removes staged credentials when their time is over.
      JSON.stringify(
        pairs
          .filter(({ slot, state }) => slot !== 'gone' && state !== 'Expired')
          .map(({ consumerKey, slot, state }) => ({ consumerKey, slot, state })),
      ),
    ]),
  ]);
  const deploys = org.deploys.filter(({ checkOnly, status }) => !checkOnly && status === 'Succeeded').length;
  return new Map([
    ...(parts as [string, string][]),
    ['REST access to secrets', String(org.secretAccessOverRest)],
    ['deploys', String(deploys)],
  ]);
}

/** What changed in the org since then; null if that is unknown. */
function changesSince(before: Truth, { truth }: Scene): readonly string[] | null {
  if (truth.org === null) return null;
  // The program that prints this may have made the practice org.
  if (before.org === null || before.org.orgId !== truth.org.orgId) return [];
  const [was, is] = [partsOf(before.org), partsOf(truth.org)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((part) => was.get(part) !== is.get(part));
}

const isUntouched = (scene: Scene): Judgement => isUnchanged(changesSince(scene.before, scene));
/** Whether nothing but REST access to secrets changed since then. */
function isOnlyAccess(scene: Scene): Judgement {
  const changes = changesSince(scene.before, scene);
  return isUnchanged(changes?.filter((part) => part !== 'REST access to secrets' && part !== 'deploys') ?? null);
}
/** Screens say it of the action that they show, and not of earlier ones. */
const isUntouchedNow = (scene: Scene): Judgement => isUnchanged(changesSince(scene.recent, scene));

function isUnchanged(changes: readonly string[] | null): Judgement {
  return changes === null ? null : changes.length === 0 || `this changed ${changes.join(', ')}`;
}

/** Whether the org lists a deploy with one of these statuses. */
const deployIs =
  (...wanted: readonly string[]): Fact['judge'] =>
  ({ deploy = '' }, { truth: { org } }) =>
    ofAny(
      (org?.deploys ?? []).filter(({ id }) => id === deploy),
      ({ status }) => wanted.includes(status) || `it is ${status}`,
    );

/** Credentials that got tokens before still do. */
function worksAsBefore(scene: Scene): Judgement {
  const { truth, before } = scene;
  if (truth.org === null) return null;
  if (before.org === null || before.org.orgId !== truth.org.orgId) return true;
  const accepted = (org: OrgTruth) =>
    org.apps.flatMap(pairsOf).filter((pair) => pair.accepted && pair.slot === 'primary');
  const now = new Set(truth.org.apps.flatMap(pairsOf).flatMap((pair) => (pair.accepted ? [pair.consumerKey] : [])));
  const lost = accepted(before.org).filter(({ consumerKey }) => !now.has(consumerKey));
  return (
    lost.length === 0 ||
    `Salesforce no longer accepts ${lost.map(({ consumerKey }) => consumerKey.slice(-6)).join(', ')}`
  );
}

/** None of the apps in question is blocked by keyturn itself. */
function isNotBlocked({ truth, args }: Scene): Judgement {
  const blocked = watchedHere({ truth, args }).filter((watched) => {
    const run = newestRun(truth, watched);
    const isContained = run?.finishedAt === null && run.emergency?.containment?.openedAt === null;
    return isContained || watched.decommission?.flow != null;
  });
  return blocked.length === 0 || `keyturn blocked access to ${blocked.map(({ app }) => app).join(', ')}`;
}

/** keyturn saw none of the apps in question without tokens when it last looked. */
function isNotSeenOff({ truth, args }: Scene): Judgement {
  const off = watchedHere({ truth, args }).filter(
    ({ lastProof, lastCheck }) =>
      lastProof?.answer === 'refused' || lastCheck?.drift.some(({ kind }) => kind === 'flow-off'),
  );
  return off.length === 0 || `the last check saw ${off.map(({ app }) => app).join(', ')} without tokens`;
}

/** The current credentials of the apps in question are those of before. */
function currentIsKept({ truth, before, args }: Scene): Judgement {
  if (truth.org === null) return null;
  const changed = watchedHere({ truth, args }).filter((watched) => {
    const was = primaryOf(before, watched);
    return was !== null && was.consumerKey !== primaryOf(truth, watched)?.consumerKey;
  });
  return changed.length === 0 || `the current credentials of ${changed.map(({ app }) => app).join(', ')} changed`;
}

function isRolledBack({ truth: { org } }: Scene): Judgement {
  return ofAny(org?.deploys ?? [], ({ status }) => ['Failed', 'Canceled'].includes(status) || `a deploy is ${status}`);
}

/** The current credentials of the apps in question get no tokens. */
function currentGetsNone(scene: Scene): Judgement {
  if (scene.truth.org === null) return null;
  return ofAny(watchedHere(scene), (watched) => {
    const primary = primaryOf(scene.truth, watched);
    return primary === null ? null : !primary.accepted || `the current credentials of ${watched.app} get tokens`;
  });
}

/** No consumer lost the credentials that it has: nothing is deleted while somebody may use it. */
function nothingEnded(scene: Scene): Judgement {
  const ended = openRuns(scene.truth).filter(
    (run) => run.endedAt !== null && run.deliveries.some(({ status }) => status === 'waiting' || status === 'failed'),
  );
  return ended.length === 0 || `the previous credentials of ${ended.map(({ app }) => app).join(', ')} are deleted`;
}

const isRecorded = ({ truth }: Scene): Judgement =>
  truth.journalLines > 0 || truth.runs.length === 0 || 'the audit trail is empty';
const both =
  (...all: readonly ((scene: Scene) => Judgement)[]) =>
  (scene: Scene): Judgement =>
    all.map((one) => one(scene)).find((one) => one !== true) ?? true;

/** Sentences about integrations, by what they claim. Each sentence of the catalog of reasons is one of these. */
const claims: readonly (readonly [sentence: string, judge: (scene: Scene) => Judgement])[] = [
  [untouched, isUntouched],
  [accessUsed.isOff, (scene) => (scene.truth.org?.secretAccessOverRest ? 'REST access is on' : isOnlyAccess(scene))],
  [accessUsed.mayBeOn, isOnlyAccess],
  [currentKept, currentIsKept],
  ['Salesforce rolled back the whole deploy.', isRolledBack],
  ['Consumers get no token until that is fixed.', currentGetsNone],
  ['The credentials in the org are not affected.', worksAsBefore],
  ['keyturn keeps the credentials that consumers have until', nothingEnded],
  [knownAccessWords.cleaned, ({ truth: { org } }) => org && (!org.secretAccessOverRest || 'REST access is on')],
  ['This command changed nothing in the org.', isUntouched],
  ['keyturn deployed nothing.', isUntouched],
  ['OAuth is off for this app.', isOauthOff],
  ['Everything keyturn started is recorded in the audit trail', isRecorded],
  ['Everything done so far is recorded in the audit trail', isRecorded],
  ['Salesforce refuses the leaked credentials. The new ones are current.', leakIsOver],
  ['The new credentials are current.', newCurrent],
  ['keyturn keeps both sets of credentials until such a call works.', bothKept],
];

/** The app that the command line names, watched or not. */
function isOauthOff({ truth, args }: Scene): Judgement {
  const words = args.map((word) => word.slice(word.lastIndexOf('/') + 1).toLowerCase());
  return ofAny(
    (truth.org?.apps ?? []).filter(
      ({ developerName }) => args.length === 0 || words.includes(developerName.toLowerCase()),
    ),
    ({ oauthEnabled }) => !oauthEnabled || 'OAuth is on',
  );
}

function newestOf({ truth, args }: Scene): Truth['runs'] {
  return openRuns(truth).filter(
    ({ app }) => args.length === 0 || watchedHere({ truth, args }).some((watched) => watched.app === app),
  );
}

function pairWithKey(org: OrgTruth, key: string | null) {
  return org.apps.flatMap(pairsOf).find(({ consumerKey }) => consumerKey === key) ?? null;
}

function leakIsOver(scene: Scene): Judgement {
  const { org } = scene.truth;
  if (org === null) return null;
  return ofAny(
    scene.truth.runs.filter(({ emergency }) => emergency !== null),
    (run) => {
      const [leaked, fresh] = [pairWithKey(org, run.ends), pairWithKey(org, run.stays)];
      return (
        (leaked?.accepted !== true && fresh?.slot === 'primary') ||
        'the leaked credentials still get tokens, or the new ones are not current'
      );
    },
  );
}

function newCurrent(scene: Scene): Judgement {
  const { org } = scene.truth;
  if (org === null) return null;
  return ofAny(newestOf(scene), ({ stays }) => {
    const fresh = pairWithKey(org, stays);
    return fresh?.slot === 'primary' || 'the new credentials are not current';
  });
}

function bothKept(scene: Scene): Judgement {
  const { org } = scene.truth;
  if (org === null) return null;
  const isKept = (key: string | null) => ['primary', 'staged'].includes(pairWithKey(org, key)?.slot ?? 'gone');
  return ofAny(newestOf(scene), ({ stays, ends }) => (isKept(stays) && isKept(ends)) || 'one set is deleted');
}

const codesWith = (sentence: string) =>
  Object.entries(reasons).flatMap(([code, { safe }]) => (safe.includes(sentence) ? [`reasons.${code}.safe`] : []));

export const changeTexts: readonly Fact[] = [
  fact(
    'dryRunWords.end',
    () => 'Dry run: nothing changed.',
    (_facts, scene) => isUntouched(scene),
    { isOfChange: true },
  ),
  fact(
    'knownAccessWords.asBefore',
    () => knownAccessWords.asBefore,
    (_facts, scene) => both(worksAsBefore, isNotBlocked, isNotSeenOff)(scene),
    {
      isOfChange: true,
    },
  ),
  fact(
    'knownAccessWords.lastRefused',
    ({ app }) => knownAccessWords.lastRefused(app()),
    ({ app }, { truth }) =>
      ofAny(
        truth.apps.filter((one) => one.app === app),
        ({ lastProof }) => lastProof?.answer === 'refused' || `the last answer is ${lastProof?.answer}`,
      ),
  ),
  fact(
    'knownAccessWords.expired',
    ({ word, key, day }) => knownAccessWords.expired(word('slot') as 'staged', key('key'), day('on')),
    ({ key = '' }, { truth }) =>
      ofAny(pairsByKey(truth, key), ({ accepted }) => !accepted || 'the org accepts the credentials'),
  ),
  ...claims.map(([sentence, judge]) =>
    fact(
      sentence === knownAccessWords.cleaned ? 'knownAccessWords.cleaned' : codesWith(sentence),
      () => sentence,
      (_facts, scene) => judge(scene),
      { isOfChange: true },
    ),
  ),
  fact(
    ['untouchedWords.yet', 'untouchedWords.thisRunYet', 'untouchedWords.thisRun', 'untouchedWords.inOrg'],
    [
      () => untouchedWords.yet,
      () => untouchedWords.thisRunYet,
      () => untouchedWords.thisRun,
      () => untouchedWords.inOrg,
    ],
    (_facts, scene) => isUntouched(scene),
    { isOfChange: true },
  ),
  fact(
    [
      'untouchedWords.nothing',
      'untouchedWords.nothingWas',
      'untouchedWords.nothingWasDone',
      'untouchedWords.nothingYet',
      'untouchedWords.byThisYet',
      'untouchedWords.restYet',
    ],
    [
      () => ` ${untouchedWords.nothingWas}`,
      () => ` ${untouchedWords.nothingWasDone}`,
      () => untouchedWords.nothingYet,
      () => untouchedWords.byThisYet,
      () => untouchedWords.restYet,
    ],
    (_facts, scene) => isUntouchedNow(scene),
    { isOfChange: true },
  ),
  fact('interruptedDeploy.canceled', ({ word }) => interruptedDeploy.canceled(word('deploy')), deployIs('Canceled')),
  fact(
    'interruptedDeploy.failed',
    ({ word }) => interruptedDeploy.failed(word('deploy')),
    deployIs('Failed', 'FinalizingDeployFailed'),
  ),
  fact('interruptedDeploy.finished', ({ word }) => interruptedDeploy.finished(word('deploy')), deployIs('Succeeded')),
  fact(
    'interruptedDeploy.applied',
    ({ word }) => interruptedDeploy.applied(word('deploy')),
    deployIs('Canceled', 'Failed', 'FinalizingDeployFailed'),
  ),
].flat();
