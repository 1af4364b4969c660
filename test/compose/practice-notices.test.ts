import { expect, it, onTestFinished } from 'vitest';
import { openNotifiers } from '../../src/compose/notifiers.ts';
import { compose } from '../../src/compose.ts';
import { usualSettings } from '../../src/core/adapters/config.ts';
import { parseSettings } from '../../src/core/adapters/config-schema.ts';
import { newConsumer } from '../../src/core/model/consumer.ts';
import type { DaemonTroubleKind } from '../../src/core/model/daemon-health.ts';
import type { Notice, NoticeKind } from '../../src/core/model/notice.ts';
import type { Rotation } from '../../src/core/model/rotation.ts';
import { parseTarget } from '../../src/core/model/target.ts';
import { type Drift, driftKinds, type WatchedApp } from '../../src/core/model/watched-app.ts';
import { daemonNotices, failingNotice } from '../../src/core/reminders/daemon-matters.ts';
import { noticesAfterWork, type ReminderFacts } from '../../src/core/reminders/notices.ts';
import { type DriftFacts, driftWords } from '../../src/core/words/drift.ts';
import { wordedNotice } from '../../src/scheduler/send.ts';
import { day, delivery, facts, noon, rotated, staged } from '../core/automation/app-facts.ts';
import { emergencyRun } from '../core/watch/rotations.ts';
import { tempFolder } from '../support/temp-folder.ts';

const program = 'node /opt/keyturn/bin/keyturn.cjs';
const user = 'int.erp@acme.example';
const practice = { org: 'practice', app: 'ERP_Bridge' };

/** Every change outside keyturn, with the facts that decide its words. */
const changes: { readonly [Kind in Drift['kind']]: readonly (DriftFacts & { readonly kind: Kind })[] } = {
  'app-gone': [true, false].map((hasRun) => ({ kind: 'app-gone', hasRun })),
  'sandbox-refreshed': [null, '3MVG9new'].map((key) => ({
    kind: 'sandbox-refreshed',
    newOrgId: '00D2',
    key,
    hasRun: false,
  })),
  'pair-changed-outside': [{ kind: 'pair-changed-outside', key: '3MVG9new', before: '3MVG9old' }],
  'staged-outside': [{ kind: 'staged-outside', key: '3MVG9new', author: 'Otto' }],
  'secret-missing': [{ kind: 'secret-missing', key: '3MVG9old' }],
  'flow-off': (['oauth', 'app', 'policy'] as const).map((side) => ({ kind: 'flow-off', side, wasOn: true })),
  'user-changed': [{ kind: 'user-changed', user, before: 'other@acme.example' }],
  'user-missing': [{ kind: 'user-missing', user }],
  'user-inactive': [{ kind: 'user-inactive', user }],
  'user-frozen': [
    { kind: 'user-frozen', user },
    { kind: 'user-frozen', user, frozenFor: { app: 'Mailer', wasSo: false } },
  ],
  'user-more-powerful': [{ kind: 'user-more-powerful', user, powers: ['ModifyAllData'] }],
  'policy-loosened': [{ kind: 'policy-loosened', changes: ['IP addresses: relaxed'] }],
  'secret-access-left-on': [{ kind: 'secret-access-left-on' }],
  'host-changed': [{ kind: 'host-changed', from: 'https://a.example', to: 'https://b.example' }],
};

interface Given {
  readonly app?: Partial<WatchedApp>;
  readonly rotation?: Rotation;
  readonly signInEnding?: ReminderFacts['signInEnding'];
  /** Days after the start. */
  readonly after?: number;
  /** The daemon has done nothing. */
  readonly isIdle?: true;
}

function found({ app, rotation = undefined, signInEnding, after = 1, isIdle }: Given): readonly Notice[] {
  const given = {
    ...facts(noon + after * day, { app: { ...practice, ...app }, ...(rotation ? { rotation } : {}) }),
    ...(signInEnding ? { signInEnding } : {}),
  };
  return noticesAfterWork(given, { rotation: isIdle ? given.rotation : null, didRestage: false });
}

const waits = { deliveries: [delivery('manual:Ana', 'waiting', noon)], stop: { code: 'HandOverPending', at: noon } };
const ana = newConsumer(parseTarget('manual:Ana'), { contact: 'ana@acme.example' });
const file = newConsumer(parseTarget('file:/etc/erp.env'));
const failing = { ...file, test: { at: noon, since: noon, problem: 'no such folder' } };
const trouble = (code: string) => ({ code, message: `${code}.`, since: noon, triedAt: noon + day, isPassing: false });
const stopped = (code: string) => ({ stop: { code, at: noon } });

