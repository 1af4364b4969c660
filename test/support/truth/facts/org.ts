import { pairFile } from '../../../../src/core/adapters/secret-store/age-folder.ts';
import { shortKey } from '../../../../src/core/plain/text.ts';
import { reason } from '../../../../src/core/reasons/errors.ts';
import { adoptWarnings } from '../../../../src/core/words/adopt.ts';
import { findingWords } from '../../../../src/core/words/audit.ts';
import { containmentRecordWords } from '../../../../src/core/words/containment-record.ts';
import { computerWords, orgWords } from '../../../../src/core/words/doctor.ts';
import { driftWords } from '../../../../src/core/words/drift.ts';
import { notBlockedLine, obstacleLine } from '../../../../src/core/words/emergency-costs.ts';
import { knownAccessWords } from '../../../../src/core/words/known-access.ts';
import { borrowNote } from '../../../../src/core/words/operation-plan.ts';
import { productionNote } from '../../../../src/core/words/org-kind.ts';
import { findings } from '../../../../src/core/words/preflight.ts';
import { stillOffWords } from '../../../../src/core/words/still-off.ts';
import { userCures } from '../../../../src/core/words/token-problems.ts';
import {
  all,
  appsNamed,
  type Fact,
  fact,
  type Judgement,
  ofAny,
  orgAppOf,
  pairsByKey,
  type Scene,
  watchedHere,
} from '../fact.ts';
import type { AppTruth, OrgTruth } from '../truth.ts';

type Facts = Readonly<Record<string, string>>;

const inOrg =
  (judge: (org: OrgTruth, facts: Facts, scene: Scene) => Judgement) =>
  (facts: Facts, scene: Scene): Judgement =>
    scene.truth.org === null ? null : judge(scene.truth.org, facts, scene);

const isSecretAccess = (isOn: boolean) =>
  inOrg(
    (org, _facts, { before }) =>
      // It may be on for the seconds that this very command needs it.
      org.secretAccessOverRest === isOn ||
      before.org?.secretAccessOverRest === isOn ||
      `REST access to secrets is ${isOn ? 'off' : 'on'}`,
  );

/** An app that the text doesn't name: one of those that are watched, or of the command line. */
const someApp =
  (judge: (app: AppTruth) => Judgement) =>
  (_facts: Facts, scene: Scene): Judgement =>
    scene.truth.org === null
      ? null
      : ofAny(watchedHere(scene), (watched) => {
          const app = orgAppOf(scene.truth, watched);
          return app === null ? null : judge(app);
        });

/** A page for a browser shows names as code. */
const userIn = (facts: Facts) => (facts.user ?? '').replaceAll('`', '');

const user = (judge: (one: { isFrozen: boolean; isActive: boolean }) => Judgement) =>
  inOrg((org, facts) => {
    const found = org.user(userIn(facts));
    return found === null ? `there is no user ${facts.user}` : judge(found);
  });

const drift = (facts: object) => driftWords('X', { wasOn: null, ...facts } as never).sentence;
const line = ([title, finding]: readonly (string | null | undefined)[]) => `${title} ${finding}`;
const slotFacts = (key: string, consumer: string) => ({
  consumerKey: key,
  consumer,
  createdBy: null,
  createdAt: null,
  expiresAt: null,
});
const isNumber = (real: number, shown: string | undefined): Judgement => real === Number(shown) || `there are ${real}`;

const keyInSlot = (state: string) =>
  inOrg(
    (_org, { key = '' }, { truth }) =>
      pairsByKey(truth, key).some((pair) => pair.slot === 'staged' && pair.state === state) ||
      `${key} is not in the slot as ${state}`,
  );

/** A person may have turned it on again since. */
const turnedOff = (_facts: Facts, { truth }: Scene): Judgement =>
  truth.runs.some(({ emergency }) => emergency?.containment?.containedAt != null) || 'no run has blocked access';

