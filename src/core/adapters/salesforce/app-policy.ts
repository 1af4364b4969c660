import type { Connection } from 'jsforce';
import type { ComponentRef } from '../../model/app.ts';
import { outsideText } from '../../plain/outside-text.ts';
import type { AppPolicyRecord } from '../../ports/ports.ts';
import { type KeyturnError, reason } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import { type Request, requestWords } from '../../words/requests.ts';
import type { OrgConnection } from './connection.ts';
import { isJwt } from './session.ts';
import { isUpstream, partsOf } from './soql.ts';
import { isAccessError, permissionMissing, UpstreamError } from './translate-error.ts';
import { records, saveResults } from './wire/metadata.ts';

/** jsforce's list of types doesn't have this one. */
const policyType = 'ExtlClntAppConfigurablePolicies' as string as Parameters<Connection['metadata']['read']>[0];
/** The Metadata API's limit per call. */
const namesPerRead = 10;

type PolicyRecord = ReturnType<typeof records.parse>[number];

/**
 * The policies that name this app. Policies can have any name; those named like the app are read first to save calls.
 */
export async function readAppPolicy(
  org: OrgConnection,
  app: string,
  listed: () => Promise<readonly ComponentRef[]>,
): Promise<AppPolicyRecord | null> {
  if (isJwt(await org.session.accessToken())) return null;
  const names = (await listed()).map(({ fullName }) => fullName);
  const likely = names.filter((name) => isLike(name, app));
  const ordered = [...likely, ...names.filter((name) => !isLike(name, app))];
  for (const part of partsOf(ordered, namesPerRead)) {
    const read = await readRecords(org, part);
    const found = read.find((each) => each.externalClientApplication.toLowerCase() === app.toLowerCase());
    if (found) return policyOf(found);
  }
  return null;
}

function isLike(name: string, app: string): boolean {
  return name.toLowerCase().startsWith(app.toLowerCase());
}

function readRecords(org: OrgConnection, names: readonly string[]): Promise<readonly PolicyRecord[]> {
  return org.run(async ({ metadata }) => records.parse(await metadata.read(policyType, [...names])), {
    call: 'app-policies',
    kind: 'read',
    permission: 'ModifyMetadata',
  });
}

/** A missing flag has its default, which is on. */
function policyOf({ fullName, ...elements }: PolicyRecord): AppPolicyRecord {
  const fields = Object.fromEntries(Object.entries(elements).filter(([name, value]) => name !== '$' && !isNil(value)));
  return {
    fullName,
    fields,
    isEnabled: fields.isEnabled !== 'false',
    isOauthPluginEnabled: fields.isOauthPluginEnabled !== 'false',
  };
}

/** The SOAP client returns a nil or empty element as nothing, or as only its attributes. */
function isNil(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value).every((key) => key === '$');
}

/** Sends elements in alphabetical order, as the org returns them. Some orgs are said to drop elements out of order. */
export async function setOauthPlugin(
  org: OrgConnection,
  { fullName, fields }: AppPolicyRecord,
  isEnabled: boolean,
): Promise<void> {
  const call = isEnabled ? 'oauth-on' : 'oauth-off';
  const whole = Object.entries({ isEnabled: 'true', ...fields, isOauthPluginEnabled: String(isEnabled) });
  const metadata = { fullName, ...Object.fromEntries(whole.sort(([one], [other]) => (one < other ? -1 : 1))) };
  try {
    const [result] = await org.run(
      async (jsforce) => saveResults.parse(await jsforce.metadata.update(policyType, [metadata])),
      { call, kind: 'change', permission: 'ModifyMetadata' },
    );
    if (!result?.success) throw refusedSave(org, call, result?.errors[0]);
  } catch (error) {
    if (isUpstream(error, /./) && isLocked(error.cause))
      throw reason('DeployAhead', { host: org.host }, { cause: error });
    throw error;
  }
}

function refusedSave(
  org: OrgConnection,
  call: Request,
  { statusCode = '', message = '' }: { statusCode?: string; message?: string } = {},
): KeyturnError {
  const errorCode = outsideText(statusCode || 'UNKNOWN_EXCEPTION', 80);
  const said = outsideText(message || answerProblems.noReason);
  const cause = new UpstreamError(200, errorCode, said);
  if (isAccessError({ code: errorCode })) return permissionMissing(org.session, 'ExternalClientAppAdmin', cause);
  return reason('OrgRefused', { call: requestWords(call), errorCode, message: said }, { cause });
}

/** Whether a running deploy locks the component. The error code is undocumented, so the text counts too. */
function isLocked({ code, message }: UpstreamError): boolean {
  if (/^(UNABLE_TO_LOCK_ROW|ALREADY_IN_PROCESS|ENTITY_IS_LOCKED)$/.test(code)) return true;
  if (/^(ORG_LOCKED|TRIAL_EXPIRED)$/.test(code)) return false;
  return /exclusive access|currently locked|is locked by|already in process|deploy(ment)? (is )?in progress/i.test(
    message,
  );
}