const situations: readonly Given[] = [
  ...Object.values(changes)
    .flat()
    .map((one) => ({
      app: { lastCheck: { at: noon, drift: [{ kind: one.kind, since: noon, ...driftWords('ERP_Bridge', one) }] } },
    })),
  { after: 95 },
  { after: 95, rotation: rotated(stopped('X')) },
  { app: { issuedAt: null } },
  ...(['refused', 'inconclusive'] as const).map((answer) => ({
    app: { lastProof: { at: noon, answer, detail: 'no' } },
    after: 2,
  })),
  { rotation: staged(), isIdle: true },
  { rotation: staged(), after: 29 },
  { rotation: rotated(waits), after: 31, app: { consumers: [ana] } },
  { rotation: rotated({ ...waits, kind: 'back' }), app: { consumers: [{ ...ana, keys: ['age1xyz'] }] } },
  { rotation: rotated({ ...waits, stays: '3MVG9new' }) },
  { rotation: rotated(stopped('GraceNotOver')) },
  { rotation: rotated({ kind: 'emergency', emergency: emergencyRun(), ...stopped('X') }) },
  ...['SignInBroken', 'OrgUnreachable', 'AppUnknown', 'SecretAccessOff'].map((code) => ({
    app: { trouble: trouble(code) },
  })),
  { signInEnding: { at: noon + 2 * day, problem: 'it ends', cure: 'Sign in again: `keyturn doctor -o practice`.' } },
  { app: { consumers: [failing] } },
  { app: { consumers: [{ ...failing, test: { ...failing.test, isLost: true } }] } },
  { app: { lastCheck: { at: noon, drift: [] } }, after: 9 },
];

const troubleKinds: readonly DaemonTroubleKind[] = [
  'store-closed',
  'state-set-aside',
  'state-unconfirmed',
  'channel-failing',
];

const ofDaemon = daemonNotices(
  {
    troubles: troubleKinds.map((kind) => ({
      kind,
      subject: 'keychain',
      problem: 'run `keyturn doctor`',
      cure: 'Run `keyturn doctor`.',
      since: noon,
    })),
    acknowledged: null,
  } as never,
  noon + day,
  'bench',
);
const failed = failingNotice({ since: noon, problem: 'no space left' }, noon + day, 'bench');

/** Breaks if a kind is added. */
const everyKind: Readonly<Record<NoticeKind, true>> = {
  'secret-age': true,
  'age-unknown': true,
  'staged-waiting': true,
  'staged-expires': true,
  'overlap-ends': true,
  'consumers-unconfirmed': true,
  'consumer-waiting': true,
  'proof-failed': true,
  drift: true,
  'rotation-blocked': true,
  'sign-in-broken': true,
  'sign-in-ends': true,
  'consumer-failing': true,
  'org-unseen': true,
  'done-by-daemon': true,
  'store-closed': true,
  'state-set-aside': true,
  'state-unconfirmed': true,
  'channel-failing': true,
  'daemon-failing': true,
};

it('names the practice org in every command of every kind of notice about it, as this copy of keyturn is started', async () => {
  const lines: string[] = [];
  const composition = compose({ isPractice: true, isInteractive: false, program, env: { KEYTURN_HOME: tempFolder() } });
  onTestFinished(() => composition.close());
  const parsed = parseSettings("{ channels: { kept: { type: 'log' } } }", usualSettings());
  if (!parsed.ok) throw new Error(parsed.problem.problem);
  const { settings } = parsed.value;
  const [log] = await openNotifiers(
    { isPractice: true, settings: async () => settings, hasState: async () => false, state: () => Promise.reject() },
    {
      env: {},
      openStore: () => Promise.reject(new Error('not needed')),
      writeLine: (line) => void lines.push(line),
    },
  );
  const notices = [...situations.flatMap(found), ...ofDaemon, ...(failed ? [failed] : [])];
  expect(new Set(notices.map(({ kind }) => kind))).toEqual(new Set(Object.keys(everyKind)));
  expect(new Set(notices.filter(({ kind }) => kind === 'drift').map(({ threshold }) => threshold))).toEqual(
    new Set(driftKinds),
  );
  for (const notice of notices) {
    const worded = wordedNotice(notice, composition.worded);
    await log?.send({ id: notice.id, notices: [worded], at: noon });
    const sent = JSON.parse(lines.pop() ?? '').notices[0];
    for (const text of [sent.title, sent.text, ...sent.actions] as string[]) {
      expect(text, notice.kind).not.toContain('Setup');
      for (const [command] of text.matchAll(/`[^`]*`/g)) {
        expect(command, `${notice.kind}: ${text}`).toMatch(/^`node \/opt\/keyturn\/bin\/keyturn\.cjs /);
        expect(command, `${notice.kind}: ${text}`).toMatch(/ --practice\b| practice act /);
      }
    }
  }
});

it('names the org in every command of a notice about an app, as another org may have one of the same name', () => {
  for (const { title, text, actions } of situations.flatMap(found)) {
    for (const line of [title, text, ...actions]) {
      expect(line).not.toMatch(/`keyturn [a-z-]+ (ERP_Bridge|Mailer)\b/);
      expect(line).not.toContain('keyturn setup --app');
    }
  }
});
