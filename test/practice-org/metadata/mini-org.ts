import type { App } from '../../../src/practice-org/model/app.ts';
import { defaultKnobs } from '../../../src/practice-org/model/knobs.ts';
import { OrgModel } from '../../../src/practice-org/model/org.ts';
import type { User } from '../../../src/practice-org/model/user.ts';

export const ADMIN_TOKEN = '00D000000000001AAA!admin';
export const READER_TOKEN = '00D000000000001AAA!reader';

const ADMIN = ['ModifyMetadata', 'ExternalClientAppDeveloper', 'ExternalClientAppAdmin'];

/** The smallest org the Metadata API runs on: no apps, three users, a clock one sets. */
export class MiniOrg extends OrgModel {
  time = Date.UTC(2026, 10, 23, 10);

  override now(): number {
    return this.time;
  }

  get knobs() {
    return this.data.knobs;
  }

  get byName(): ReadonlyMap<string, App> {
    return new Map(this.data.apps.map((app) => [app.developerName, app]));
  }

  /** Signs a user in, with a token of one's choice. */
  signIn(userId: string, token: string, isJwt = false): void {
    this.addSession({
      ...{ userId, token, isJwt, kind: 'setup', client: 'Practice', scopes: ['full'], timeoutMs: 3_600_000 },
      ...{ refreshToken: null, consumerId: null, loginHistoryId: '', sourceIp: '127.0.0.1' },
    });
  }

  /** Leaves the admin these permissions alone. */
  permitAdmin(...permissions: string[]): void {
    for (const profile of this.data.profiles) if (profile.id === 'admin') profile.permissions = permissions;
  }
}

export function miniOrg(): MiniOrg {
  const adminUserId = '005000000000001AAA';
  const profile = (id: string, name: string, permissions: string[]) => ({ id, name, licenseId: '', permissions });
  const org = new MiniOrg(
    {
      format: 1,
      scenario: 'mini',
      orgId: '00D000000000001AAA',
      domain: 'acme.example',
      name: 'Acme',
      isSandbox: false,
      instanceName: 'NA1',
      seededAt: 0,
      clockOffset: 0,
      counter: 0,
      apiVersions: [64, 65, 66, 67],
      adminUserId,
      licenses: [],
      profiles: [
        profile('admin', 'System Administrator', ADMIN),
        profile('reader', 'Reader', ['ApiEnabled']),
        profile('api', 'API Only', ['ApiEnabled', 'ApiUserOnly']),
      ],
      permissionSets: [],
      assignments: [],
      changedUsers: [],
      apps: [],
      settings: {},
      knobs: defaultKnobs(),
      sessions: [],
      logins: [],
      deploys: [],
      auditTrail: [],
      apiCalls: { used: 0, max: 1000 },
      propagatesAt: {},
    },
    [
      userOf(adminUserId, 'Ada', 'Admin', 'admin'),
      userOf('005000000000002AAA', 'Rea', 'Reader', 'reader'),
      userOf('005000000000003AAA', 'Run', 'Acme', 'api'),
    ],
  );
  org.signIn(adminUserId, ADMIN_TOKEN);
  org.signIn('005000000000002AAA', READER_TOKEN);
  return org;
}

function userOf(id: string, firstName: string, lastName: string, profileId: string): User {
  const username = `${firstName.toLowerCase()}@acme.example`;
  return {
    ...{ id, username, firstName, lastName, profileId, email: username, userType: 'Standard', createdAt: 0 },
    ...{ isActive: true, isFrozen: false, isPasswordLocked: false, lastLoginAt: null, lastUiLoginAt: null },
  };
}
