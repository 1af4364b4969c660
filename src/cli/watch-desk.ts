import { type OpenStore, openOnce } from '../compose/opened-stores.ts';
import type { Composition } from '../compose.ts';
import { targetsOf } from '../core/model/consumer.ts';
import type { Plan } from '../core/model/operation-plan.ts';
import type { Secret } from '../core/model/secret.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { day, minute } from '../core/plain/time.ts';
import type { Clock, PassphraseRule } from '../core/ports/ports.ts';
import { reason } from '../core/reasons/errors.ts';
import type { Talk, WatchDesk } from '../core/status/desk.ts';
import { readDaemon } from '../core/status/read-daemon.ts';
import { readStatus } from '../core/status/read-status.ts';
import { unfinishedSetups } from '../core/status/unfinished-setups.ts';
import { lastingCautionTexts } from '../core/words/deliveries.ts';
import { dryRunWords } from '../core/words/dry-run.ts';
import { settingsFaultWords } from '../core/words/settings-problems.ts';
import { unconfirmedBriefly, unconfirmedNotice } from '../core/words/state-problems.ts';
import { unfinishedSetupsBriefly } from '../core/words/unfinished-setup.ts';
import type { EmergencyScreen } from '../ui/emergency/emergency-screen.ts';
import { agreeByAsking, type Given } from './agree.ts';
import { acknowledge, snoozeFor } from './attention.ts';
import { applyRule, ruleOfOperation } from './broken-settings.ts';
import type { CommandContext } from './context.ts';
import { cautionsOf } from './file-cautions.ts';
import { openChosenStore } from './open-store.ts';
import { operatingOf } from './operating.ts';
import { handOverSummary, rotationSummary } from './rotation-document.ts';
import { takePair } from './take-pair.ts';
import { createDeskOfApps } from './watch-desk-apps.ts';

const nothing: Given = { plan: false, confirmed: false, borrow: false, otherFlows: false };

export interface WatchParts {
  readonly desk: WatchDesk;
  /** Plans an emergency for the emergency screen. Its `leave` releases the leases. */
  readonly openEmergency: (watched: WatchedApp, talk: Talk) => Promise<EmergencyScreen>;
}

