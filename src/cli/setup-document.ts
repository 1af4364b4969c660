import { linesOf, plainText } from '../core/plain/text.ts';
import { isoInstant, isoInstantOrNull } from '../core/plain/time.ts';
import type { SetupResult } from '../core/setup/result.ts';
import { dueSentence } from '../core/words/app-state.ts';
import { createdUserWords } from '../core/words/setup.ts';
import { untouchedWords } from '../core/words/untouched.ts';
import { doneWords } from '../core/words/watch-list.ts';
import { driftDocument, driftLines } from './rotation-document.ts';

/** `result` of `keyturn setup --json`. */
export function setupDocument(result: SetupResult) {
  const { org, app, executionUser, createdUser, changes, deploy, proof, store, policy, dueAt, drift, project } = result;
  return {
    org,
    app,
    executionUser,
    createdUser,
    changes,
    deploy,
    proof: proof && { ...proof, at: isoInstant(proof.at) },
    store,
    policy,
    dueAt: isoInstantOrNull(dueAt),
    drift: driftDocument({ at: 0, drift }, 0),
    ...(project ? { project } : {}),
  };
}

/** What changed, how it was verified and what to do next, for people. */
export function setupSummary(result: SetupResult, isDryRun: boolean): readonly string[] {
  const { app, org, executionUser, createdUser, changes, proof, store, dueAt, ageNote, unwrittenNote, drift, project } =
    result;
  const label = plainText(app.label || app.developerName);
  const changed = changes.map(
    ({ component, field, from, to }) =>
      `    ${component} ${field}: ${from ?? '(not set)'} → ${to === '' ? '(cleared)' : to}`,
  );
  if (isDryRun) {
    const isUnchecked = changes.length > 0 && result.deploy === null;
    return [
      `✔ Dry run for ${label} in ${plainText(org.name)}: ${isUnchecked ? 'Salesforce can check it once the new user exists' : 'Salesforce accepts the changes'}. ${untouchedWords.nothingWas}`,
      ...(changed.length > 0 ? ['  What would change:', ...changed] : ['  No changes needed.']),
    ];
  }
  return linesOf(
    `✔ ${doneWords.setUp(label, plainText(org.name), executionUser.username)}`,
    createdUser && `  ${createdUserWords(createdUser)}`,
    changed.length > 0 ? ['  Changed:', ...changed] : '  The app needed no changes.',
    proof && `  Verified at ${isoInstant(proof.at)} with a real token (scopes: ${proof.scopes.join(' ') || 'unknown'})`,
    project?.command && ['  The same with the Salesforce CLI, in the project folder:', `    ${project.command}`],
    store && `  The credentials are in the ${store.kind}: ${store.reference}`,
    dueAt !== null && `  ${dueSentence(dueAt, proof?.at ?? dueAt)}`,
    ageNote !== null && `  ${ageNote}`,
    driftLines({ at: 0, drift }, 0),
    unwrittenNote !== null && `  ${unwrittenNote}`,
    `  Next: show the credentials for their consumer with \`keyturn reveal ${app.developerName}\`. \`keyturn status\` lists all apps.`,
  );
}
