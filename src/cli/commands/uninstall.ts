import { dirname, resolve } from 'node:path';
import type { OwnFolder } from '../../compose/own-folder.ts';
import type { Composition } from '../../compose.ts';
import { leftOffBy } from '../../core/model/left-off.ts';
import { hasOnlyCopies, leavesUnfinished, type UninstallPlan } from '../../core/model/uninstall.ts';
import { plainText } from '../../core/plain/text.ts';
import { isKeyturnError, reason } from '../../core/reasons/errors.ts';
import { withAllLeases } from '../../core/store-move/all-leases.ts';
import { type Forgotten, forgetKeychain } from '../../core/uninstall/forget-keychain.ts';
import { refuseDaemon } from '../../core/uninstall/refuse-work.ts';
import { namedSecrets, refuseNews, remainsOf } from '../../core/uninstall/what-stays.ts';
import { sectionsText } from '../../core/words/plan-text.ts';
import { stateProblems } from '../../core/words/state-problems.ts';
import { onlyApps, onlyNames, unfinishedNames, uninstallSections, uninstallWords } from '../../core/words/uninstall.ts';
import { bold } from '../../ui/paint.ts';
import { createAsker } from '../asker.ts';
import type { Call, ContextOf, RunCommand } from '../commands.ts';
import { openChosenStore } from '../open-store.ts';
import { wrongCall } from '../wrong-call.ts';

type Context = ContextOf<'uninstall'>;
type Wanted = Call<'uninstall'>;

/** `keyturn uninstall`: removes the background service and keyturn's folder, each on its own consent. */
export const uninstall: RunCommand<'uninstall'> = async (context, call) => {
  if (context.flags.practice)
    throw wrongCall(
      'uninstall',
      'The practice org is in the same folder. To delete it alone: `keyturn practice reset`',
    );
  if (call.backup !== undefined && !call.home && !context.canAsk) throw wrongCall('uninstall', '--backup needs --home');
  const composition = await context.compose();
  const folder = await composition.ownFolder();
  const plan = await planOf(composition, folder);
  const sections = uninstallSections(plan);
  const { output } = context;
  if (call.dryRun) {
    output.succeed({ ...documentOf(context, plan), dryRun: true, sections }, [
      bold(uninstallWords.title),
      ...sectionsText(sections),
      '',
      'Dry run: nothing changed. Without a terminal, the command needs: --service, --home or both.',
    ]);
    return 0;
  }
  output.note(bold(uninstallWords.title));
  for (const line of sectionsText(sections)) output.note(line);
  output.note('');
  const agreed = await agree(context, plan, call);
  const done = await perform(context, { composition, folder, plan, agreed, call });
  output.succeed({ ...documentOf(context, plan), ...done, dryRun: false, sections }, summary(context, plan, done));
  return 0;
};

async function planOf(composition: Composition, folder: OwnFolder): Promise<UninstallPlan> {
  const home = folder.content();
  const found = await (await composition.services()).look([]);
  const service = found && { path: found.path, isSystem: found.kind === 'systemd-system' };
  const damaged = home?.ours.filter((name) => name.startsWith('state.db.damaged-')) ?? [];
  const wasDamaged = damaged.length > 0 ? uninstallWords.damaged(damaged) : null;
  const unread = { service, home, remains: null, strays: 0 };
  const hadOne = home?.ours.includes('backups') || home?.setAside.some(({ kind }) => kind === 'state');
  if (!home?.ours.includes('state.db'))
    return { ...unread, problem: wasDamaged ?? (hadOne ? stateProblems.missing : null) };
  try {
    const remains = await remainsOf(await composition.state());
    return { service, home, remains, problem: wasDamaged, strays: folder.strays(namedSecrets(remains)) };
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return { ...unread, problem: error.message };
  }
}

interface Agreed {
  readonly service: boolean;
  readonly home: boolean;
  /** The only copy of a secret may be lost. */
  readonly discards: boolean;
}

