import { recordId } from '../model/ids.ts';
import type { License, Profile, User } from '../model/user.ts';

const day = 86_400_000;
const hour = 3_600_000;

/** Fixed ids: a user has the same id each time the scenario is made. */
const profileId = (pod: string, index: number) => recordId('00e', pod, 100 + index);
const licenseId = (pod: string, index: number) => recordId('100', pod, 100 + index);
const userId = (pod: string, index: number) => recordId('005', pod, 1000 + index);

const adminPermissions = (
  'ApiEnabled AuthorApex CustomizeApplication ExternalClientAppAdmin ExternalClientAppDeveloper ' +
  'ExternalClientAppViewer ManageUsers ModifyAllData ModifyMetadata MonitorLoginHistory ViewAllData ' +
  'ViewClientSecret ViewEventLogFiles ViewSetup ViewSetupAuditTrail'
).split(' ');

export function seedLicenses(pod: string): License[] {
  return [
    { id: licenseId(pod, 0), name: 'Salesforce', definitionKey: 'SFDC', total: 450 },
    { id: licenseId(pod, 1), name: 'Salesforce Integration', definitionKey: 'PID_Salesforce_Integration', total: 12 },
    { id: licenseId(pod, 2), name: 'Salesforce Platform', definitionKey: 'AUL', total: 60 },
  ];
}

/** Name, index of the license, and permissions. */
const profiles: readonly (readonly [name: string, license: number, permissions: readonly string[]])[] = [
  ['System Administrator', 0, adminPermissions],
  ['Standard User', 0, ['ApiEnabled']],
  ['Sales Operations', 0, ['ApiEnabled', 'ViewAllData', 'ViewSetup']],
  ['Minimum Access - API Only Integrations', 1, ['ApiEnabled', 'ApiUserOnly']],
  ['Salesforce API Only System Integrations', 1, ['ApiEnabled', 'ApiUserOnly']],
  ['Legacy Integration', 0, ['ApiEnabled', 'ApiUserOnly', 'ViewAllData']],
  ['Platform User', 2, ['ApiEnabled']],
];

export function seedProfiles(pod: string): Profile[] {
  return profiles.map(([name, license, permissions], index) => {
    return { id: profileId(pod, index), name, licenseId: licenseId(pod, license), permissions: [...permissions] };
  });
}

/** What people with a profile do, by its index. */
const jobs: Readonly<Record<number, Pick<User, 'title' | 'department' | 'role'>>> = {
  0: { title: 'Salesforce Administrator', department: 'IT', role: 'IT' },
  1: { title: 'Account Executive', department: 'Sales', role: 'Sales' },
  2: { title: 'Sales Operations Manager', department: 'Sales', role: 'Sales' },
  6: { title: 'Service Agent', department: 'Service', role: 'Service' },
};

interface Made {
  readonly alias: string;
  readonly first: string;
  readonly last: string;
  readonly profile: number;
  /** Days since the last browser login; null for never. */
  readonly uiDays: number | null;
  readonly loginDays: number | null;
  readonly frozen?: boolean;
  readonly inactive?: boolean;
}

