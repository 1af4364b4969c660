import { isOutcomeUnknown, journalled } from '../acts/journalled.ts';
import { developerNameOf, emailProblem } from '../external-client-app/new-app.ts';
import type { UserFacts } from '../model/execution-user.ts';
import { countOf, plainText } from '../plain/text.ts';
import type { IntegrationSeats, ObjectGrant, ObjectRight, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import type { UserCreation, UserPart } from './facts.ts';
import type { SetupPorts } from './io.ts';
import type { Choice } from './question.ts';
import { doing, type StepIo } from './step.ts';
import { alsoChanged, touching } from './touching.ts';
import { integrationLicense } from './user-reasons.ts';

/** No user can be called that. */
export const newUserAnswer = '+new';
const levels: Readonly<Record<string, readonly ObjectRight[]>> = {
  read: ['Read'],
  edit: ['Read', 'Create', 'Edit'],
  delete: ['Read', 'Create', 'Edit', 'Delete'],
};
const mostObjects = 50;

/** The last choice of the list of users, with the seats that are left. */
export async function newUserChoice(org: SalesforceOrg): Promise<Choice> {
  const choice = { value: newUserAnswer, label: 'Create one', tone: 'plain' } as const;
  const seats = await org.users.integrationSeats().catch((error: unknown) => {
    if (isKeyturnError(error) && !error.retryable) return null;
    throw error;
  });
  if (seats === null) return { ...choice, notes: [], disabled: 'the org doesn’t show its licences' };
  const problem = seatProblem(seats);
  const free = seats.license ? seats.license.total - seats.license.used : 0;
  const notes = [`API only · ${countOf(free, 'integration licence')} of ${seats.license?.total ?? 0} free`];
  return { ...choice, notes, ...(problem ? { disabled: problem } : {}) };
}

/**
 * What a new user needs to be told. A user whom an earlier run made is taken as it is: then its username alone comes back.
 * @throws IntegrationSeatMissing, PermissionMissing, UsernameTaken
 */
export async function askNewUser(
  org: SalesforceOrg,
  { state }: Pick<SetupPorts, 'state'>,
  io: StepIo,
): Promise<UserCreation | string> {
  const [seats, { granted, missing }] = await doing(
    io,
    'Looking for a spare licence',
    Promise.all([org.users.integrationSeats(), org.permissions()]),
  );
  // Without the second its permission set would be refused when the user is there already, and a user can't be deleted.
  const permissions = [
    ...(missing.has('ManageUsers') ? ['Manage Internal Users (ManageUsers)'] : []),
    ...(missing.has('ManageProfilesPermissionsets') && !granted.has('CustomizeApplication')
      ? ['Manage Profiles and Permission Sets (ManageProfilesPermissionsets)']
      : []),
  ];
  if (permissions.length > 0)
    throw reason('PermissionMissing', { username: org.username, isPractice: org.isPractice, permissions });
  const username = await io.ask({
    kind: 'text',
    id: 'new-user-name',
    title: 'Its username',
    flag: '--create-execution-user',
    placeholder: 'int.billing@acme.example',
    notes: ['In the form of an e-mail address, and unique over all orgs of the world.'],
    check: emailProblem,
  });
  const email = await io.ask({
    kind: 'text',
    id: 'new-user-email',
    title: 'Where do mails to it go?',
    flag: '--email',
    placeholder: 'integrations@acme.example',
    check: emailProblem,
  });
  const objects = await io.ask({
    kind: 'text',
    id: 'new-user-objects',
    title: 'Which objects may it use?',
    flag: '--objects',
    default: '',
    notes: [
      'For example Account, Order:edit, Invoice__c:delete. Empty: none yet; its permission set is there to be filled.',
    ],
    check: (text) => objectsProblem(text),
  });
  const name = username.trim();
  const looked = await doing(io, 'Looking whether that user exists', lookAtUser(name, org, state));
  if (looked.kind === 'made') return name;
  const problem = looked.kind === 'none' ? seatProblem(seats) : null;
  if (problem !== null || seats.profile === null) {
    throw reason('IntegrationSeatMissing', { problem: problem ?? 'its profile is missing' });
  }
  const local = developerNameOf(name.split('@')[0] ?? '') || 'Integration';
  return {
    username: name,
    email: email.trim(),
    lastName: (name.split('@')[0] ?? 'Integration').slice(0, 80),
    profile: seats.profile,
    permissionSet: await chooseSet(org, local, looked.kind === 'begun' ? looked.set : null),
    objects: grantsIn(objects),
    isResumed: looked.kind === 'begun',
  };
}

/** `begun`: by a run of ours that ended too early, or that took it back. */
type Looked =
  | { readonly kind: 'none' }
  | { readonly kind: 'made'; readonly user: UserFacts }
  | { readonly kind: 'begun'; readonly set: string };

/** Whether a user is there, and whether we made it. @throws UsernameTaken for somebody else's, who is never touched */
async function lookAtUser(username: string, org: SalesforceOrg, state: SetupPorts['state']): Promise<Looked> {
  const [user, lines] = await Promise.all([org.users.find(username), state.journal.list({ orgId: org.orgId })]);
  if (!user) return { kind: 'none' };
  const ours = lines.filter(({ action, detail }) => action === 'create-user' && detail.username === username);
  const last = ours.at(-1);
  if (!last) throw reason('UsernameTaken', { username });
  if (last.event === 'done' && user.isActive) return { kind: 'made', user };
  return { kind: 'begun', set: String(last.detail.set) };
}

/** The plan's user after a run of ours may have made it already, before something else failed. */
export async function withMadeUser(user: UserPart, org: SalesforceOrg, state: SetupPorts['state']): Promise<UserPart> {
  if (!user.creation) return user;
  const looked = await lookAtUser(user.creation.username, org, state);
  if (looked.kind === 'made') return { ...user, facts: looked.user, creation: null };
  return { ...user, creation: { ...user.creation, isResumed: looked.kind === 'begun' } };
}

/** What the new user will be, for ranking and the review. */
export function plannedUser({ username, lastName, profile, permissionSet }: UserCreation): UserFacts {
  return {
    id: '',
    username,
    name: lastName,
    isActive: true,
    isFrozen: false,
    userType: 'Standard',
    profileName: profile.name,
    licenseName: integrationLicense,
    isApiOnly: true,
    powers: [],
    lastLoginAt: null,
    lastUiLoginAt: null,
    otherApps: [],
    permissionSets: [permissionSet.name],
  };
}

/** For the review. */
export function creationActs({ username, profile, permissionSet, objects }: UserCreation): readonly string[] {
  const granted = objects.length > 0 ? objectsText(objects) : 'empty: to be filled by you';
  return [
    `Create the user ${plainText(username)} (${plainText(profile.name)}, one ${integrationLicense} licence)`,
    `Create the permission set ${permissionSet.name} (${granted}) and assign it`,
  ];
}

/** `Account, Order:edit` */
export function objectsText(objects: readonly ObjectGrant[]): string {
  return objects
    .map(({ object, rights }) => {
      const level = rights.includes('Delete') ? ':delete' : rights.includes('Edit') ? ':edit' : '';
      return `${object}${level}`;
    })
    .join(', ');
}

interface Making {
  readonly org: SalesforceOrg;
  readonly ports: Pick<SetupPorts, 'state'>;
  readonly io: StepIo;
  readonly subject: { readonly orgId: string; readonly org: string; readonly app: string };
}

/**
 * Makes the user and what it gets. When Salesforce refuses something half-way, what was made is taken back: the user is
 * deactivated and the permission set deleted. When an answer was lost, the next run goes on with what it finds.
 */
export async function makeUser(creation: UserCreation, { org, ports, io, subject }: Making): Promise<UserFacts> {
  const { username, permissionSet } = creation;
  const act = { ...subject, action: 'create-user', detail: { username, set: permissionSet.name } } as const;
  const after = alsoChanged(io, `user ${username} created`);
  const work = () => journalled(ports.state.journal, act, () => makeOrUndo(creation, org, io));
  await doing(io, `Creating ${username}`, touching(io, { what: `user ${username} is being created`, after }, work));
  const made = await org.users.find(username);
  if (!made) throw reason('UserUnknown', { username });
  return made;
}

async function makeOrUndo(creation: UserCreation, org: SalesforceOrg, io: StepIo): Promise<void> {
  const { users } = org;
  const undo: { readonly what: string; readonly run: () => Promise<void> }[] = [];
  try {
    const existing = creation.isResumed ? await users.find(creation.username) : null;
    const userId = existing?.id ?? (await users.create(creation, creation.profile.id));
    undo.push({ what: `the user ${creation.username}`, run: () => users.setActive(userId, false) });
    if (existing?.isActive === false) await users.setActive(userId, true);
    if (creation.objects.length > 0) await users.grantApiIntegration(userId);
    const { permissionSet, objects } = creation;
    const setId = await users.ensurePermissionSet({ ...permissionSet, objects }).catch(async (error: unknown) => {
      // Its objects may have been refused after it was made.
      if (!isOutcomeUnknown(error)) await removeEmptySet(org, permissionSet, io);
      throw error;
    });
    undo.push({ what: `the permission set ${permissionSet.name}`, run: () => users.deletePermissionSet(setId) });
    await users.grantPermissionSet(userId, permissionSet.name);
  } catch (error) {
    if (isOutcomeUnknown(error)) throw error;
    for (const { what, run } of undo.reverse()) {
      await run().catch(() => io.tell({ kind: 'warning', text: `${what} could not be taken back: look in Setup.` }));
    }
    throw error;
  }
}

async function removeEmptySet(org: SalesforceOrg, set: { name: string; label: string }, io: StepIo): Promise<void> {
  try {
    if (!(await org.users.hasPermissionSet(set.name))) return;
    await org.users.deletePermissionSet(await org.users.ensurePermissionSet({ ...set, objects: [] }));
  } catch {
    io.tell({ kind: 'warning', text: `The permission set ${set.name} could not be deleted: look in Setup.` });
  }
}

/** A name that no permission set has yet, or the one of the run that is gone on with. */
async function chooseSet(org: SalesforceOrg, local: string, begun: string | null) {
  const label = `${local.replaceAll('_', ' ')} access`.slice(0, 80);
  if (begun !== null) return { name: begun, label };
  const base = `${local.slice(0, 60)}_Access`;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (!(await org.users.hasPermissionSet(name))) return { name, label };
  }
}

function seatProblem({ license, profile }: IntegrationSeats): string | null {
  if (!license) return `the org has no ${integrationLicense} licence`;
  if (license.used >= license.total) return `all ${license.total} ${integrationLicense} licences are used`;
  return profile ? null : 'the org has no API-only profile for that licence';
}

function objectsProblem(text: string): string | null {
  const parts = partsOf(text);
  if (parts.length > mostObjects) return `at most ${mostObjects} objects can be named here`;
  for (const part of parts) {
    const [object = '', level = 'read', ...rest] = part.split(':').map((each) => each.trim());
    if (!/^[A-Za-z]\w*$/.test(object)) return `${part} is no object`;
    if (rest.length > 0 || !Object.hasOwn(levels, level)) return `${part}: it is read, edit or delete`;
  }
  return null;
}

function grantsIn(text: string): readonly ObjectGrant[] {
  return partsOf(text).map((part) => {
    const [object = '', level = 'read'] = part.split(':').map((each) => each.trim());
    return { object, rights: levels[level] ?? [] };
  });
}

function partsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
