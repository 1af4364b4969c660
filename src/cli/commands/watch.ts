import { usualPolicy } from '../../core/model/effective-policy.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import { dueAtOf, type WatchedApp } from '../../core/model/watched-app.ts';
import { plainText } from '../../core/plain/text.ts';
import { isoInstant } from '../../core/plain/time.ts';
import type { SalesforceOrg } from '../../core/ports/ports.ts';
import { isKeyturnError, reason } from '../../core/reasons/errors.ts';
import { adopt, parseIssued } from '../../core/watch/adopt.ts';
import { noteAccepted } from '../../core/watch/attend.ts';
import { dueSentence } from '../../core/words/app-state.ts';
import { consumerLabel, consumerProblems } from '../../core/words/consumers.ts';
import { doneWords } from '../../core/words/watch-list.ts';
import type { RunCommand } from '../commands.ts';
import { consumerSummary, consumersDocument } from '../consumer-document.ts';
import type { GlobalFlags } from '../context.ts';
import { checkedDeliveries } from '../deliver-flag.ts';
import { openChosenStore } from '../open-store.ts';
import { chosenStageAhead, policyOf } from '../policy-flags.ts';
import { refusePracticeAlias } from '../which-org.ts';
import { wrongCall } from '../wrong-call.ts';

/**
 * `keyturn watch <app>`: starts watching an app whose flow is on. For a watched app it reads the current credentials again, and
 * keeps what no flag changes. `--accept` needs a watched app, and accepts what changed outside keyturn.
 */
export const watch: RunCommand<'watch'> = async (context, call) => {
  const { flags, output } = context;
  const { app, accept: isAccepting, issued, replaceConsumers } = call;
  const deliveries = checkedDeliveries(call.deliver, 'watch');
  if (replaceConsumers && deliveries.length === 0) throw wrongCall('watch', consumerProblems.replacedByNone);
  const composition = await context.compose();
  const [state, clock, signIns] = await Promise.all([composition.state(), composition.clock(), composition.signIns()]);
  const before = watchedBefore(await state.apps.list(), app, { flags, mustBe: isAccepting });
  const name = flags.targetOrg ?? before?.org ?? (await signIns.defaultOrg());
  if (!name) throw reason('AnswerMissing', { question: 'which org', flag: '--target-org' });
  if (!before) refusePracticeAlias(name, composition.isPractice);
  const settings = await composition.settings();
  const policy = policyOf(
    call,
    before?.chosenPolicy ?? usualPolicy(settings, { org: name, username: name }),
    chosenStageAhead(settings),
  );
  const issuedAt = issued === undefined ? null : parseIssued(issued, clock.now());
  const org = await signIns.open(name, flags.apiVersion ? { apiVersion: flags.apiVersion } : {});
  if (before) await refuseOther(org, before, app);
  const { watched, warnings, removed } = await adopt({
    org,
    app: before?.app ?? app,
    consumer: flags.consumer ?? (isAccepting ? null : (before?.consumerId ?? null)),
    takesOver: isAccepting ? before : null,
    policy,
    deliveries,
    replacesConsumers: replaceConsumers,
    tests: await composition.deliveries(),
    issuedAt,
    openStore: () => openChosenStore(composition, context),
    state,
    clock,
  });
  for (const warning of warnings) output.warn(warning);
  if (isAccepting && before) await noteAccepted(state, before);
  const dueAt = dueAtOf(watched);
  const rotation = await state.rotations.latest(watched.orgId, watched.consumerId);
  const gone = removed.map((consumer) => `  Removed: ${consumerLabel(consumer)}.`);
  const { org: orgName, consumerKey, executionUser, lastProof, store } = watched;
  output.succeed(
    {
      org: orgName,
      app: watched.app,
      consumerId: watched.consumerId,
      consumerKey,
      executionUser: executionUser?.username ?? null,
      store,
      policy: watched.policy,
      lastProof: lastProof && { at: isoInstant(lastProof.at), answer: lastProof.answer },
      dueAt: isoInstant(dueAt),
      consumers: consumersDocument(watched, rotation),
    },
    [
      `✔ ${doneWords.watching(plainText(watched.label || watched.app), plainText(watched.orgName))} ${dueSentence(dueAt, clock.now())}`,
      ...consumerSummary(watched, rotation, clock.now()),
      ...gone,
    ],
  );
  return 0;
};

/**
 * The label of a watched app can be the developer name of another app of the org, which then needs its id.
 * @throws AppAmbiguous
 */
async function refuseOther(org: SalesforceOrg, { app, label }: WatchedApp, typed: string): Promise<void> {
  const name = typed.slice(typed.lastIndexOf('/') + 1).toLowerCase();
  if (name === app.toLowerCase() || name !== plainText(label).toLowerCase()) return;
  const other = (await org.apps.list()).find(({ developerName }) => developerName.toLowerCase() === name);
  if (other) throw reason('AppAmbiguous', { app: typed, candidates: [app, other.id ?? other.developerName] });
}

function watchedBefore(
  apps: readonly WatchedApp[],
  name: string,
  { flags, mustBe }: { readonly flags: GlobalFlags; readonly mustBe: boolean },
): WatchedApp | null {
  try {
    const inOrg = flags.targetOrg && !name.includes('/') ? `${flags.targetOrg}/${name}` : name;
    return findWatched(apps, inOrg, flags.consumer);
  } catch (error) {
    const isNew =
      isKeyturnError(error) && ['AppNotWatched', 'ConsumerAmbiguous', 'NoSuchConsumer'].includes(error.code);
    if (mustBe || !isNew) throw error;
    return null;
  }
}
