import type { AppSummary, OAuthConsumer, Pair, RefreshTokenUser, StagedPair } from '../../model/app.ts';
import { Secret } from '../../model/secret.ts';
import { fitsOneLine } from '../../plain/credential.ts';
import { outsideError, outsideName } from '../../plain/outside-text.ts';
import { day } from '../../plain/time.ts';
import type { Apps } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import type { Request } from '../../words/requests.ts';
import { type AppSources, unite } from './app-list.ts';
import type { OrgConnection } from './connection.ts';
import { asSecretRefusal } from './secret-refusal.ts';
import { isUpstream, pagesMeter, query, unreadable } from './soql.ts';
import {
  applicationRow,
  consumersAnswer,
  credentialsAnswer,
  oauthPolicyRow,
  policyRow,
  rotatedAnswer,
  type StagedAnswer,
  stagedAnswer,
  stagedPostAnswer,
  usageAnswer,
  usersAnswer,
} from './wire/apps.ts';
import { fileProperties, unusedProperties } from './wire/metadata.ts';

const usagePageSize = 100;
/** Usage pages have no total count. After a full first page, this many pages are requested at once. */
const usagePagesAtOnce = 5;
const mostUsagePages = 50;
/** How long credentials stay in the slot if the org doesn't say (contract: Connect REST, life cycle). */
const slotLifeMs = 30 * day;

export function createOrgApps(org: OrgConnection): Apps {
  return {
    list: () => listApps(org),
    consumers: (appId) => readConsumers(org, appId),
    readPair: (appId, consumerId) => readPair(org, appId, consumerId),
    staged: (appId, consumerId) => readStaged(org, appId, consumerId),
    stage: (appId, consumerId) => stage(org, appId, consumerId),
    stagedSecret: (appId, consumerId, stagedId) => readStagedSecret(org, { appId, consumerId, stagedId }),
    rotate: (appId, consumerId, stagedId) => rotate(org, { appId, consumerId, stagedId }),
    deleteStaged: (appId, consumerId, stagedId) => deleteStaged(org, { appId, consumerId, stagedId }),
    refreshTokenUsers: (appId) => readRefreshTokenUsers(org, appId),
  };
}

async function listApps(org: OrgConnection): Promise<readonly AppSummary[]> {
  const [usage, applications, oauthPolicies, policies, listed] = await Promise.allSettled([
    readUsage(org),
    readApplications(org),
    readOauthPolicies(org),
    readPolicies(org),
    listByMetadata(org),
  ]);
  const named = [usage, applications, listed];
  const failed = named.filter((source) => source.status === 'rejected');
  if (failed.length === named.length) throw failed[0]?.reason;
  const sources: AppSources = {
    usage: answerOf(usage),
    applications: answerOf(applications),
    listed: answerOf(listed),
    policies: answerOf(policies),
    oauthPolicies: answerOf(oauthPolicies),
  };
  for (const { reason: problem } of failed) org.log.debug('apps.source-left-out', { problem: outsideError(problem) });
  return unite(sources);
}

function answerOf<T>(outcome: PromiseSettledResult<T>): T | null {
  return outcome.status === 'fulfilled' ? outcome.value : null;
}

/** All apps, with ids and names. */
export function readApplications(org: OrgConnection) {
  const columns = 'Id, DeveloperName, MasterLabel, ManageableState, NamespacePrefix';
  return rowsOf(org, { columns, object: 'ExternalClientApplication', row: applicationRow });
}

/** The rows of the policies. The user search also uses them to find the execution users of other apps. */
export function readOauthPolicies(org: OrgConnection) {
  const columns =
    'ExternalClientApplicationId, IsClientCredentialsFlowEnabled, ClientCredentialsFlowUser, PermittedUsersPolicyType';
  return rowsOf(org, { columns, object: 'ExtlClntAppOauthPlcyCnfg', row: oauthPolicyRow });
}

function readPolicies(org: OrgConnection) {
  const columns = 'ExternalClientApplicationId, IsEnabled, OauthPluginStatus';
  return rowsOf(org, { columns, object: 'ExtlClntAppPlcyCnfg', row: policyRow });
}