const costs = { obstacleLine, notBlockedLine };
const permissionMissing = (username: string, permissions: string) =>
  reason('PermissionMissing', { username, permissions: [permissions] }).message;
const lacksThem = inOrg((org, { user: name = '', permissions = '' }) => {
  const granted = [...permissions.matchAll(/\((\w+)\)/g)].filter(([, permission = '']) => org.may(name, permission));
  return granted.length === 0 || `${name} has ${granted.join()}`;
});

export const orgTexts: readonly Fact[] = [
  ...(['obstacleLine', 'notBlockedLine'] as const).flatMap((name) =>
    fact(name, ({ user: who, words }) => costs[name](permissionMissing(who(), words('permissions'))), lacksThem),
  ),
  fact(
    'productionNote',
    [true, false].map(
      (isProduction) =>
        ({ words }) =>
          productionNote({ orgName: words('org'), isProduction }) ?? '',
    ),
    () => 'the practice org is no production org, and not said to be none',
  ),
  fact(
    'containmentRecordWords.blocked',
    ({ app, word, day }) =>
      containmentRecordWords.blocked({ app: app(), org: word('org'), by: 'flow', confirmedAt: day('on') }),
    (facts, { truth }) =>
      truth.org &&
      ofAny(appsNamed(truth, facts.app ?? ''), ({ oauthEnabled }) => !oauthEnabled || 'OAuth is on for the app'),
  ),
  fact('stillOffWords.oauth', ({ app }) => stillOffWords.oauth(app(), true), turnedOff),
  fact('stillOffWords.frozen', ({ user: name }) => stillOffWords.frozen(name(), true), turnedOff),
  fact(
    'knownAccessWords.leftFrozen',
    ({ app, user: name, word }) => knownAccessWords.leftFrozen(app(), name(), word('other')),
    turnedOff,
  ),
  fact(
    'driftWords',
    ({ app }) => driftWords(app(), { kind: 'app-gone', hasRun: false }).sentence,
    (facts, { truth }) =>
      truth.org === null
        ? null
        : appsNamed(truth, facts.app ?? '').length === 0 ||
          ofAny(
            watchedHere({ truth, args: [] }),
            (watched) => orgAppOf(truth, watched)?.consumers.every(({ id }) => id !== watched.consumerId) ?? true,
          ) ||
          'the org has it',
  ),
  fact(
    'driftWords',
    ({ key }) => drift({ kind: 'pair-changed-outside', key: key('key'), before: key('before') }),
    (facts, { truth }) =>
      truth.org === null
        ? null
        : all(
            pairsByKey(truth, facts.key ?? '').some(({ slot }) => slot === 'primary') || `${facts.key} is not current`,
            facts.key !== facts.before || 'both keys are the same',
          ),
  ),
  fact(
    'driftWords',
    ({ key, words }) => drift({ kind: 'staged-outside', key: key('key'), author: words('author') }),
    (facts, { truth }) =>
      truth.org === null || /UTC: \S*$/.test(facts.author ?? '')
        ? null
        : pairsByKey(truth, facts.key ?? '').some(({ slot }) => slot === 'staged') || `${facts.key} is not staged`,
  ),
  fact(
    'driftWords',
    () => drift({ kind: 'flow-off', side: 'oauth' }),
    someApp(({ oauthEnabled }) => !oauthEnabled || 'OAuth is on'),
  ),
  fact(
    'driftWords',
    () => drift({ kind: 'flow-off', side: 'app' }),
    someApp(({ flow }) => !flow.app || 'the flow is on in the settings'),
  ),
  fact(
    'driftWords',
    () => drift({ kind: 'flow-off', side: 'policy' }),
    someApp(({ flow }) => !flow.policy || 'the flow is on in the policies'),
  ),
  fact(
    'driftWords',
    ({ user: name }) => drift({ kind: 'user-changed', user: name(), before: name('before') }),
    (facts, scene) =>
      someApp(({ executionUser }) => executionUser === facts.user || `it runs as ${executionUser}`)(facts, scene),
  ),
  fact(
    'driftWords',
    ({ user: name }) => drift({ kind: 'user-frozen', user: name() }),
    user(({ isFrozen }) => isFrozen || 'the user is not frozen'),
  ),
  fact(
    'driftWords',
    ({ user: name }) => drift({ kind: 'user-inactive', user: name() }),
    user(({ isActive }) => !isActive || 'the user is active'),
  ),
  fact(
    'userCures.frozen',
    ({ user: name }) => userCures.frozen(name()),
    user(({ isFrozen }) => isFrozen || 'it is not frozen'),
  ),
  fact(
    'userCures.inactive',
    ({ user: name }) => userCures.inactive(name()),
    user(({ isActive }) => !isActive || 'it is active'),
  ),
  fact(
    'userCures.fine',
    ({ user: name }) => userCures.fine(name()),
    user(({ isActive, isFrozen }) => (isActive && !isFrozen) || 'it is inactive or frozen'),
  ),
  fact(
    'driftWords',
    ({ user: name }) => drift({ kind: 'user-missing', user: name() }),
    inOrg((org, facts) => org.user(facts.user ?? '') === null || 'the user exists'),
  ),
  fact(
    'driftWords',
    ({ key }) => drift({ kind: 'secret-missing', key: key('key') }),
    (facts, { truth }) =>
      ofAny(
        truth.apps.filter(({ consumerKey }) => shortKey(consumerKey) === facts.key || consumerKey === facts.key),
        (app) => !truth.storedPairs.has(pairFile(app)) || 'the store has it',
      ),
  ),
  fact('driftWords', () => drift({ kind: 'secret-access-left-on' }), isSecretAccess(true)),
  fact('findingWords.SecretAccessLeftOn', () => findingWords.SecretAccessLeftOn()[0], isSecretAccess(true)),
  fact(
    'findingWords.PreviousPair',
    ({ key, words }) =>
      findingWords.PreviousPair(slotFacts(key('key'), words('consumer')))[0].replace(/ still kept.*/, ' still kept'),
    keyInSlot('Rotated'),
  ),
  fact(
    'findingWords.ExpiredPair',
    ({ key, words }) => findingWords.ExpiredPair(slotFacts(key('key'), words('consumer')))[0],
    keyInSlot('Expired'),
  ),
  fact(
    ['findingWords.StagedPair', 'findingWords.StrangersPair'],
    ({ key }) => `Staged credentials (${shortKey(key('key'))}) of the OAuth consumer`,
    keyInSlot('Active'),
  ),
  fact(
    'findingWords.UserMissing',
    ({ user: name }) => findingWords.UserMissing(name())[0],
    inOrg((org, facts) => org.user(userIn(facts)) === null || 'the user exists'),
  ),
  fact(
    'findingWords.UserShared',
    ({ user: name, count }) => findingWords.UserShared(name(), count('apps'))[0],
    inOrg((org, facts) =>
      isNumber(
        org.apps.filter(({ executionUser, flow }) => executionUser === userIn(facts) && flow.policy).length,
        facts.apps,
      ),
    ),
  ),
  fact('borrowNote', () => borrowNote, isSecretAccess(false)),
  fact('findings.secretAccess', [() => `Secrets over REST ${findings.secretAccess(true)}`], isSecretAccess(true)),
  fact('findings.secretAccess', [() => `Secrets over REST ${findings.secretAccess(false)}`], isSecretAccess(false)),
  fact(
    'findings.apps',
    ({ count }) => findings.apps(count('apps')),
    inOrg((org, { apps }) => isNumber(org.apps.length, apps)),
  ),
  fact(
    'orgWords.metadata',
    ({ count }) => line(orgWords.metadata(count('apps'))),
    inOrg((org, { apps }) => isNumber(org.apps.length, apps)),
  ),
  fact('orgWords.credentialsClosed', () => line(orgWords.credentialsClosed), isSecretAccess(false)),
  fact('orgWords.noStaging', () => line(orgWords.noStaging), isSecretAccess(true)),
  fact('orgWords.secretAccessOff', () => line(orgWords.secretAccessOff), isSecretAccess(false)),
  fact('orgWords.secretAccessOn', () => line(orgWords.secretAccessOn), isSecretAccess(true)),
  fact(
    'orgWords.noApp',
    () => line(orgWords.noApp),
    inOrg((org) => org.apps.length === 0 || `it has ${org.apps.length} apps`),
  ),
  fact(
    'orgWords.watched',
    ({ count }) => `${line(orgWords.watched(count('apps')))}`,
    ({ apps }, { truth }) => isNumber(truth.apps.length, apps),
  ),
  fact(
    'orgWords.appGone',
    ({ app }) => line(orgWords.appGone(app(), false)),
    (facts, { truth }) =>
      truth.org === null ? null : appsNamed(truth, facts.app ?? '').length === 0 || 'the org has it',
  ),
  fact(
    'orgWords.flowOff',
    ({ app }) => line(orgWords.flowOff(app())),
    (facts, { truth }) =>
      ofAny(
        appsNamed(truth, facts.app ?? ''),
        ({ flow, oauthEnabled }) => !flow.app || !flow.policy || !oauthEnabled || 'the flow is on',
      ),
  ),
  fact(
    'orgWords.oauthOff',
    ({ app }) => line(orgWords.oauthOff(app())),
    (facts, { truth }) =>
      ofAny(appsNamed(truth, facts.app ?? ''), ({ oauthEnabled }) => !oauthEnabled || 'OAuth is on'),
  ),
  fact(
    'orgWords.keyChanged',
    ({ app }) => line(orgWords.keyChanged(app())),
    (facts, { truth }) =>
      ofAny(
        truth.apps.filter(({ app }) => app === facts.app),
        (watched) => {
          const current = orgAppOf(truth, watched)?.consumers.find(({ id }) => id === watched.consumerId)?.pairs[0]
            ?.consumerKey;
          return current === undefined ? null : current !== watched.consumerKey || 'the key is the same';
        },
      ),
  ),
  fact(
    'computerWords.journal',
    ({ count }) => line(computerWords.journal(count('lines'), null)),
    ({ lines }, { truth }) => isNumber(truth.journalLines, lines),
  ),
  fact(
    'computerWords.stateNone',
    () => line(computerWords.stateNone),
    (_facts, { truth }) => truth.apps.length === 0 || `${truth.apps.length} apps are watched`,
  ),
  fact('computerWords.borrowed', ({ words }) => line(computerWords.borrowed(words('org'))), isSecretAccess(true)),
  fact(
    'adoptWarnings.accessOff',
    ({ app }) => adoptWarnings.accessOff(app()),
    (facts, scene) =>
      all(
        isSecretAccess(false)(facts, scene),
        ofAny(
          scene.truth.apps.filter(({ app }) => app === facts.app),
          ({ store }) => store === null || 'the credentials are stored',
        ),
      ),
  ),
  fact(
    'adoptWarnings.notReadAgain.accessOff',
    ({ app }) => adoptWarnings.notReadAgain.accessOff(app()),
    isSecretAccess(false),
  ),
  fact(
    'adoptWarnings.flowOff',
    ({ app }) => adoptWarnings.flowOff(app()),
    someApp(({ flow, oauthEnabled }) => !flow.app || !flow.policy || !oauthEnabled || 'the flow is on'),
  ),
  fact(
    'adoptWarnings.oauthOff',
    ({ app }) => adoptWarnings.oauthOff(app()),
    someApp(({ oauthEnabled }) => !oauthEnabled || 'OAuth is on'),
  ),
  fact('secretAccessKept', () => "keyturn couldn't turn REST access to secrets off again yet.", isSecretAccess(true)),
].flat();
