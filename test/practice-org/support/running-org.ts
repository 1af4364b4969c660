import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { type PracticeOrgOptions, type RunningPracticeOrg, startPracticeOrg } from '../../../src/practice-org/start.ts';
import { tempFolder } from '../../support/temp-folder.ts';

export const seededAt = Date.UTC(2026, 10, 24, 3);

/** The truth that the org tells of itself, as far as these tests look at it. */
export interface OrgState {
  readonly now: string;
  readonly orgId: string;
  readonly apps: readonly {
    readonly developerName: string;
    readonly id: string;
    readonly flow: { readonly app: boolean; readonly policy: boolean };
    readonly executionUser: string | null;
    readonly oauthEnabled: boolean;
    readonly consumers: readonly {
      readonly id: string;
      readonly pairs: readonly {
        readonly consumerKey: string;
        readonly consumerSecret: string;
        readonly slot: string;
        readonly state: string | null;
        readonly accepted: boolean;
      }[];
    }[];
  }[];
  readonly secretAccessOverRest: boolean;
  readonly sessions: readonly {
    readonly id: string;
    readonly username: string;
    readonly app: string;
    readonly live: boolean;
    readonly sourceIp: string;
  }[];
  readonly calls: Readonly<Record<string, number>>;
  readonly maxInFlight: number;
}

export interface OrgOverHttp {
  readonly running: RunningPracticeOrg;
  readonly folder: string;
  /** `int.billing` → `int.billing@acme-x7k2.example` */
  username(alias: string): string;
  /** With the admin's token unless told otherwise. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  control(method: string, path: string, body?: unknown): Promise<Response>;
  state(): Promise<OrgState>;
  app(developerName: string): Promise<OrgState['apps'][number]>;
  token(pair: { consumerKey: string; consumerSecret: string }): Promise<Response>;
}

/** An org in a folder of the running test's own, closed when the test is. */
export async function runOrg(options: Partial<PracticeOrgOptions> = {}): Promise<OrgOverHttp> {
  const folder = options.folder ?? tempFolder();
  const running = await startPracticeOrg({ now: seededAt, ...options, folder });
  onTestFinished(() => running.close());
  return overHttp(running, folder);
}

export function overHttp(running: RunningPracticeOrg, folder: string): OrgOverHttp {
  const control = (method: string, path: string, body?: unknown) =>
    fetch(`${running.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const state = async () => (await (await control('GET', '/state')).json()) as OrgState;
  return {
    running,
    folder,
    control,
    state,
    username: (alias) => `${alias}@${running.username.split('@')[1]}`,
    fetch: (path, init = {}) =>
      fetch(`${running.instanceUrl}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${running.accessToken}`, ...init.headers },
      }),
    app: async (developerName) => {
      const found = (await state()).apps.find((app) => app.developerName === developerName);
      if (!found) throw new Error(`the org has no app ${developerName}`);
      return found;
    },
    token: ({ consumerKey, consumerSecret }) =>
      fetch(`${running.instanceUrl}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: consumerKey,
          client_secret: consumerSecret,
        }),
      }),
  };
}

/** The primary pair of an app's first consumer. */
export async function firstPair({ app }: OrgOverHttp, developerName: string) {
  const pair = (await app(developerName)).consumers[0]?.pairs[0];
  if (!pair) throw new Error('the app has no pair');
  return pair;
}

/** Sends bytes as they are and returns what comes back until the org closes the connection. */
export function sendRaw(running: RunningPracticeOrg, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(running.instanceUrl).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setTimeout(60_000, () => socket.destroy(new Error('the org kept silent')));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
