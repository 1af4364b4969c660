/**
 * Reads and renews the sign-ins of the Salesforce CLI in a separate process: the library takes 0.3 s and 57 MB to load, and
 * lists sign-ins with plain-text tokens. Only requested values leave this process.
 */

import { once } from 'node:events';
import fs from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import {
  type AuthFields,
  AuthInfo,
  ConfigAggregator,
  Global,
  OrgConfigProperties,
  StateAggregator,
  WebOAuthServer,
} from '@salesforce/core';
import { knowSecret } from '../../plain/known-secrets.ts';
import { outsideError } from '../../plain/outside-text.ts';
import { signInMoved } from '../../words/sign-ins.ts';
import { refuseOthers } from '../regular-file.ts';
import { type BrokerMethod, serveBroker } from '../serve-broker.ts';
import {
  type BrokerList,
  type BrokerLogin,
  type BrokerRenewal,
  type BrokerSignIn,
  type BrokerToken,
  fingerprintOf,
} from './broker-answers.ts';
import { obeyProxyInBroker } from './broker-proxy.ts';

/** In bytes. */
const longestSignIn = 1_000_000;

readOnlyFiles();
goWithoutAliases();
// An interrupted renewal may have used the refresh token without saving the new one.
serveBroker(methods(), { mustFinish: ['refresh'] });

function methods(): Readonly<Record<string, BrokerMethod>> {
  const inTurn = oneAfterTheOther();
  return {
    list: () => inTurn(list),
    token: (argument) => inTurn(async () => tokenOf(await authInfoOf(nameIn(argument)))),
    refresh: (argument) => inTurn(async () => tokenOf(await refreshed(argument as BrokerRenewal))),
    login: (argument, tell) => login((argument as { loginUrl: string }).loginUrl, tell),
  };
}

/** Runs requests one at a time, because each one resets the library's shared state. */
function oneAfterTheOther(): <Answer>(work: () => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  };
}

function nameIn(argument: unknown): string {
  return (argument as { name: string }).name;
}

/** Other programs write the same files, so each request reads them again. */
async function freshState(): Promise<StateAggregator> {
  StateAggregator.clearInstance();
  aliasProblem = null;
  return StateAggregator.getInstance();
}

/** Why the file with the aliases can't be read, or null. */
let aliasProblem: string | null = null;

/** The library would wait for a pipe, and read a device without an end. Nothing else reads files in this process. */
function readOnlyFiles(): void {
  const { readFile } = fs.promises;
  fs.promises.readFile = (async (path: string, ...rest: never[]) => {
    if (typeof path === 'string') refuseOthers(await stat(path));
    return readFile(path, ...rest);
  }) as typeof readFile;
  const { readFileSync } = fs;
  fs.readFileSync = ((path: string, ...rest: never[]) => {
    if (typeof path === 'string') refuseOthers(fs.statSync(path));
    return readFileSync(path, ...rest);
  }) as typeof readFileSync;
}

/** A sign-in has a file of its own. So its username works, although the library can't read the file of all aliases. */
function goWithoutAliases(): void {
  const none = { getAll: () => [], getUsername: () => null, get: () => null, resolveUsername: (name: string) => name };
  const prototype = StateAggregator.prototype as unknown as { init(): Promise<void> };
  const { init } = prototype;
  prototype.init = async function (this: StateAggregator) {
    try {
      await init.call(this);
    } catch (error) {
      // The aliases are read last.
      if (!this.orgs || !this.sandboxes) throw error;
      aliasProblem = outsideError(error);
      Object.assign(this, { aliases: none });
    }
  };
}

async function list(): Promise<BrokerList> {
  const state = await freshState();
  const signIns: BrokerSignIn[] = [];
  // One at a time: the library's file cache doesn't support parallel calls.
  for (const file of await filesOf(state)) signIns.push(await describe(state, file.replace(/\.json$/, '')));
  return { signIns, defaultOrg: await defaultOrg(), aliasProblem };
}

/** Null also if the CLI's settings can't be read. */
async function defaultOrg(): Promise<string | null> {
  try {
    const config = await ConfigAggregator.create();
    await config.reload();
    const target = config.getPropertyValue(OrgConfigProperties.TARGET_ORG);
    return typeof target === 'string' && target !== '' ? target : null;
  } catch {
    return null;
  }
}

/** The folder doesn't exist before the first sign-in. */
async function filesOf(state: StateAggregator): Promise<string[]> {
  try {
    return await state.orgs.list();
  } catch {
    return [];
  }
}

