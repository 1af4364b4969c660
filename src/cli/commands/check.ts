import { spareState } from '../../core/acts/spare-state.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { hostKind, hostOf } from '../../core/plain/org-host.ts';
import { acceptAddresses } from '../../core/watch/accept-address.ts';
import type { Checked } from '../../core/watch/check.ts';
import { checkApps } from '../../core/watch/check-apps.ts';
import { homeCareWords } from '../../core/words/home-care.ts';
import { checkDocument, checkSummary } from '../check-document.ts';
import type { RunCommand } from '../commands.ts';
import { openOperating } from '../operating.ts';

/** `keyturn check [app]`: verifies credentials and finds changes made outside keyturn. */
export const check: RunCommand<'check'> = async (context, { app: name, accept }) => {
  const { ports: usual, watched: known, storeOf, requestOf } = await openOperating(context, {});
  // A check is worth something without its record, but not what a person accepts.
  const spare = accept ? null : spareState(usual.state, usual);
  const state = spare ? { ...spare.state, leases: spare.leases } : usual.state;
  const ports = { ...usual, state };
  const choose = (apps: readonly WatchedApp[]) =>
    name ? [findWatched(apps, name, context.flags.consumer, { byBeginning: context.canAsk })] : apps;
  const orgNameOf = (app: WatchedApp) => requestOf(app).orgName;
  for (const { org, from, to } of accept ? await acceptAddresses({ ...ports, orgNameOf }, choose(known)) : [])
    context.output.note(`Accepted ${to} as the address of ${org}. It was ${from}.`);
  const chosen = choose(accept ? await ports.state.apps.list() : known);
  const outcomes = await checkApps({ ...ports, testEveryMs: 0, orgNameOf, storeOf }, chosen);
  const found = outcomes.flatMap((outcome) => ('checked' in outcome ? [outcome.checked] : []));
  const fault = spare?.fault();
  if (fault) context.output.warn(homeCareWords.notRecorded('check', fault.message));
  // When an org can't be reached, all of its apps share one failure.
  const failures = new Set(outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : [])));
  const [failure, ...others] = failures;
  for (const { watched } of found.filter(isOutside)) context.output.warn(outsideWarning(watched));
  const clocks = new Map(found.map(({ watched, clockProblem }) => [watched.org, clockProblem] as const));
  for (const problem of clocks.values()) if (problem) context.output.warn(`${problem.message}. ${problem.actions[0]}`);
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

/** An earlier version began to watch the app at a host that nobody allowed. It keeps working, and a person should look once. */
function isOutside({ watched }: Checked): boolean {
  const url = URL.parse(watched.instanceUrl);
  return url !== null && hostKind(url) === 'other' && watched.allowedHost === undefined;
}

function outsideWarning({ app, instanceUrl }: WatchedApp): string {
  const host = hostOf(instanceUrl);
  return `${app}: ${host} isn't an address of Salesforce. If you trust it: \`keyturn watch ${app} --allow-host ${host}\`.`;
}
