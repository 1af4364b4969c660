import { executionUserOf } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import type { User } from '../model/user.ts';

const minute = 60_000;
const hour = 60 * minute;

export interface PastSignIns {
  readonly user: User;
  /** Label of the app. */
  readonly label: string;
  readonly sourceIp: string;
  /** Times in epoch ms. */
  readonly times: Iterable<number>;
}

/** Adds sign-ins with client credentials, from before the start of the scenario, to the login history. */
export function addPastSignIns(org: OrgModel, { user, label, sourceIp, times }: PastSignIns): void {
  for (const at of times) {
    const login = org.addLogin({
      userId: user.id,
      application: label,
      loginType: 'Remote Access 2.0',
      loginSubType: 'OauthClientCredentials',
      sourceIp,
      status: 'Success',
    });
    login.at = at;
  }
}

interface Habit {
  readonly app: string;
  readonly sourceIp: string;
  readonly everyHours: number;
  readonly count: number;
  /** How long before the last sign-in of the app's user the app's own last one was. */
  readonly beforeLastHours: number;
}

const habits: readonly Habit[] = [
  { app: 'ERP_Bridge', sourceIp: '198.51.100.31', everyHours: 6, count: 124, beforeLastHours: 0 },
  { app: 'Data_Lake', sourceIp: '198.51.100.42', everyHours: 24, count: 94, beforeLastHours: 3 },
  { app: 'Mailer', sourceIp: '198.51.100.53', everyHours: 24, count: 30, beforeLastHours: 0 },
  { app: 'Legacy_Loader', sourceIp: '198.51.100.64', everyHours: 168, count: 9, beforeLastHours: 0 },
];

/** The apps whose flow is on have been in use. */
export function seedUsualUse(org: OrgModel): void {
  for (const { app, sourceIp, everyHours, count, beforeLastHours } of habits) {
    const last = (user: User) => (user.lastLoginAt ?? org.data.seededAt) - beforeLastHours * hour;
    addUse(org, app, sourceIp, (user) =>
      Array.from({ length: count }, (_, index) => last(user) - (count - 1 - index) * everyHours * hour),
    );
  }
}

/** One sign-in for each app of the names, some minutes apart. */
export function seedOneUse(org: OrgModel, apps: readonly string[]): void {
  for (const [index, app] of apps.entries()) {
    addUse(org, app, '198.51.100.75', (user) => [(user.lastLoginAt ?? org.data.seededAt) - (index + 1) * minute]);
  }
}

function addUse(org: OrgModel, name: string, sourceIp: string, timesOf: (user: User) => number[]): void {
  const app = org.appNamed(name);
  const user = app && org.userNamed(executionUserOf(app) ?? '');
  if (app && user) addPastSignIns(org, { user, label: app.label, sourceIp, times: timesOf(user) });
}
