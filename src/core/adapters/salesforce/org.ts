import { type OrgPermission, orgPermissions } from '../../model/org-permission.ts';
import { noText } from '../../plain/outside-text.ts';
import type { OrgFacts, OrgKind, PermissionReport, SalesforceOrg } from '../../ports/ports.ts';
import { createOrgApps } from './apps.ts';
import { type ConnectionInit, createOrgConnection, type OrgConnection } from './connection.ts';
import { keepingAtMost } from './kept-answers.ts';
import { createMetadata } from './metadata.ts';
import { followTime, orgAheadMs } from './org-time.ts';
import { readOwnPermissions } from './own-permissions.ts';
import { retrieveFiles } from './retrieve.ts';
import { isJwt } from './session.ts';
import { createSessions } from './sessions.ts';
import { isUpstream, literal, query } from './soql.ts';
import { createTokens } from './token-endpoint.ts';
import { exchangeAny } from './transport.ts';
import { createUsers } from './users.ts';
import { flagsRow, idRow, limitsAnswer, organizationRow } from './wire/rest.ts';

/** An org with an existing session. Makes no request until a method is called. */
export async function openSalesforceOrg(init: ConnectionInit): Promise<SalesforceOrg> {
  const { session } = init;
  followTime(init.turns, init.clock);
  const org = createOrgConnection(init);
  return {
    name: session.name,
    orgId: session.orgId,
    username: session.username,
    instanceUrl: session.instanceUrl,
    apiVersion: init.apiVersion,
    hasOpaqueSession: !isJwt(await session.accessToken()),
    isPractice: session.isPractice,
    ...{ mustFinish: org.mustFinish, keepingAtMost },
    clientId: session.clientId,
    facts: () => readFacts(org),
    permissions: () => readPermissions(org),
    secretAccess: () => readSecretSetting(org, 'rest'),
    metadataSecretAccess: () => readSecretSetting(org, 'metadata'),
    apiRequests: () => readApiRequests(org),
    serverTime: () => readServerTime(org, init),
    aheadMs: () => orgAheadMs(init.turns),
    apps: createOrgApps(org),
    users: createUsers(org),
    sessions: createSessions(org),
    metadata: createMetadata(org),
    tokens: createTokens(init),
  };
}

async function readFacts(org: OrgConnection): Promise<OrgFacts> {
  const userId = `SELECT Id FROM User WHERE Username = ${literal(org.session.username)} LIMIT 1`;
  const [organizations, people] = await Promise.all([
    query(org, 'SELECT Id, Name, OrganizationType, IsSandbox, TrialExpirationDate FROM Organization', {
      row: organizationRow,
      call: 'org',
    }),
    query(org, userId, { row: idRow, call: 'person' }),
  ]);
  const found = organizations[0];
  const edition = found?.OrganizationType ?? noText;
  const isSandbox = found?.IsSandbox ?? false;
  const isTrial = Boolean(found?.TrialExpirationDate);
  return {
    id: found?.Id ?? org.session.orgId,
    name: found?.Name ?? noText,
    kind: org.session.isPractice ? 'practice' : kindOf({ isSandbox, isTrial, edition }),
    isSandbox,
    edition,
    person: { id: people[0]?.Id ?? '', username: org.session.username },
  };
}

/** A sandbox with an expiry date is a scratch org. */
export function kindOf(org: { isSandbox: boolean; isTrial: boolean; edition: string }): OrgKind {
  if (org.isSandbox) return org.isTrial ? 'scratch' : 'sandbox';
  if (org.isTrial) return 'trial';
  return /developer/i.test(org.edition) ? 'developer' : 'production';
}

async function readPermissions(org: OrgConnection): Promise<PermissionReport> {
  const columns = orgPermissions.map((permission) => `Permissions${permission}`);
  const { row: told, unknown } = await readOwnPermissions(org, columns);
  const row = told ?? {};
  const isUnknown = (permission: OrgPermission) => unknown.includes(`Permissions${permission}`) || !told;
  const isGranted = (permission: OrgPermission) => row[`Permissions${permission}`] === true;
  return {
    granted: new Set(orgPermissions.filter(isGranted)),
    missing: new Set(orgPermissions.filter((each) => !isGranted(each) && !isUnknown(each))),
    unknown: new Set(orgPermissions.filter(isUnknown)),
  };
}

const secretSettings = {
  rest: {
    column: 'IsClientSecretInRestApiAccessEnabled',
    element: 'enableClientSecretInRestApiAccess',
    call: 'rest-secret-setting',
  },
  metadata: {
    column: 'IsConsumerSecretApiAccessEnabled',
    element: 'enableConsumerSecretApiAccess',
    call: 'metadata-secret-setting',
  },
} as const;

/** From the Tooling API, otherwise from the settings file; null if the org shows neither. */
async function readSecretSetting(org: OrgConnection, by: keyof typeof secretSettings): Promise<boolean | null> {
  const { column, element, call } = secretSettings[by];
  const asked = await unlessRefused(
    query(org, `SELECT ${column} FROM ExternalClientAppSettings`, { row: flagsRow, tooling: true, call }),
  );
  const flag = asked?.[0]?.[column];
  if (typeof flag === 'boolean') return flag;
  const files = await unlessRefused(retrieveFiles(org, [{ type: 'Settings', fullName: 'ExternalClientApp' }]));
  const file = files?.get('settings/ExternalClientApp.settings');
  const value = new RegExp(`<${element}>\\s*(true|false)\\s*</${element}>`).exec(new TextDecoder().decode(file))?.[1];
  return value === undefined ? null : value === 'true';
}

async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const isRefusal =
      isUpstream(error, /./) && /^(OrgRefused|PermissionMissing)$/.test((error as { code?: string }).code ?? '');
    if (isRefusal) return null;
    throw error;
  }
}

async function readApiRequests(org: OrgConnection): Promise<{ max: number; remaining: number }> {
  const { DailyApiRequests } = await org.get('/limits', limitsAnswer, { call: 'limits' });
  return { max: DailyApiRequests.Max, remaining: DailyApiRequests.Remaining };
}

async function readServerTime(
  { session, origin, turns }: OrgConnection,
  { signal, deadlineMs = 10_000 }: ConnectionInit,
): Promise<number | null> {
  const call = { url: `${session.instanceUrl}/services/data`, method: 'GET' };
  const limits = { origin, turns, deadlineMs, maxBytes: 1024 * 1024, signal };
  const answer = await exchangeAny(call, limits).catch(() => null);
  const told = Date.parse(answer?.headers.date ?? '');
  return Number.isNaN(told) ? null : told;
}