/** The rows of an object that some orgs have in the data API and others only in the Tooling API. */
async function rowsOf<Row>(
  org: OrgConnection,
  { columns, object, row }: { columns: string; object: string; row: Parameters<typeof query<Row>>[2]['row'] },
): Promise<Row[]> {
  const soql = `SELECT ${columns} FROM ${object}`;
  const options = { row, call: { rowsOf: object } };
  try {
    return await query(org, soql, options);
  } catch (error) {
    if (!isUpstream(error, /^(INVALID_TYPE|INVALID_FIELD|NOT_FOUND|MALFORMED_QUERY)$/)) throw error;
    return query(org, soql, { ...options, tooling: true });
  }
}

async function readUsage(org: OrgConnection) {
  const options = { call: 'app-usage', measured: pagesMeter(org, 'app-usage') } as const;
  const page = (number: number) =>
    org.get(`/apps/oauth/usage?page=${number}&pageSize=${usagePageSize}`, usageAnswer, options);
  const apps = (await page(0)).apps;
  let isLast = apps.length < usagePageSize;
  for (let next = 1; !isLast && next < mostUsagePages; next += usagePagesAtOnce) {
    const pages = await Promise.all(Array.from({ length: usagePagesAtOnce }, (_, index) => page(next + index)));
    for (const each of pages) apps.push(...each.apps);
    isLast = pages.some((each) => each.apps.length < usagePageSize);
  }
  return apps;
}

function listByMetadata(org: OrgConnection) {
  const types = [{ type: 'ExternalClientApplication' }];
  return org.run(async ({ metadata }) => fileProperties.parse(await metadata.list(types, org.apiVersion)), {
    call: 'apps',
    kind: 'read',
    leaveOut: unusedProperties,
  });
}

async function readConsumers(org: OrgConnection, appId: string): Promise<readonly OAuthConsumer[]> {
  const path = `/apps/oauth/credentials/${encodeURIComponent(appId)}`;
  try {
    const answer = await org.get(path, consumersAnswer, { call: 'consumers' });
    return answer.consumers.map(({ id, name, key }) => ({ id, name: name ?? id, consumerKey: key ?? '' }));
  } catch (error) {
    if (isUpstream(error, /^(NOT_FOUND|HTTP_404|INVALID_ID_FIELD)$/)) {
      throw reason('AppUnknown', { app: appId, org: org.session.name, known: [] }, { cause: error.cause });
    }
    throw asSecretRefusal(error, org.session, appId);
  }
}

async function readPair(org: OrgConnection, appId: string, consumerId: string): Promise<Pair> {
  const path = `/apps/oauth/credentials/${encodeURIComponent(appId)}/${encodeURIComponent(consumerId)}?part=keyandsecret`;
  const answer = await org
    .get(path, credentialsAnswer, { call: 'pair' })
    .catch((error: unknown) => Promise.reject(asSecretRefusal(error, org.session, appId)));
  if (answer.key === null || answer.secret === null) {
    const { noSecret, noConsumerKey } = answerProblems;
    throw reason('SecretUnreadable', { app: appId, problem: answer.secret === null ? noSecret : noConsumerKey });
  }
  return { consumerKey: usableKey(answer.key, appId), consumerSecret: usableSecret(answer.secret, appId) };
}

async function readStaged(org: OrgConnection, appId: string, consumerId: string): Promise<readonly StagedPair[]> {
  // Some orgs may answer 404 for an empty slot. The OAuth consumer itself was found before.
  const asked = org.get(stagedPath({ appId, consumerId }), stagedAnswer, { call: 'staged-pair' });
  return (await unlessGone(org, appId, asked))?.stagedCredentials.map(stagedPairOf) ?? [];
}

/** Reads from an app's credentials resource; null if not found. Refusals are interpreted as refused secrets. */
async function unlessGone<T>(org: OrgConnection, appId: string, asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (isUpstream(error, /^(NOT_FOUND|HTTP_404)$/)) return null;
    throw asSecretRefusal(error, org.session, appId);
  });
}

interface SlotPlace {
  readonly appId: string;
  readonly consumerId: string;
  readonly stagedId?: string;
}

/** Built from ids, because sources disagree about the addresses in answers. */
function stagedPath({ appId, consumerId, stagedId }: SlotPlace): string {
  const parts = [appId, consumerId, 'staged', ...(stagedId === undefined ? [] : [stagedId])];
  return `/apps/oauth/credentials/${parts.map(encodeURIComponent).join('/')}`;
}

