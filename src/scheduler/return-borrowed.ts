import { returnBorrowedSecretAccess } from '../core/acts/secret-access.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';

/** Turns off REST access to secrets that interrupted runs left on, in every org. The next tick retries what fails. */
export async function returnBorrowed({ state, clock, openOrg }: OperatePorts) {
  const open = (await state.journal.open()).filter(({ action }) => action === 'borrow-secret-access');
  const orgs = new Map(open.map(({ orgId, org, app }) => [orgId, { org, app: app ?? org }]));
  const returned = await Promise.all(
    [...orgs.values()].map(async ({ org, app }) => {
      try {
        const isReturned = await returnBorrowedSecretAccess({ org: await openOrg(org), state, clock });
        return isReturned ? [{ app, action: 'return-secret-access' }] : [];
      } catch (error) {
        if (!isKeyturnError(error)) throw error;
        return [];
      }
    }),
  );
  return returned.flat();
}
