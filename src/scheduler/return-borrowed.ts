import { returnBorrowedSecretAccess } from '../core/acts/secret-access.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';

/** Gives back what runs that ended too early had borrowed, in every org. What can't be given back now is tried at the next tick. */
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
