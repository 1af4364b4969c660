import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Hostile } from './hostile-answers.ts';

interface RealAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** One request, and what can be done with it. */
export interface Asked {
  readonly request: IncomingMessage & { readonly url: string };
  readonly response: ServerResponse;
  readonly body: string;
  readonly isSoap: boolean;
  readonly isToken: boolean;
  /** Lets the org do it. */
  real(): Promise<RealAnswer>;
}

export interface HostileProxy {
  /** How many requests came since `front`, without looks at a job that the org still works on. */
  count(): number;
  /** How many of these asked for a token. */
  tokens(): number;
  /** How many wrong answers it gave since it started. */
  given(): number;
  /**
   * From now on it stands before this org. `rule` chooses the answer to the nth request; null for the org's own. Returns its
   * new address: what a command that has ended still sends goes to the old one, and isn't counted with the next command.
   */
  front(instanceUrl: string, rule: (nth: number, url: string) => Hostile | null): Promise<string>;
  close(): Promise<void>;
}

const isLook = /checkRetrieveStatus|checkDeployStatus|deployRequest\/\w+\?/;

/** Stands between keyturn and an org. */
export function createHostileProxy(): HostileProxy {
  const agent = new Agent({ keepAlive: true });
  const none = { close: async () => undefined, count: () => 0, tokens: () => 0 };
  let given = 0;
  let front: Pick<Front, 'close' | 'count' | 'tokens'> = none;
  return {
    count: () => front.count(),
    tokens: () => front.tokens(),
    given: () => given,
    front: async (org, rule) => {
      await front.close();
      const opened = await openFront({ org, agent, rule, onGiven: () => (given += 1) });
      front = opened;
      return opened.url;
    },
    close: async () => {
      agent.destroy();
      await front.close();
    },
  };
}

interface Front {
  readonly url: string;
  count(): number;
  tokens(): number;
  close(): Promise<void>;
}

async function openFront({
  org,
  agent,
  rule,
  onGiven,
}: {
  readonly org: string;
  readonly agent: Agent;
  readonly rule: (nth: number, url: string) => Hostile | null;
  readonly onGiven: () => void;
}): Promise<Front> {
  let count = 0;
  let looks = 0;
  let tokens = 0;
  const server = createServer(async (request, response) => {
    const nth = count++;
    const body = await buffer(request).catch(() => Buffer.alloc(0));
    const url = request.url ?? '/';
    if (isLook.test(url) || isLook.test(body.toString('latin1'))) looks += 1;
    if (url.endsWith('/oauth2/token')) tokens += 1;
    const asked: Asked = {
      request: Object.assign(request, { url }),
      response,
      body: body.toString(),
      isSoap: url.includes('/services/Soap/'),
      isToken: url.endsWith('/oauth2/token'),
      real: () => passOn({ org, agent }, request, body),
    };
    const hostile = rule(nth, url) ?? honest;
    if (hostile !== honest) onGiven();
    await Promise.resolve(hostile(asked)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count - looks,
    tokens: () => tokens,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const honest: Hostile = async ({ real, response }) => {
  const { status, headers, body } = await real();
  response.writeHead(status, headers).end(body);
};

function passOn(
  { org, agent }: { readonly org: string; readonly agent: Agent },
  request: IncomingMessage,
  body: Buffer,
): Promise<RealAnswer> {
  const { hostname, port } = new URL(org);
  const headers = { ...request.headers, host: `${hostname}:${port}` };
  return new Promise((resolve, reject) => {
    const passed = send({ hostname, port, method: request.method, path: request.url, headers, agent }, (answer) => {
      buffer(answer).then((found) => {
        const { connection, 'transfer-encoding': _, ...kept } = answer.headers as Record<string, string>;
        resolve({ status: answer.statusCode ?? 0, headers: kept, body: found });
      }, reject);
    });
    passed.on('error', reject);
    passed.end(body);
  });
}
