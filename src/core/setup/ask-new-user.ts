import { mustHave } from '../acts/permissions.ts';
import { seen } from '../acts/seen.ts';
import { sameUsername } from '../external-client-app/file-edit.ts';
import { developerNameOf, emailProblem } from '../external-client-app/plan-new-app.ts';
import { integrationLicense, type UserFacts } from '../model/execution-user.ts';
import type { Choice } from '../model/question.ts';
import { outsideName } from '../plain/outside-text.ts';
import { commaList } from '../plain/text.ts';
import type { IntegrationSeats, ObjectGrant, ObjectRight, SalesforceOrg } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { inputProblems, seatProblems } from '../words/answers.ts';
import { planActs } from '../words/setup.ts';
import { newUserChoice, newUserQuestions } from '../words/user-questions.ts';
import type { UserCreation, UserPart, WithOrg, WithPolicy } from './setup-facts.ts';
import type { SetupPorts } from './setup-io.ts';
import { doing, type StepIo } from './setup-step.ts';

const levels: Readonly<Record<string, readonly ObjectRight[]>> = {
  read: ['Read'],
  edit: ['Read', 'Create', 'Edit'],
  delete: ['Read', 'Create', 'Edit', 'Delete'],
};
const mostObjects = 50;

/** The choice that creates a user, with the number of free licenses. */
export async function newUserOffer(org: SalesforceOrg): Promise<Choice> {
  const seats = await seen(org.users.integrationSeats(), 'seats', [], 'throw');
  if (seats === null) return newUserChoice(null);
  const { used = 0, total = 0 } = seats.license ?? {};
  return newUserChoice({ free: total - used, total, problem: seatProblem(seats) });
}

/**
 * Asks for the details of a new user. If an earlier run already created that user, only its username is returned.
 * @throws IntegrationSeatMissing, PermissionMissing, UsernameTaken
 */
export async function askNewUser(facts: WithOrg, io: StepIo): Promise<UserCreation | string> {
  const org = facts.org.salesforce;
  const looking = Promise.all([org.users.integrationSeats(), org.permissions()]);
  const [seats, report] = await doing(io, 'find-license', looking);
  // Without the second permission, Salesforce would refuse the permission set after creating a user that can't be deleted.
  mustHave(org, report, ['ManageUsers', 'ManageProfilesPermissionsets']);
  const name = (await io.ask({ ...newUserQuestions.username, check: emailProblem })).trim();
  const email = (await io.ask({ ...newUserQuestions.email, check: emailProblem })).trim();
  const objects = await io.ask({ ...newUserQuestions.objects, check: objectsProblem });
  const looked = await doing(io, 'find-user', lookAtUser(name, org, facts.ports.state));
  if (looked.kind === 'made') return name;
  const problem = looked.kind === 'none' ? seatProblem(seats) : null;
  if (problem !== null || seats.profile === null) {
    throw reason('IntegrationSeatMissing', { problem: problem ?? seatProblems.profileGone });
  }
  const local = developerNameOf(name.split('@')[0] ?? '') || 'Integration';
  return {
    username: name,
    email,
    lastName: (name.split('@')[0] ?? 'Integration').slice(0, 80),
    profile: seats.profile,
    permissionSet: await chooseSet(org, local, looked.kind === 'begun' ? looked.set : null),
    objects: grantsIn(objects),
    isResumed: looked.kind === 'begun',
  };
}

/** `begun`: a run of keyturn started to create the user, and was interrupted or undid it. */
type Looked =
  | { readonly kind: 'none' }
  | { readonly kind: 'made'; readonly user: UserFacts }
  | { readonly kind: 'begun'; readonly set: string };

/** Whether the user exists, and whether keyturn created it. @throws UsernameTaken if it exists and keyturn didn't */
async function lookAtUser(username: string, org: SalesforceOrg, state: SetupPorts['state']): Promise<Looked> {
  const [user, lines] = await Promise.all([org.users.find(username), state.journal.list({ orgId: org.orgId })]);
  if (!user) return { kind: 'none' };
  const ours = lines.filter(
    ({ action, detail }) => action === 'create-user' && sameUsername(String(detail.username), username),
  );
  const last = ours.at(-1);
  if (!last) throw reason('UsernameTaken', { username });
  if (last.event === 'done' && user.isActive) return { kind: 'made', user };
  return { kind: 'begun', set: String(last.detail.set) };
}

/** The plan's user, updated if an earlier run already created it before something else failed. */
export async function withMadeUser({ user, org, ports }: WithPolicy): Promise<UserPart> {
  if (!user.creation) return user;
  const looked = await lookAtUser(user.creation.username, org.salesforce, ports.state);
  if (looked.kind === 'made') return { ...user, facts: looked.user, creation: null };
  return { ...user, creation: { ...user.creation, isResumed: looked.kind === 'begun' } };
}

/** The new user as it will be, for ranking and the review. */
export function plannedUser({ username, lastName, profile, permissionSet }: UserCreation): UserFacts {
  return {
    id: '',
    username: outsideName(username),
    name: outsideName(lastName),
    isActive: true,
    isFrozen: false,
    userType: outsideName('Standard'),
    profileName: outsideName(profile.name),
    licenseName: outsideName(integrationLicense),
    isApiOnly: true,
    powers: [],
    lastLoginAt: null,
    lastUiLoginAt: null,
    otherApps: [],
    permissionSets: [outsideName(permissionSet.name)],
  };
}

/** For the review. */
export function creationActs({ username, profile, permissionSet, objects }: UserCreation): readonly string[] {
  return [planActs.createUser(username, profile.name), planActs.createSet(permissionSet.name, objectsText(objects))];
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

/** A free name for the permission set, or the one that an interrupted run chose. */
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
  if (!license) return seatProblems.license(integrationLicense);
  if (license.used >= license.total) return seatProblems.seats(license.total, integrationLicense);
  return profile ? null : seatProblems.profile;
}

function objectsProblem(text: string): string | null {
  const parts = commaList(text);
  if (parts.length > mostObjects) return inputProblems.objectCount(mostObjects);
  for (const part of parts) {
    const [object = '', level = 'read', ...rest] = part.split(':').map((each) => each.trim());
    if (!/^[A-Za-z]\w*$/.test(object)) return inputProblems.object(part);
    if (rest.length > 0 || !Object.hasOwn(levels, level)) return inputProblems.level(part);
  }
  return null;
}

function grantsIn(text: string): readonly ObjectGrant[] {
  return commaList(text).map((part) => {
    const [object = '', level = 'read'] = part.split(':').map((each) => each.trim());
    return { object, rights: levels[level] ?? [] };
  });
}