/** @throws AnswerMissing, UnfinishedWork, OnlyCopies, NotAgreed */
async function agree(context: Context, plan: UninstallPlan, call: Wanted): Promise<Agreed> {
  const { canAsk } = context;
  if (plan.service === null && plan.home === null) return { service: false, home: false, discards: false };
  if (!canAsk) return fromFlags(plan, call);
  const ask = createAsker(context);
  const service = plan.service !== null && (call.service || (await ask.agrees('Remove the background service?')));
  // A service that stays would make a new folder.
  if (plan.home === null || (plan.service && !service)) return { service, home: false, discards: false };
  const isRisky = risksOf(plan, call).length > 0;
  if (!isRisky)
    return {
      service,
      home: call.home || (await ask.agrees(`Delete ${plan.home.path}?`)),
      discards: call.discardCredentials,
    };
  const typed = await ask.line(`Type delete to delete ${plan.home.path} with everything named above: `);
  return { service, home: typed.trim() === 'delete', discards: true };
}

function fromFlags(plan: UninstallPlan, call: Wanted): Agreed {
  const { service, home } = call;
  if (!service && !home) throw reason('AnswerMissing', { question: 'what to remove', flag: '--service or --home' });
  if (home && plan.service && !service) {
    throw reason('AnswerMissing', {
      question: 'the installed background service would use the folder again',
      flag: '--service',
    });
  }
  const [risk] = home ? risksOf(plan, call) : [];
  if (risk) throw risk;
  return {
    service: service && plan.service !== null,
    home: home && plan.home !== null,
    discards: call.discardCredentials,
  };
}

/** What nobody agreed to yet. A backup keeps what an encrypted file holds, but not what is in the keychain. */
function risksOf(plan: UninstallPlan, call: Wanted) {
  const isKept = call.backup !== undefined && !inKeychain(plan);
  return [
    ...(leavesUnfinished(plan) && !call.leaveUnfinished
      ? [reason('UnfinishedWork', { names: unfinishedNames(plan) })]
      : []),
    ...(hasOnlyCopies(plan) && !isKept && !call.discardCredentials
      ? [reason('OnlyCopies', { names: onlyNames(plan), apps: onlyApps(plan) })]
      : []),
  ];
}

function inKeychain({ remains }: Pick<UninstallPlan, 'remains'>): boolean {
  const stores = [
    ...(remains?.apps ?? []).map(({ watched }) => watched.store?.kind),
    ...(remains?.channelSecrets ?? []).map(({ store }) => store),
    remains?.sealKey.store,
  ];
  return stores.includes('keychain');
}

interface Performing {
  readonly composition: Composition;
  readonly folder: OwnFolder;
  readonly plan: UninstallPlan;
  readonly agreed: Agreed;
  readonly call: Wanted;
}

async function perform(context: Context, { composition, folder, plan, agreed, call }: Performing) {
  const { output } = context;
  const pid = agreed.home ? await folder.practiceProcess() : null;
  if (pid !== null) throw reason('PracticeOrgRunning', { pid });
  if (agreed.home) await folder.refusePracticeWork();
  if (agreed.service) {
    const { isSystem = false, path = '' } = plan.service ?? {};
    await (await composition.services()).uninstall({ isSystem, isForced: false });
    output.note(`✔ Removed the background service (${path}).`);
  }
  const nothing = { removed: { service: agreed.service, home: false, keychain: 0 }, backup: null, left: [] };
  if (!agreed.home) return nothing;
  const removing = () => copyAndForget(context, { composition, folder, plan, agreed, call });
  // Nobody stages credentials in a folder that is about to be deleted.
  const { backup, forgotten } = plan.remains
    ? await whileIdle(composition, async () => {
        refuseNews(plan, await planOf(composition, folder));
        return removing();
      })
    : await removing();
  // Open files can't be deleted everywhere.
  await composition.close();
  const left = folder.remove();
  return {
    removed: { service: agreed.service, home: true, keychain: forgotten },
    backup,
    left: left === null ? [] : [...left.ours, ...left.others],
  };
}

