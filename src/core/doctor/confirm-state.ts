import { noted } from '../acts/noted.ts';
import { reason } from '../reasons/errors.ts';
import type { Unconfirmed } from '../reasons/unconfirmed.ts';
import type { Checked } from '../watch/check.ts';
import { type CheckAppsPorts, checkApps } from '../watch/check-apps.ts';

/** What was found before the confirmation. */
export interface Confirmed {
  readonly why: Unconfirmed;
  readonly checked: readonly Checked[];
}

/**
 * Checks every watched app. Then a person confirms that no other copy of the state is in use, and keyturn may change orgs again.
 * @param agree shows what was found @throws what it throws
 * @returns null if there is nothing to confirm
 * @throws StateUnchecked
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
  const failed = outcomes.flatMap((outcome, index) =>
    'failure' in outcome ? [{ app: watched[index]?.app ?? '', problem: outcome.failure.message }] : [],
  );
  const [first] = failed;
  if (first) throw reason('StateUnchecked', { apps: failed.map(({ app }) => app).join(', '), problem: first.problem });
  const found = { why, checked: outcomes.flatMap((outcome) => ('checked' in outcome ? [outcome.checked] : [])) };
  await agree(found);
  await installation.confirm();
  for (const { watched: app } of found.checked) await noted(journal, app, 'confirm-state', { why });
  return found;
}
