import { noted } from '../acts/noted.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import type { Unconfirmed } from '../reasons/unconfirmed.ts';
import type { Checked } from '../watch/check.ts';
import { type CheckAppsPorts, checkApps } from '../watch/check-apps.ts';

/** What was found before the confirmation. */
export interface Confirmed {
  readonly why: Unconfirmed;
  readonly checked: readonly Checked[];
  readonly unchecked: readonly Unchecked[];
}

/** An app that couldn't be checked, for example because its org can't be reached. */
export interface Unchecked {
  readonly watched: WatchedApp;
  readonly failure: KeyturnError;
}

/**
 * Checks every watched app. Then a person confirms that no other copy of the state is in use, and keyturn may change orgs again.
 * An app that can't be checked doesn't block the others for ever: a person may confirm without it.
 * @param agree shows what was found @throws what it throws
 * @returns null if there is nothing to confirm
 */
export async function confirmState(
  ports: CheckAppsPorts,
  agree: (found: Confirmed) => Promise<void>,
): Promise<Confirmed | null> {
  const { apps, installation, journal } = ports.state;
  const why = installation.unconfirmed();
  if (why === null) return null;
  const watched = await apps.list();
  const outcomes = await checkApps(ports, watched);
  const found = {
    why,
    checked: outcomes.flatMap((outcome) => ('checked' in outcome ? [outcome.checked] : [])),
    unchecked: outcomes.flatMap((outcome, index) => {
      const app = watched[index];
      return app && 'failure' in outcome ? [{ watched: app, failure: outcome.failure }] : [];
    }),
  };
  await agree(found);
  await installation.confirm();
  for (const { watched: app } of found.checked) await noted(journal, app, 'confirm-state', { why });
  for (const { watched: app, failure } of found.unchecked)
    await noted(journal, app, 'confirm-state', { why, unchecked: failure.code });
  return found;
}
