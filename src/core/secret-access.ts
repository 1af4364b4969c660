import { journalled } from './journalled.ts';
import type { Journal, SalesforceOrg } from './ports.ts';

interface Where {
  readonly org: SalesforceOrg;
  readonly journal: Journal;
  readonly app: string | null;
}

/**
 * Borrows the org-wide setting *Allow access to External Client App consumer secrets via REST API* for one burst of calls
 * and gives it back on every way out. The open intent in the journal is what gives it back after a crash.
 */
export async function withSecretAccess<Value>(
  { org, journal, app }: Where,
  work: () => Promise<Value>,
): Promise<Value> {
  const act = { action: 'borrow-secret-access', orgId: org.orgId, org: org.name, app, detail: { was: false } } as const;
  return journalled(journal, act, async () => {
    await org.metadata.setSecretAccess(true);
    let value: Value;
    try {
      value = await work();
    } catch (error) {
      await org.metadata.setSecretAccess(false);
      throw error;
    }
    await org.metadata.setSecretAccess(false);
    return value;
  });
}

/** Gives back what a run that ended too early had borrowed in this org. Returns whether there was anything. */
export async function returnBorrowedSecretAccess(org: SalesforceOrg, journal: Journal): Promise<boolean> {
  const open = (await journal.open()).filter(
    ({ action, orgId }) => action === 'borrow-secret-access' && orgId === org.orgId,
  );
  if (open.length === 0) return false;
  if ((await org.secretAccess()) !== false) await org.metadata.setSecretAccess(false);
  for (const line of open) await journal.append({ ...line, event: 'recovered' });
  return true;
}