/** The watch screen's access to data and actions, made of the same parts as the commands. */
export async function createWatchDesk(composition: Composition, context: CommandContext): Promise<WatchParts> {
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  let asker: Talk['passphrase'] = async () => null;
  const openStore = openOnce((kind) =>
    openChosenStore(composition, context, kind, async (rule) => {
      const given = await (rule ? newPassphrase(asker, rule) : asker('known', null));
      if (!given) throw reason('NotAgreed', { what: 'The use of the encrypted file' });
      return given;
    }),
  );
  const storeIn =
    (talk: Talk): OpenStore =>
    (kind) => {
      asker = talk.passphrase;
      return openStore(kind);
    };
  /** The practice org's clock can jump while the screen is open. Without the org, its last known time is used. */
  const followClock = () => composition.freshClock().catch(() => clock);
  const operating = async ({ signal, tell, ...talk }: Talk) => {
    await followClock();
    return operatingOf(composition, context, { signal, tell, openStore: storeIn({ signal, tell, ...talk }) });
  };
  const files = cautionsNowAndThen(clock, async () => {
    const targets = (await state.apps.list()).flatMap(({ consumers }) => targetsOf(consumers));
    return (await cautionsOf(await composition.deliveries(), targets)).flatMap(lastingCautionTexts);
  });
  const ofApps = await createDeskOfApps({ composition, context, storeIn });
  const desk: WatchDesk = {
    ...ofApps,
    now: () => clock.now(),
    rows: async () => {
      state.mustBeInPlace();
      // Not awaited: the state is read at once, and the next look goes by the new time.
      void followClock();
      return readStatus(state, clock.now(), composition.containments);
    },
    daemon: () => readDaemon(state),
    unfinishedSetups: async () => unfinishedSetupsBriefly(await unfinishedSetups(state)),
    settingsProblem: async () => {
      if (state.installation.unconfirmed() !== null) return unconfirmedBriefly;
      const fault = await composition.settingsFault();
      return fault && settingsFaultWords(fault);
    },
    cautions: async () => {
      const why = state.installation.unconfirmed();
      const repeated = [await desk.settingsProblem(), why && unconfirmedNotice(why)];
      return [...composition.notices.filter((notice) => !repeated.includes(notice)), ...(await files())];
    },
    snooze: async (watched, days) => snoozeFor({ state, clock }, watched, days * day),
    acknowledge: async (watched) => acknowledge({ state, clock }, watched, {}),
    history: ({ orgId, app }) => state.journal.list({ orgId, app }),
    operate: async (watched, kind, talk) => {
      await applyRule(ruleOfOperation(kind), composition);
      const { operate } = await import('../core/operate/operate.ts');
      const { portsFor, requestOf } = await operating(talk);
      const request = { ...requestOf(watched), kind, deliveries: null, noConsumers: false, graceDays: null };
      const end = await operate(portsFor(watched), request, (plan) => agreeByAsking(plan, nothing, talk));
      return rotationSummary(end);
    },
    resume: async (watched, talk) => {
      const { resumeRotation } = await import('../core/operate/operate.ts');
      const { portsFor, requestOf } = await operating(talk);
      const goesWithout = async (plan: Plan) => {
        await agreeByAsking(plan, nothing, talk);
        return true;
      };
      const end = await resumeRotation(portsFor(watched), { ...requestOf(watched), goesWithout });
      return end ? rotationSummary(end) : [dryRunWords.nothingToContinue];
    },
    check: async (watched, talk) => {
      const [{ checkApp }, { checkSummary }] = await Promise.all([
        import('../core/watch/check.ts'),
        import('./check-document.ts'),
      ]);
      const { portsFor, requestOf } = await operating(talk);
      const { openOrg, openStore: open, deliveries } = portsFor(watched);
      const org = await openOrg(requestOf(watched).orgName);
      const ports = { org, state, clock, deliveries, testEveryMs: 0, openStore: open };
      return checkSummary(await checkApp(ports, watched));
    },
    confirmHandOver: async (watched, consumer) => {
      const { confirmHandOver } = await import('../core/operate/hand-over.ts');
      const ports = { state, clock, deliveries: await composition.deliveries() };
      return handOverSummary(watched, consumer, await confirmHandOver(ports, watched, consumer)).lines;
    },
    reveal: (watched, slot, talk) =>
      takePair(state, watched, { slot, now: clock.now(), to: 'screen', openStore: storeIn(talk) }),
  };
  const openEmergency = async (watched: WatchedApp, talk: Talk) => {
    const [{ beginConversation }, { screenOf }] = await Promise.all([
      import('./emergency/conversation.ts'),
      import('./emergency/on-screen.ts'),
    ]);
    const parts = await operating(talk);
    const begun = await beginConversation(parts, [{ ...parts.requestOf(watched), ...plainEmergency }]);
    const error = begun.lanes[0]?.error;
    if (error) throw error;
    return screenOf({ ...begun, confirmed: watched, isDrill: false }, composition.isPractice);
  };
  return { desk, openEmergency };
}

/** The `e` key has no options. The command has flags for them. */
const plainEmergency = {
  containBy: null,
  leakedSince: null,
  keepsSessions: false,
  reportTo: null,
  deliveries: null,
  byDeploy: false,
  mayReplaceAnew: true,
  certificate: 'unknown',
} as const;

/** A drive that is gone answers slowly, so files are looked at once a minute. */
function cautionsNowAndThen(clock: Pick<Clock, 'now'>, look: () => Promise<readonly string[]>) {
  let known: { readonly at: number; readonly texts: readonly string[] } | null = null;
  return async (): Promise<readonly string[]> => {
    if (known === null || Math.abs(clock.now() - known.at) >= minute) known = { at: clock.now(), texts: await look() };
    return known.texts;
  };
}

/** Asks twice: a typo in a new passphrase would make the store unreadable for good. */
async function newPassphrase(ask: Talk['passphrase'], rule: PassphraseRule): Promise<Secret | null> {
  if (rule.madeUp !== null) return rule.madeUp;
  for (let isFirst = true; ; isFirst = false) {
    const typed = await ask(isFirst ? 'new' : 'new-differed', rule);
    const again = typed && (await ask('again', null));
    if (!typed || !again) return null;
    if (again.equals(typed)) return typed;
  }
}