/** Users that scenarios refer to by name. The first one is the practice admin. */
const named: readonly Made[] = [
  { alias: 'admin', first: 'Ada', last: 'Admin', profile: 0, uiDays: 0, loginDays: 0 },
  { alias: 'otto.admin', first: 'Otto', last: 'Olsen', profile: 0, uiDays: 2, loginDays: 2 },
  { alias: 'int.billing', first: 'Billing', last: 'Integration', profile: 3, uiDays: null, loginDays: null },
  { alias: 'svc.erp', first: 'ERP', last: 'Service', profile: 3, uiDays: null, loginDays: 0 },
  { alias: 'int.mailer', first: 'Mailer', last: 'Integration', profile: 4, uiDays: null, loginDays: 0 },
  { alias: 'int.loader', first: 'Loader', last: 'Integration', profile: 4, uiDays: null, loginDays: 1 },
  { alias: 'int.spare', first: 'Spare', last: 'Integration', profile: 3, uiDays: null, loginDays: null },
  { alias: 'svc.reports', first: 'Reports', last: 'Service', profile: 5, uiDays: null, loginDays: 3 },
  { alias: 'maria.lopez', first: 'Maria', last: 'Lopez', profile: 1, uiDays: 0, loginDays: 0 },
  { alias: 'frida.frost', first: 'Frida', last: 'Frost', profile: 1, uiDays: 40, loginDays: 40, frozen: true },
  { alias: 'svc.frozen', first: 'Frozen', last: 'Service', profile: 5, uiDays: null, loginDays: 70, frozen: true },
  { alias: 'svc.retired', first: 'Retired', last: 'Service', profile: 3, uiDays: null, loginDays: 300, inactive: true },
  { alias: 'ivan.inactive', first: 'Ivan', last: 'Inaktiv', profile: 1, uiDays: 200, loginDays: 200, inactive: true },
];

const firstNames =
  'Ana Ben Chen Dora Emil Farah Gita Hugo Ines Jan Kofi Lena Mia Nils Olga Pia Quinn Rosa Sami Tara'.split(' ');
const lastNames = (
  'Abel Bauer Costa Diaz Eriks Fischer Gomez Haas Ito Jansen Kumar Lind Meyer Novak Okafor Patel Quist Rossi ' +
  'Sato Tran Urban Vogel Weber'
).split(' ');

export interface PeopleSeed {
  readonly pod: string;
  readonly domain: string;
  readonly seededAt: number;
  /** Total number of active users. */
  readonly active: number;
  readonly inactive: number;
}

/**
 * The users of a scenario, always the same for the same seed. They are made one at a time, which keeps a large org cheap.
 */
export function* seedUsers(seed: PeopleSeed): Generator<User> {
  let index = 0;
  let active = 0;
  for (const made of named) {
    if (!made.inactive) active += 1;
    yield toUser(seed, made, index++);
  }
  for (let number = 0; active < seed.active; number += 1, active += 1) yield toUser(seed, person(number), index++);
  for (let number = 0; number < seed.inactive; number += 1) {
    yield toUser(seed, { ...person(100_000 + number), inactive: true }, index++);
  }
}

export function adminId(pod: string): string {
  return userId(pod, 0);
}

function person(number: number): Made {
  const first = firstNames[number % firstNames.length] ?? 'Ana';
  const last = lastNames[Math.floor(number / firstNames.length) % lastNames.length] ?? 'Abel';
  const round = Math.floor(number / (firstNames.length * lastNames.length));
  const days = (number * 7) % 60;
  return {
    alias: `${first}.${last}${round === 0 ? '' : round + 1}`.toLowerCase(),
    first,
    last,
    profile: number % 23 === 0 ? 2 : number % 9 === 0 ? 6 : 1,
    uiDays: days,
    loginDays: days,
  };
}

function toUser({ pod, domain, seededAt }: PeopleSeed, made: Made, index: number): User {
  const ago = (days: number | null) => (days === null ? null : seededAt - days * day - ((index % 20) + 1) * hour);
  return {
    id: userId(pod, index),
    username: `${made.alias}@${domain}`,
    firstName: made.first,
    lastName: made.last,
    email: `${made.alias}@${domain}`,
    isActive: !made.inactive,
    userType: 'Standard',
    profileId: profileId(pod, made.profile),
    createdAt: seededAt - (400 + (index % 900)) * day,
    lastLoginAt: ago(made.loginDays),
    lastUiLoginAt: ago(made.uiDays),
    isFrozen: made.frozen ?? false,
    isPasswordLocked: false,
    companyName: 'Acme Corp',
    ...(isPerson(made) ? jobs[made.profile] : { department: 'Integrations' }),
    ...(isPerson(made) && index > 0 ? { managerId: userId(pod, 0) } : {}),
  };
}

/** Integrations never sign in with a browser. */
function isPerson({ uiDays }: Made): boolean {
  return uiDays !== null;
}
