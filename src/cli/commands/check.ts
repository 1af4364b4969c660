import { findWatched } from '../../core/model/find-watched.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { checkApps } from '../../core/watch/check-apps.ts';
import { checkDocument, checkSummary } from '../check-document.ts';
import type { RunCommand } from '../commands.ts';
import { openOperating } from '../operating.ts';

/** `keyturn check [app]`: verifies credentials and finds changes made outside keyturn. */
export const check: RunCommand<'check'> = async (context, { app: name }) => {
  const { ports, watched, storeOf, requestOf } = await openOperating(context, {});
  const chosen = name ? [findWatched(watched, name, context.flags.consumer, { byBeginning: context.canAsk })] : watched;
  const orgNameOf = (app: WatchedApp) => requestOf(app).orgName;
  const outcomes = await checkApps({ ...ports, testEveryMs: 0, orgNameOf, storeOf }, chosen);
  const found = outcomes.flatMap((outcome) => ('checked' in outcome ? [outcome.checked] : []));
  // When an org can't be reached, all of its apps share one failure.
  const failures = new Set(outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : [])));
  const [failure, ...others] = failures;
  if (failure) {
    for (const line of found.flatMap(checkSummary)) context.output.note(line);
    for (const other of others) context.output.warn(`${other.message} (${other.code})`);
    throw failure;
  }
  context.output.succeed(
    { apps: found.map(checkDocument) },
    found.length > 0 ? found.flatMap(checkSummary) : ['No app is watched yet. Start with `keyturn setup`.'],
  );
  return 0;
};
