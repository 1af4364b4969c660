import { linesOf, plainText } from '../core/plain/text.ts';
import { isoDay, isoInstant, isoInstantOrNull } from '../core/plain/time.ts';
import type { SetupResult } from '../core/setup/result.ts';

/** `result` of `keyturn setup --json`. */
export function setupDocument(result: SetupResult) {
  const { org, app, executionUser, changes, deploy, proof, store, policy, dueAt, project } = result;
  return {
    org,
    app,
    executionUser,
    changes,
    deploy,
    proof: proof && { ...proof, at: isoInstant(proof.at) },
    store,
    policy,
    dueAt: isoInstantOrNull(dueAt),
    ...(project ? { project } : {}),
  };
}

/** What happened, the proof, what to do next. */
export function setupSummary(result: SetupResult, isDryRun: boolean): readonly string[] {
  const { app, org, executionUser, changes, proof, store, dueAt, project } = result;
  const label = plainText(app.label || app.developerName);
  const changed = changes.map(
    ({ component, field, from, to }) =>
      `    ${component} ${field}: ${from ?? '(not set)'} → ${to === '' ? '(cleared)' : to}`,
  );
  if (isDryRun) {
    const isUnchecked = changes.length > 0 && result.deploy === null;
    return [
      `✔ Dry run for ${label} in ${plainText(org.name)}: ${isUnchecked ? 'it can be checked once the new user is there' : 'Salesforce would take it'}. Nothing was changed.`,
      ...(changed.length > 0 ? ['  What would change:', ...changed] : ['  Nothing has to change.']),
    ];
  }
  return linesOf(
    `✔ ${label} in ${plainText(org.name)} issues tokens that act as ${executionUser.username}`,
    changed.length > 0 ? ['  Changed:', ...changed] : '  Nothing in the app had to change.',
    proof && `  Proved at ${isoInstant(proof.at)} with a real token (scopes: ${proof.scopes.join(' ') || 'not told'})`,
    project && ['  The same with the Salesforce CLI, in the project:', `    ${project.command}`],
    store && `  The pair is kept in the ${store.kind}: ${store.reference}`,
    dueAt !== null && `  Due on ${isoDay(dueAt)}.`,
    `  Next: \`keyturn status\`; give the pair to its consumer with \`keyturn reveal ${app.developerName}\`.`,
  );
}
