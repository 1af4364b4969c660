import { isOutcomeUnknown } from '../acts/journalled.ts';
import type { UserFacts } from '../model/execution-user.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { changeWords, setupWarnings } from '../words/setup.ts';
import type { UserCreation, WithApp } from './setup-facts.ts';
import { doing, type StepIo } from './setup-step.ts';
import { alsoChanged, changing } from './touching.ts';

/**
 * Creates the user with its permission set. If Salesforce refuses something, the user is deactivated and the permission set
 * deleted. If an answer is lost, the next run continues with what it finds.
 */
export async function makeUser(creation: UserCreation, facts: WithApp, io: StepIo): Promise<UserFacts> {
  const { username, permissionSet } = creation;
  const org = facts.org.salesforce;
  const act = { action: 'create-user', detail: { username, set: permissionSet.name } } as const;
  const after = alsoChanged(io, changeWords.userCreated(username));
  const change = { ...act, what: changeWords.creatingUser(username), after };
  const making = changing(facts, io, change, () => makeOrUndo(creation, org, io));
  await doing(io, { act: 'create-user', name: username }, making);
  const made = await org.users.find(username);
  if (!made) throw reason('UserUnknown', { username });
  return made;
}

async function makeOrUndo(creation: UserCreation, org: SalesforceOrg, io: StepIo): Promise<void> {
  const { users } = org;
  const undo: { readonly warning: string; readonly run: () => Promise<void> }[] = [];
  try {
    const existing = creation.isResumed ? await users.find(creation.username) : null;
    const userId = existing?.id ?? (await users.create(creation, creation.profile.id));
    undo.push({ warning: setupWarnings.userNotUndone(creation.username), run: () => users.setActive(userId, false) });
    if (existing?.isActive === false) await users.setActive(userId, true);
    if (creation.objects.length > 0) await users.grantApiIntegration(userId);
    const { permissionSet, objects } = creation;
    const setId = await users.ensurePermissionSet({ ...permissionSet, objects }).catch(async (error: unknown) => {
      // Salesforce may have refused the objects after it created the permission set.
      if (!isOutcomeUnknown(error)) await removeEmptySet(org, permissionSet, io);
      throw error;
    });
    const warning = setupWarnings.setNotDeleted(permissionSet.name);
    undo.push({ warning, run: () => users.deletePermissionSet(setId) });
    await users.grantPermissionSet(userId, permissionSet.name);
  } catch (error) {
    if (isOutcomeUnknown(error)) throw error;
    for (const { warning, run } of undo.reverse()) await run().catch(() => io.tell({ kind: 'warning', text: warning }));
    throw error;
  }
}

async function removeEmptySet(org: SalesforceOrg, set: { name: string; label: string }, io: StepIo): Promise<void> {
  try {
    if (!(await org.users.hasPermissionSet(set.name))) return;
    await org.users.deletePermissionSet(await org.users.ensurePermissionSet({ ...set, objects: [] }));
  } catch {
    io.tell({ kind: 'warning', text: setupWarnings.setNotDeleted(set.name) });
  }
}
