import { type CleanText, noText, outsideName, outsideText } from '../../plain/outside-text.ts';
import type { LoginEntry, SetupChange, SignInRecord, Users } from '../../ports/ports.ts';
import type { OrgConnection } from './connection.ts';
import { requireSight } from './own-permissions.ts';
import { isUpstream, literal, query } from './soql.ts';
import { permissionMissing } from './translate-error.ts';
import { loginEntryRow, setupChangeRow, signInRow } from './wire/traces.ts';

const mostRows = 2_000;
const longestText = 200;
const unknown = outsideName('unknown');

/** The parameters of both login history queries. */
const history = { call: 'login-history', permission: 'MonitorLoginHistory', maxRows: mostRows } as const;

type LoginHistory = Pick<Users, 'clientCredentialsSignIns' | 'otherOauthSignIns' | 'signIns' | 'setupChanges'>;

/** Sign-ins and Setup changes. */
export function createLoginHistory(org: OrgConnection): LoginHistory {
  return {
    clientCredentialsSignIns: (userId, since) =>
      readSignIns(org, since, `UserId = ${literal(userId)} AND LoginSubType = 'OauthClientCredentials'`),
    otherOauthSignIns: (since) =>
      readSignIns(org, since, "LoginType = 'Remote Access 2.0' AND LoginSubType != 'OauthClientCredentials'"),
    signIns: (userId, since) => readLogins(org, userId, since),
    setupChanges: (userId, since) => readSetupChanges(org, userId, since),
  };
}

async function readSignIns(org: OrgConnection, since: number, where: string): Promise<readonly SignInRecord[]> {
  const rows = await query(org, historySoql('LoginTime, SourceIp, Application, Status', where, since), {
    row: signInRow,
    ...history,
  });
  return rows.flatMap(({ LoginTime: at, SourceIp, Application, Status }) => {
    const record = {
      sourceIp: SourceIp ?? unknown,
      application: Application ?? noText,
      succeeded: Status === 'Success',
    };
    return at === null ? [] : [{ at, ...record }];
  });
}

async function readLogins(org: OrgConnection, userId: string, since: number): Promise<readonly LoginEntry[]> {
  const columns = 'Id, LoginTime, SourceIp, Application, LoginType, LoginSubType, Status';
  const rows = await query(org, historySoql(columns, `UserId = ${literal(userId)}`, since), {
    row: loginEntryRow,
    ...history,
  });
  if (rows.length === 0) await requireSight(org, 'MonitorLoginHistory', ['ManageUsers', 'MonitorLoginHistory']);
  return rows.flatMap(({ Id: id, LoginTime: at, SourceIp, Application, LoginType, LoginSubType, Status }) => {
    const from = { sourceIp: shown(SourceIp ?? unknown), application: shown(Application), status: shown(Status) };
    const types = { loginType: shown(LoginType), loginSubType: shown(LoginSubType) };
    return at === null ? [] : [{ id, at, ...from, ...types }];
  });
}

async function readSetupChanges(org: OrgConnection, userId: string, since: number): Promise<readonly SetupChange[]> {
  const soql =
    'SELECT Id, Action, Section, Display, CreatedDate FROM SetupAuditTrail ' +
    `WHERE CreatedById = ${literal(userId)} AND CreatedDate >= ${instant(since)} ORDER BY CreatedDate DESC LIMIT ${mostRows}`;
  const options = { row: setupChangeRow, call: 'setup-changes', permission: 'ViewSetup', maxRows: mostRows } as const;
  const rows = await query(org, soql, options).catch((error: unknown) => {
    // Without the permission, the org answers as if the object didn't exist.
    if (!isUpstream(error, /^INVALID_TYPE$/)) throw error;
    throw permissionMissing(org.session, 'ViewSetup', error.cause);
  });
  return rows.flatMap(({ Id, CreatedDate, Action, Section, Display }) =>
    CreatedDate === null
      ? []
      : [{ id: Id, at: CreatedDate, action: shown(Action), section: shown(Section), display: shown(Display) }],
  );
}

function historySoql(columns: string, where: string, since: number): string {
  return `SELECT ${columns} FROM LoginHistory WHERE ${where} AND LoginTime >= ${instant(since)} ORDER BY LoginTime DESC LIMIT ${mostRows}`;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

function shown(text: string | null): CleanText {
  return outsideText(text ?? '', longestText);
}