async function describe(state: StateAggregator, username: string): Promise<BrokerSignIn> {
  const aliases = state.aliases.getAll(username);
  const renewal = { by: 'nothing' } as const;
  const nothing = { isSandbox: false, isScratch: false, isTrial: false, expiresAt: null, renewal, edition: '' };
  try {
    const fields = fieldsOf(await readSignIn(username));
    const { orgId, instanceUrl } = fields;
    if (!orgId || !instanceUrl) throw new Error('the file of the sign-in is not complete');
    if (!fields.accessToken) throw new Error('the file of the sign-in has no token');
    const expires = fields.expirationDate ?? fields.trailExpirationDate ?? null;
    return {
      ...{ username, aliases, orgId, instanceUrl, problem: null },
      isSandbox: fields.isSandbox === true || (await state.sandboxes.hasFile(orgId)),
      isScratch: fields.isScratch === true || Boolean(fields.devHubUsername),
      isTrial: Boolean(fields.trailExpirationDate),
      expiresAt: expires === null ? null : Date.parse(expires),
      renewal: await renewalOf(fields),
      edition: fields.orgEdition ?? '',
    };
  } catch (error) {
    return { ...nothing, username, aliases, orgId: '', instanceUrl: '', problem: outsideError(error) };
  }
}

/** The library prefers the refresh token to the key. The key stays a file in its original place. */
async function renewalOf({ refreshToken, privateKey, clientId }: AuthFields): Promise<BrokerSignIn['renewal']> {
  if (refreshToken) return { by: 'token' };
  if (!privateKey) return { by: 'nothing' };
  const isReadable = await access(privateKey, constants.R_OK).then(
    () => true,
    () => false,
  );
  return isReadable ? { by: 'key' } : { by: 'lost-key', path: privateKey, clientId: clientId ?? null };
}

async function authInfoOf(name: string): Promise<AuthInfo> {
  const state = await freshState();
  const authInfo = await readSignIn(state.aliases.getUsername(name) ?? name);
  fieldsOf(authInfo);
  return authInfo;
}

/** The library keeps to itself why it doesn't read the file of a sign-in. */
async function readSignIn(username: string): Promise<AuthInfo> {
  const found = await stat(join(Global.DIR, `${username}.json`)).catch(() => null);
  if (found) refuseOthers(found, longestSignIn);
  return AuthInfo.create({ username });
}

/** Errors of the library and of the org are passed on without these tokens. */
function fieldsOf(authInfo: AuthInfo): AuthFields {
  const fields = authInfo.getFields(true);
  for (const token of [fields.accessToken, fields.refreshToken, fields.clientSecret]) if (token) knowSecret(token);
  return fields;
}

function tokenOf(authInfo: AuthInfo): BrokerToken {
  const { username, orgId, instanceUrl, accessToken, clientId, loginUrl } = fieldsOf(authInfo);
  if (!username || !orgId || !instanceUrl || !accessToken) throw new Error('the file of the sign-in is not complete');
  return { username, orgId, instanceUrl, accessToken, clientId: clientId ?? null, loginUrl: loginUrl ?? null };
}

/** Renews through the library's own function, which locks each sign-in and saves the result. */
async function refreshed({ name, instanceUrl, loginUrl }: BrokerRenewal): Promise<AuthInfo> {
  await obeyProxyInBroker(process.env);
  const authInfo = await authInfoOf(name);
  const now = tokenOf(authInfo);
  // The refresh token goes to these addresses, and nobody checked any others.
  if (now.instanceUrl !== instanceUrl || now.loginUrl !== loginUrl) throw new Error(signInMoved);
  const { refreshFn } = authInfo.getConnectionOptions();
  if (!refreshFn) throw Object.assign(new Error('it has no refresh token'), { name: 'NotRenewable' });
  // After a renewal the library reads facts about the org, through a connection that renews at every 401 without a limit.
  // Those facts are not needed here.
  Object.defineProperty(authInfo, 'determineOrgUnlessSupplied', { value: () => Promise.resolve() });
  await new Promise<void>((resolve, reject) => {
    const done = async (error?: Error | null) => (error ? reject(error) : resolve());
    Promise.resolve(refreshFn(undefined as never, done)).catch(reject);
  });
  return authInfo;
}

/** A browser sign-in with PKCE through the CLI's own OAuth client. */
async function login(loginUrl: string, tell: (event: unknown) => void): Promise<BrokerLogin> {
  await obeyProxyInBroker(process.env);
  const server = await WebOAuthServer.create({ oauthConfig: { loginUrl } });
  await server.start();
  const saved = server.authorizeAndSave();
  await isListening(server);
  tell({ address: server.getAuthorizationUrl() });
  const { username, accessToken } = tokenOf(await saved);
  return { username, tokenFingerprint: fingerprintOf(accessToken) };
}

/** Waits until the library listens, which it doesn't do itself. A fast browser would come back too early. */
async function isListening(server: WebOAuthServer): Promise<void> {
  const { server: callback } = (server as unknown as { webServer: { server: Server } }).webServer;
  if (!callback.listening) await once(callback, 'listening');
}
