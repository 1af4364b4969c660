import type { UserFacts } from '../../src/core/model/execution-user.ts';
import type { LoginEntry, Metadata, Sessions, SetupChange, Tokens, Users } from '../../src/core/ports/ports.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { type App, fieldOf, isFieldTrue } from '../../src/practice-org/model/app.ts';
import type { OrgModel } from '../../src/practice-org/model/org.ts';
import type { User } from '../../src/practice-org/model/user.ts';
import { issueClientCredentialsToken } from '../../src/practice-org/oauth/client-credentials.ts';
import { userLoginId } from '../../src/practice-org/rest/objects/users.ts';
import { allFromOutside, fromOutside } from './from-outside.ts';
import { changeApp, deploysOf, takeEffect } from './model-metadata.ts';

const switches = 'ExtlClntAppConfigurablePolicies';
const oauthPolicy = 'ExtlClntAppOauthConfigurablePolicies';
const ourIp = '127.0.0.1';

/** Sessions of the model as an admin sees them. keyturn's own sign-in has none here. */
export function modelSessions(org: OrgModel): Sessions {
  return {
    list: async (userId) => {
      takeEffect(org);
      return org.data.sessions
        .filter((one) => one.userId === userId && one.kind !== 'setup' && !one.isJwt && org.isLive(one))
        .filter(({ kind }) => kind !== 'client-credentials' || org.knob('ccSessionsListed') !== false)
        .map(({ id, loginHistoryId, sourceIp, lastUsedAt }) => ({
          ...{ id, sourceIp: fromOutside(sourceIp), lastUsedAt },
          loginHistoryId: loginHistoryId || null,
          sessionType: fromOutside('Oauth2'),
        }));
    },
    ownAddress: async () => ourIp,
    end: async (sessionId) => {
      const session = org.data.sessions.find(({ id }) => id === sessionId);
      if (session) session.isEnded = true;
    },
  };
}

type Traces = Pick<Users, 'find' | 'signIns' | 'setupChanges' | 'appsRunningAs' | 'freezeState' | 'setFrozen'>;

export function modelTraces(org: OrgModel): Traces {
  const userOfLogin = (loginId: string): User | undefined =>
    [...org.users.values()].find(({ id }) => userLoginId(id) === loginId);
  return {
    find: async (name) => {
      const user = org.userNamed(name);
      if (!user) return null;
      const { id, username, isActive, isFrozen, userType } = user;
      return allFromOutside<UserFacts>({
        ...{ id, username, name: username, isActive, isFrozen, userType, profileName: '', licenseName: '' },
        ...{ isApiOnly: true, powers: [], lastLoginAt: null, lastUiLoginAt: null, otherApps: [], permissionSets: [] },
      });
    },
    signIns: async (userId, since) =>
      allFromOutside<LoginEntry[]>(org.data.logins.filter((one) => one.userId === userId && one.at >= since).reverse()),
    setupChanges: async (userId, since) =>
      allFromOutside<SetupChange[]>(
        org.data.auditTrail.filter((one) => one.userId === userId && one.at >= since).reverse(),
      ),
    appsRunningAs: async (username) =>
      org.knob('ecaSoql') === 'none'
        ? null
        : org.data.apps.filter((app) => runsAs(app, username)).map(({ developerName }) => developerName),
    freezeState: async (userId) => {
      const user = org.userById(userId);
      if (!user) throw reason('PermissionMissing', { username: 'ada', permissions: ['Manage Users'] });
      return { loginId: userLoginId(user.id), isFrozen: user.isFrozen };
    },
    setFrozen: async ({ loginId }, isFrozen) => {
      const user = userOfLogin(loginId);
      if (!user) throw reason('OrgRefused', { call: 'freezing', errorCode: 'NOT_FOUND', message: 'no such user' });
      const display = `${isFrozen ? 'Froze' : 'Unfroze'} user ${user.username}`;
      if (user.isFrozen !== isFrozen) {
        org.addSetupChange({ userId: org.data.adminUserId, action: 'freeze', section: 'Manage Users', display });
      }
      org.putUser({ ...user, isFrozen });
    },
  };
}

function runsAs(app: App, username: string): boolean {
  const user = fieldOf(app, oauthPolicy, 'clientCredentialsFlowUser') ?? '';
  return (
    user.toLowerCase() === username.toLowerCase() && isFieldTrue(app, oauthPolicy, 'isClientCredentialsFlowEnabled')
  );
}

export function modelPolicies(org: OrgModel): Pick<Metadata, 'appPolicy' | 'setOauthPlugin'> {
  return {
    appPolicy: async (name) => {
      takeEffect(org);
      const component = org.appNamed(name)?.components[switches];
      if (!component) return null;
      const { fullName, fields } = structuredClone(component);
      return {
        ...{ fullName, fields },
        isEnabled: fields.isEnabled !== 'false',
        isOauthPluginEnabled: fields.isOauthPluginEnabled !== 'false',
      };
    },
    setOauthPlugin: async ({ fullName, fields }, isEnabled) => {
      const { queue, caller } = deploysOf(org);
      if (queue.isLocking(caller, 68)) throw reason('DeployAhead', { host: 'acme' });
      const app = org.data.apps.find(({ components }) => components[switches]?.fullName === fullName);
      if (!app) throw reason('OrgRefused', { call: 'turning OAuth off', errorCode: 'INVALID_ID', message: fullName });
      changeApp(org, app, ({ components }) => {
        const held = components[switches];
        if (held)
          held.fields = { ...held.fields, ...(fields as typeof held.fields), isOauthPluginEnabled: String(isEnabled) };
      });
    },
  };
}

/** A token with its own session, as the org issues it. */
export function modelHold(org: OrgModel): Tokens['hold'] {
  return async ({ consumerKey, consumerSecret }) => {
    takeEffect(org);
    const request = { key: consumerKey, secret: consumerSecret.reveal(), sourceIp: ourIp };
    const session = issueClientCredentialsToken(org, request);
    if ('refusal' in session) return null;
    return {
      format: session.isJwt ? 'jwt' : 'opaque',
      lifetimeMs: session.isJwt ? session.timeoutMs : null,
      works: async () => {
        takeEffect(org);
        return org.sessionOf(session.token) !== null;
      },
    };
  };
}