function stagedPairOf(answer: Omit<StagedAnswer, 'key'> & { readonly key: string | null }): StagedPair {
  const { id, key, state, createdBy, createdDate, expirationDate } = answer;
  return {
    id,
    consumerKey: key,
    state: stagedState(state),
    createdBy,
    createdAt: createdDate,
    expiresAt: expirationDate ?? (createdDate === null ? null : createdDate + slotLifeMs),
  };
}

async function stage(
  org: OrgConnection,
  appId: string,
  consumerId: string,
): Promise<{ slot: StagedPair; secret: Secret | null }> {
  const answer = await send(org, 'stage', { method: 'POST', path: stagedPath({ appId, consumerId }), body: {} });
  const { secret, key, ...staged } = onePairIn(org, answer);
  const slot = stagedPairOf({ ...staged, key: key === null ? null : usableKey(key, appId) });
  return { slot, secret: secret === null ? null : usableSecret(secret, appId) };
}

/** The answer can be a collection, a list or the credentials: none of it is documented. @throws OrgAnswerUnreadable */
function onePairIn(org: OrgConnection, answer: unknown) {
  const found = stagedPostAnswer.safeParse(answer);
  const pair = found.success ? found.data : null;
  if (pair && pair.key !== null) return pair;
  throw unreadable(org, 'stage', answerProblems.noStagedPair);
}

async function readStagedSecret(
  org: OrgConnection,
  place: SlotPlace,
): Promise<{ consumerKey: string; secret: Secret | null } | null> {
  const call = 'staged-secret';
  const answer = await unlessGone(org, place.appId, org.get(stagedPath(place), credentialsAnswer, { call }));
  if (answer === null) return null;
  // The org may hide the secret, but never the key.
  if (answer.key === null) throw unreadable(org, call, answerProblems.noStagedPair);
  const secret = answer.secret === null ? null : usableSecret(answer.secret, place.appId);
  return { consumerKey: answer.key, secret };
}

/** @throws CredentialsUnusable before anything is stored or delivered */
function usableSecret(secret: string, app: string): Secret {
  if (!fitsOneLine(secret)) throw reason('CredentialsUnusable', { app, what: 'secret' });
  return new Secret(secret);
}

function usableKey(key: string, app: string): string {
  if (!fitsOneLine(key)) throw reason('CredentialsUnusable', { app, what: 'key' });
  return key;
}

/** Which credentials the answer contains isn't documented. Without any, a look must show what happened. @throws OrgAnswerUnreadable */
async function rotate(org: OrgConnection, place: SlotPlace): Promise<void> {
  const answer = await send(org, 'rotate', { method: 'PATCH', path: stagedPath(place), body: { command: 'rotate' } });
  if (!rotatedAnswer.safeParse(answer).success) throw unreadable(org, 'rotate', answerProblems.otherForm);
}

async function deleteStaged(org: OrgConnection, place: SlotPlace): Promise<void> {
  await unlessGone(org, place.appId, send(org, 'delete-pair', { method: 'DELETE', path: stagedPath(place) }));
}

interface Change {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

async function send(org: OrgConnection, call: Request, { method, path, body }: Change): Promise<unknown> {
  const request = {
    method,
    url: path,
    // Without a body there is no length header, and the server would wait for one.
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  };
  try {
    return await org.run((jsforce) => jsforce.request<unknown>(request), { call, kind: 'change' });
  } catch (error) {
    throw asSecretRefusal(error, org.session, path.split('/')[4] ?? '');
  }
}

function stagedState(text: string | null): StagedPair['state'] {
  return text === 'Active' || text === 'Rotated' || text === 'Expired' ? text : 'unknown';
}

async function readRefreshTokenUsers(org: OrgConnection, appId: string): Promise<readonly RefreshTokenUser[]> {
  const path = `/apps/oauth/usage/${encodeURIComponent(appId)}/users?page=0&pageSize=${usagePageSize}`;
  const { users } = await org.get(path, usersAnswer, { call: 'app-users' });
  return users.map(({ username, userIdentifier, useCount, lastUsedAt }) => ({
    username: username ?? userIdentifier ?? outsideName('unknown'),
    uses: useCount ?? null,
    lastUsedAt,
  }));
}
