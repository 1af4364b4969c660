import type { App } from '../../../src/practice-org/model/app.ts';
import { createRouter } from '../../../src/practice-org/router.ts';
import { createOrg } from '../../../src/practice-org/seeds/scenarios.ts';
import { runOrg, seededAt } from './running-org.ts';
import { request } from './small-org.ts';

export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

export interface Sending {
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The admin's when left out, none when null. */
  readonly token?: string | null;
}

/** A practice org with the scenario `acme`, however it is reached. */
export interface Client {
  readonly orgId: string;
  readonly username: string;
  readonly app: (developerName: string) => Promise<{
    readonly id: string;
    readonly consumerId: string;
    readonly key: string;
    readonly secret: string;
  }>;
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
}

/** By name: the same org without a socket, and over HTTP. */
export const transports: Readonly<Record<string, () => Promise<Client>>> = { 'the model': direct, HTTP: overTheWire };

async function direct(): Promise<Client> {
  const org = createOrg('acme', seededAt);
  const router = createRouter(org);
  const adminToken = org.data.sessions[0]?.token ?? '';
  return {
    orgId: org.orgId,
    username: org.userById(org.data.adminUserId)?.username ?? '',
    app: async (developerName) => pairOf(org.appNamed(developerName)),
    send: async (method, path, sending = {}) => {
      const { headers, body } = parts(sending, adminToken);
      const answer = await router.handle(request(method, path, { headers, body }));
      const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
      const header = (name: string) => answer.headers[name] ?? null;
      return { status: answer.status, header, body: parsed(text, header('content-type')) };
    },
  };
}

async function overTheWire(): Promise<Client> {
  const { running, app } = await runOrg();
  return {
    orgId: running.orgId,
    username: running.username,
    app: async (developerName) => {
      const { id, consumers } = await app(developerName);
      const [consumer] = consumers;
      const [pair] = consumer?.pairs ?? [];
      return {
        id,
        consumerId: consumer?.id ?? '',
        key: pair?.consumerKey ?? '',
        secret: pair?.consumerSecret ?? '',
      };
    },
    send: async (method, path, sending = {}) => {
      const { headers, body } = parts(sending, running.accessToken);
      const init = { method, headers, redirect: 'manual' as const, ...(body === '' ? {} : { body }) };
      const answer = await fetch(`${running.instanceUrl}${path}`, init);
      const header = (name: string) => answer.headers.get(name);
      return { status: answer.status, header, body: parsed(await answer.text(), header('content-type')) };
    },
  };
}

function parts({ form, json, headers = {}, token }: Sending, adminToken: string) {
  const bearer = token === undefined ? adminToken : token;
  const type = form ? 'application/x-www-form-urlencoded' : json === undefined ? null : 'application/json';
  return {
    headers: {
      ...(type ? { 'content-type': type } : {}),
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    body: form ? new URLSearchParams(form).toString() : json === undefined ? '' : JSON.stringify(json),
  };
}

function parsed(text: string, type: string | null): unknown {
  return type?.startsWith('application/json') ? JSON.parse(text) : text;
}

function pairOf(app: App | null) {
  const [consumer] = app?.consumers ?? [];
  if (!app || !consumer) throw new Error('the org has no such app');
  return { id: app.id, consumerId: consumer.id, key: consumer.primary.key, secret: consumer.primary.secret };
}
