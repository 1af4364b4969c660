import { unwrittenFiles } from '../../core/acts/unwritten-files.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import { dueAtOf, type WatchedApp } from '../../core/model/watched-app.ts';
import { linesOf } from '../../core/plain/text.ts';
import { isoInstant } from '../../core/plain/time.ts';
import { isKeyturnError, reason } from '../../core/reasons/errors.ts';
import { noteAccepted } from '../../core/watch/attend.ts';
import { parseIssued } from '../../core/watch/parse-issued.ts';
import { consumerLabel, consumerProblems, unwrittenWords } from '../../core/words/consumers.ts';
import { allowedHosts } from '../allow-host.ts';
import type { RunCommand } from '../commands.ts';
import { consumerSummary, consumersDocument } from '../consumer-document.ts';
import type { GlobalFlags } from '../context.ts';
import { checkedDeliveries } from '../deliver-flag.ts';
import { fileCautions } from '../file-cautions.ts';
import { driftDocument, driftLines } from '../rotation-document.ts';
import { openUsualStore } from '../usual-store.ts';
import { watchApp, watchingLines } from '../watch-app.ts';
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
  const composition = await context.compose({ allowHosts: allowedHosts(call.allowHost, 'watch') });
  const [state, clock, signIns] = await Promise.all([composition.state(), composition.clock(), composition.signIns()]);
  const began = clock.now();
  const before = watchedBefore(await state.apps.list(), app, { flags, mustBe: isAccepting });
  const org = flags.targetOrg ?? before?.org ?? (await signIns.defaultOrg());
  if (!org) throw reason('AnswerMissing', { question: 'which org', flag: '--target-org' });
  const { watched, warnings, removed } = await watchApp(composition, {
    ...{ org, app, before, deliveries, isAccepting },
    oauthConsumer: flags.consumer ?? null,
    policy: call,
    replacesConsumers: replaceConsumers,
    issuedAt: issued === undefined ? null : parseIssued(issued, clock.now()),
    apiVersion: flags.apiVersion,
    openStore: async (known) => {
      // A choice of this call moves the credentials; without one they go where the others are.
      const isChosen = (await composition.stores()).chosen() !== null;
      return openUsualStore(composition, context, isChosen ? undefined : known);
    },
  });
  const cautions = await fileCautions(await composition.deliveries(), deliveries);
  for (const warning of [...warnings, ...cautions]) output.warn(warning);
  if (isAccepting && before) await noteAccepted(state, before);
  const dueAt = dueAtOf(watched);
  const rotation = await state.rotations.latest(watched.orgId, watched.consumerId);
  const unwritten = unwrittenWords(
    watched.app,
    await unwrittenFiles(await composition.deliveries(), watched, rotation),
  );
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
      drift: driftDocument(watched.lastCheck, began),
      consumers: consumersDocument(watched, rotation),
    },
    linesOf(
      watchingLines(watched, clock.now()),
      driftLines(watched.lastCheck, began),
      consumerSummary(watched, rotation, clock.now()),
      unwritten && `  ${unwritten}`,
      gone,
    ),
  );
  return 0;
};

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
