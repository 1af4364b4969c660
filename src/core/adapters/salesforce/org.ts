import type { Turns } from '../../plain/turns.ts';
import type {
  Clock,
  Log,
  OrgFacts,
  OrgKind,
  OrgPermission,
  PermissionReport,
  SalesforceOrg,
} from '../../ports/ports.ts';
import { createApps } from './apps.ts';
import { createOrgConnection, type OrgConnection } from './connection.ts';
import { createMetadata } from './metadata.ts';
import { retrieveFiles } from './retrieve.ts';
import { isJwt, type OrgSession } from './session.ts';
import { createSessions } from './sessions.ts';
import { isUpstream, literal, query, withoutUnknownColumns } from './soql.ts';
import { createTokens } from './token-endpoint.ts';
import { exchangeAny } from './transport.ts';
import { createUsers } from './users.ts';
import { flagsRow, idRow, limitsAnswer, organizationRow } from './wire/rest.ts';

const orgPermissions: readonly OrgPermission[] = [
  'ModifyMetadata',
  'ModifyAllData',
  'ExternalClientAppDeveloper',
  'ExternalClientAppAdmin',
  'ExternalClientAppViewer',
  'ViewClientSecret',
  'ClientSecretRotation',
  'CustomizeApplication',
  'ManageProfilesPermissionsets',
  'ManageUsers',
  'ViewSetup',
];

export interface OrgInit {
  readonly session: OrgSession;
  /** The line in which requests to this org wait; every session to it in this process has the same. */
  readonly turns: Turns;
  readonly apiVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest wait for any answer, in ms; as long as each call is worth when left out. */
  readonly deadlineMs?: number | undefined;
}

/** An org through a session that is signed in already; asks it for nothing until a method is called. */
export async function openSalesforceOrg(init: OrgInit): Promise<SalesforceOrg> {
  const { session } = init;
  const org = createOrgConnection(init);
  return {
    name: session.name,
    orgId: session.orgId,
    username: session.username,
    instanceUrl: session.instanceUrl,
    apiVersion: init.apiVersion,
    hasOpaqueSession: !isJwt(await session.accessToken()),
    isPractice: session.isPractice,
    clientId: session.clientId,
    facts: () => readFacts(org),
    permissions: () => readPermissions(org),
    secretAccess: () => readSecretSetting(org, secretSettings.rest),
    metadataSecretAccess: () => readSecretSetting(org, secretSettings.metadata),
    apiRequests: () => readApiRequests(org),
    serverTime: () => readServerTime(org),
    apps: createApps(org),
    users: createUsers(org),
    sessions: createSessions(org),
    metadata: createMetadata(org),
    tokens: createTokens(session.instanceUrl, init),
  };
}

async function readFacts(org: OrgConnection): Promise<OrgFacts> {
  const [organizations, people] = await Promise.all([
    query(org, 'SELECT Id, Name, OrganizationType, IsSandbox, TrialExpirationDate FROM Organization', {
      row: organizationRow,
      call: 'reading the org',
    }),
    query(org, `SELECT Id FROM User WHERE Username = ${literal(org.session.username)} LIMIT 1`, {
      row: idRow,
      call: 'reading who is signed in',
    }),
  ]);
  const found = organizations[0];
  const edition = found?.OrganizationType ?? '';
  const isSandbox = found?.IsSandbox ?? false;
  const isTrial = Boolean(found?.TrialExpirationDate);
  return {
    id: found?.Id ?? org.session.orgId,
    name: found?.Name ?? '',
    kind: org.session.isPractice ? 'practice' : kindOf({ isSandbox, isTrial, edition }),
    isSandbox,
    edition,
    person: { id: people[0]?.Id ?? '', username: org.session.username },
  };
}

/** A sandbox that expires is a scratch org. */
export function kindOf(org: { isSandbox: boolean; isTrial: boolean; edition: string }): OrgKind {
  if (org.isSandbox) return org.isTrial ? 'scratch' : 'sandbox';
  if (org.isTrial) return 'trial';
  return /developer/i.test(org.edition) ? 'developer' : 'production';
}

async function readPermissions(org: OrgConnection): Promise<PermissionReport> {
  const columns = orgPermissions.map((permission) => `Permissions${permission}`);
  const { answer, unknown } = await withoutUnknownColumns(columns, (known) =>
    query(org, `SELECT ${known.join(', ')} FROM UserPermissionAccess`, {
      row: flagsRow,
      call: 'reading the permissions of the person who is signed in',
    }),
  );
  const row = answer[0] ?? {};
  const isUnknown = (permission: OrgPermission) => unknown.includes(`Permissions${permission}`) || answer.length === 0;
  const isGranted = (permission: OrgPermission) => row[`Permissions${permission}`] === true;
  return {
    granted: new Set(orgPermissions.filter(isGranted)),
    missing: new Set(orgPermissions.filter((each) => !isGranted(each) && !isUnknown(each))),
    unknown: new Set(orgPermissions.filter(isUnknown)),
  };
}

interface SecretSetting {
  readonly column: string;
  readonly element: string;
  readonly call: string;
}

const secretSettings = {
  rest: {
    column: 'IsClientSecretInRestApiAccessEnabled',
    element: 'enableClientSecretInRestApiAccess',
    call: 'reading whether secrets may be read over REST',
  },
  metadata: {
    column: 'IsConsumerSecretApiAccessEnabled',
    element: 'enableConsumerSecretApiAccess',
    call: 'reading whether secrets may be read through the Metadata API',
  },
} as const satisfies Record<string, SecretSetting>;

/** From the Tooling API, else from the settings file; null when the org shows neither. */
async function readSecretSetting(
  org: OrgConnection,
  { column, element, call }: SecretSetting,
): Promise<boolean | null> {
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
  const { DailyApiRequests } = await org.get('/limits', limitsAnswer, { call: 'reading the limits' });
  return { max: DailyApiRequests.Max, remaining: DailyApiRequests.Remaining };
}

async function readServerTime({ session, turns }: OrgConnection): Promise<number | null> {
  const call = { url: `${session.instanceUrl}/services/data`, method: 'GET' };
  const limits = { turns, deadlineMs: 10_000, maxBytes: 1024 * 1024 };
  const answer = await exchangeAny(call, limits).catch(() => null);
  const told = Date.parse(answer?.headers.date ?? '');
  return Number.isNaN(told) ? null : told;
}
