import { isOutcomeUnknown } from '../acts/journalled.ts';
import type { UserFacts } from '../model/execution-user.ts';
import { linesOf } from '../plain/text.ts';
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
  const before = io.settledTouch();
  const after = alsoChanged(io, changeWords.userCreated(username));
  const traces: Traces = { user: null, hasSet: false };
  const afterRefusal = () => {
    const left = leftWords(creation, traces);
    return left === null ? before : alsoChanged(io, left);
  };
  const left = () => ({ ...(traces.user && { userStays: traces.user }), ...(traces.hasSet && { setStays: true }) });
  const change = { ...act, what: changeWords.creatingUser(username), after, afterRefusal, left };
  const making = changing(facts, io, change, () => makeOrUndo(creation, org, io, traces));
  await doing(io, { act: 'create-user', name: username }, making);
  const made = await org.users.find(username);
  if (!made) throw reason('UserUnknown', { username });
  return made;
}

/** What a refusal half-way leaves in the org. Salesforce can't delete users. */
interface Traces {
  user: 'active' | 'inactive' | null;
  hasSet: boolean;
}

function leftWords({ username, permissionSet, isResumed }: UserCreation, { user, hasSet }: Traces): string | null {
  const parts = linesOf(
    user && changeWords.userLeft(username, { isActive: user === 'active', isResumed }),
    hasSet && changeWords.setLeft(permissionSet.name),
  );
  return parts.length === 0 ? null : parts.join('; ');
}

async function makeOrUndo(creation: UserCreation, org: SalesforceOrg, io: StepIo, traces: Traces): Promise<void> {
  const { users } = org;
  const undo: { readonly warning: string; readonly run: () => Promise<void> }[] = [];
  try {
    const existing = creation.isResumed ? await users.find(creation.username) : null;
    const userId = existing?.id ?? (await users.create(creation, creation.profile.id));
    traces.user = 'active';
    const deactivate = async () => {
      await users.setActive(userId, false);
      traces.user = 'inactive';
    };
    undo.push({ warning: setupWarnings.userNotUndone(creation.username), run: deactivate });
    if (existing?.isActive === false) await users.setActive(userId, true);
    if (creation.objects.length > 0) await users.grantApiIntegration(userId);
    const { permissionSet, objects } = creation;
    const setId = await users.ensurePermissionSet({ ...permissionSet, objects }).catch(async (error: unknown) => {
      // Salesforce may have refused the objects after it created the permission set.
      if (!isOutcomeUnknown(error)) traces.hasSet = !(await removeEmptySet(org, permissionSet, io));
      throw error;
    });
    const warning = setupWarnings.setNotDeleted(permissionSet.name);
    traces.hasSet = true;
    const deleteSet = async () => {
      await users.deletePermissionSet(setId);
      traces.hasSet = false;
    };
    undo.push({ warning, run: deleteSet });
    await users.grantPermissionSet(userId, permissionSet.name);
  } catch (error) {
    if (isOutcomeUnknown(error)) throw error;
    for (const { warning, run } of undo.reverse()) await run().catch(() => io.tell({ kind: 'warning', text: warning }));
    throw error;
  }
}

/** @returns whether the org has no such permission set */
async function removeEmptySet(
  org: SalesforceOrg,
  set: { readonly name: string; readonly label: string },
  io: StepIo,
): Promise<boolean> {
  try {
    if (await org.users.hasPermissionSet(set.name)) {
      await org.users.deletePermissionSet(await org.users.ensurePermissionSet({ ...set, objects: [] }));
    }
    return true;
  } catch {
    io.tell({ kind: 'warning', text: setupWarnings.setNotDeleted(set.name) });
    return false;
  }
}