async function copyAndForget(context: Context, { composition, folder, plan, agreed, call }: Performing) {
  const backup = call.backup === undefined ? null : resolve(call.backup);
  const keychain = inKeychain(plan) ? await openKeychain(context, composition, agreed) : null;
  if (backup !== null) {
    await folder.backUp(backup);
    context.output.note(`✔ Copied to ${backup}.`);
  }
  const ofReal = keychain && plan.remains ? await forgetKeychain(keychain, plan.remains) : nothingForgotten;
  if (ofReal.shared > 0) context.output.warn(uninstallWords.sharedEntries(ofReal.shared));
  if (ofReal.unknown > 0) context.output.warn(uninstallWords.unknownEntries(ofReal.unknown));
  return { backup, forgotten: ofReal.removed + (await forgetPractice(context, folder)) };
}

/** @throws AnotherAtWork */
async function whileIdle<Value>(composition: Composition, work: () => Promise<Value>): Promise<Value> {
  const state = await composition.state();
  await refuseDaemon(state.leases);
  return withAllLeases(state, work, { isAlone: true });
}

const nothingForgotten: Forgotten = { removed: 0, shared: 0, unknown: 0 };

/** Secrets of the practice org are make-believe: a keychain that can't be used doesn't stop anything. */
async function forgetPractice(context: Context, folder: OwnFolder): Promise<number> {
  const remains = await folder.practiceRemains();
  if (!remains || !inKeychain({ remains })) return 0;
  const inside = await context.compose({ isPractice: true });
  try {
    return (await forgetKeychain(await openChosenStore(inside, context, 'keychain'), remains)).removed;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    context.output.warn(
      `${error.message}. Entries of the practice org stay in the keychain (service keyturn-practice).`,
    );
    return 0;
  } finally {
    await inside.close();
  }
}

/** null if it can't be used and a person agreed to lose what is in it. */
async function openKeychain(context: Context, composition: Composition, { discards }: Agreed) {
  try {
    return await openChosenStore(composition, context, 'keychain');
  } catch (error) {
    if (!isKeyturnError(error) || !discards) throw error;
    context.output.warn(`${error.message}. keyturn's entries stay in the keychain (service keyturn).`);
    return null;
  }
}

type Done = Awaited<ReturnType<typeof perform>>;

function documentOf({ program }: Context, { service, home, remains, problem }: UninstallPlan) {
  return {
    service: service?.path ?? null,
    home: home?.path ?? null,
    apps: (remains?.apps ?? []).map(({ watched, open, isBlocked, credentials }) => ({
      org: watched.org,
      app: watched.app,
      unfinished: open?.kind ?? (watched.decommission ? ('decommission' as const) : null),
      blocked: isBlocked,
      store: watched.store?.kind ?? null,
      credentials: credentials.map(({ consumerKey, state, isOnlyHere }) => ({
        consumerKey,
        state,
        onlyHere: isOnlyHere,
      })),
    })),
    channelSecrets: (remains?.channelSecrets ?? []).map(({ name }) => name),
    leftOff: (remains?.leftOff ?? []).flatMap(({ run }) => {
      const left = leftOffBy(run);
      return left === null ? [] : [{ org: run.org, app: run.app, ...left }];
    }),
    setups: (remains?.setups ?? []).map(({ org, app, command }) => ({ org, app, command: `keyturn ${command}` })),
    problem,
    program: programRemoval(program),
  };
}

function summary({ program }: Context, plan: UninstallPlan, { removed, left }: Done): readonly string[] {
  const { home, service } = plan;
  const gone = removed.home && home !== null;
  return [
    ...(home === null && service === null ? [uninstallWords.nothing] : []),
    ...(gone
      ? [
          left.length === 0
            ? `✔ Deleted ${plainText(home.path, 300)}.`
            : `✔ Deleted keyturn's files in ${plainText(home.path, 300)}. Left there: ${left.join(', ')}.`,
        ]
      : []),
    ...(removed.keychain > 0 ? [`✔ Removed ${removed.keychain} entries from the keychain.`] : []),
    gone || home === null
      ? `Now remove the program itself: ${programRemoval(program)}`
      : `keyturn's folder stays: ${plainText(home.path, 300)}. To delete it: \`keyturn uninstall --home\``,
  ];
}

/** How this copy of the program is removed. */
function programRemoval(program: string | undefined): string {
  if (program === undefined || !program.startsWith('node ')) return '`npm rm --global keyturn`';
  return `delete the folder ${dirname(dirname(resolve(process.argv[1] ?? '.')))}.`;
}
