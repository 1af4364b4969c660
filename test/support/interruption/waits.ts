import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { register, registered } from '../../../src/practice-org/running.ts';
import { openHome } from '../hostile/hostile-case.ts';
import type { Asked, HostileProxy } from '../hostile/hostile-proxy.ts';
import { type Place, program } from '../keyturn.ts';

/** What a command waits for. It never comes. */
export type Wait =
  | 'org'
  | 'token'
  | 'change'
  | 'state'
  | 'program'
  | 'prover'
  | 'channel'
  | 'mail'
  | 'keychain'
  | 'service'
  | 'git'
  | 'practice'
  /** The answer to a deploy. */
  | 'deploy'
  /** The answer to a deploy that isn't check-only. */
  | 'real-deploy'
  /** The end of a deploy. */
  | 'deployed'
  /** Another process that works on the app. */
  | 'lease'
  /** Another process that turns on REST access to secrets. */
  | 'turn'
  /** A person at a screen. */
  | 'person'
  | 'stdin'
  | 'prompt'
  | 'forever';

/** A home in which somebody never answers. */
export interface Silence {
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when a command waits; null if that can't be seen from outside. */
  readonly begun: Promise<void> | null;
  close(): Promise<void>;
}

export interface Around {
  readonly from: Place;
  readonly here: Place;
  readonly folder: string;
  readonly proxy: HostileProxy;
}

/** Copies a prepared home, and makes somebody in it silent. */
export async function silence(wait: Wait, around: Around): Promise<Silence> {
  const begun = Promise.withResolvers<void>();
  const org = await openHome(around.from, around.here, {
    proxy: around.proxy,
    rule: (_nth, url) => async (asked) => {
      if (waitsFor(wait, url, asked)) begun.resolve();
      else await passOn(asked);
    },
  });
  if (wait === 'turn') await turnOffSecretAccess(org);
  // These run the org themselves, or need it stopped.
  if (wait === 'forever' || wait === 'prompt') await org.close();
  const other = await others[wait]?.({ ...around, begun: begun.promise });
  return {
    env: other?.env ?? {},
    begun: isAtOrg(wait) ? begun.promise : (other?.begun ?? null),
    close: async () => {
      await other?.close();
      await org.close();
    },
  };
}

const atOrg: readonly Wait[] = ['org', 'token', 'change', 'deploy', 'real-deploy', 'deployed'];

function isAtOrg(wait: Wait): boolean {
  return atOrg.includes(wait);
}

function waitsFor(wait: Wait, url: string, { request, isToken, body }: Asked): boolean {
  if (wait === 'org') return true;
  if (wait === 'token') return isToken;
  const isDeploy = url.includes('/deployRequest') || /<(\w+:)?deploy[ >]/.test(body);
  if (wait === 'deploy' || wait === 'turn') return isDeploy;
  if (wait === 'real-deploy') return isDeploy && !/checkOnly\W+true/.test(body);
  if (wait === 'deployed') return /checkDeployStatus|deployRequest\/\w+\?/.test(url + body);
  const isRead = request.method === 'GET' || isToken || url.includes('/Soap/m/');
  return (wait === 'change' || wait === 'lease') && !isRead;
}

async function passOn({ real, response }: Asked): Promise<void> {
  const { status, headers, body } = await real();
  response.writeHead(status, headers).end(body);
}

const others: Partial<
  Record<Wait, (around: Around & { readonly begun: Promise<void> }) => Promise<Silence> | Silence>
> = {
  state: ({ here }) => {
    const database = new DatabaseSync(join(here.home, 'practice-watch', 'state.db'));
    database.exec('BEGIN IMMEDIATE');
    return { env: {}, begun: null, close: async () => database.close() };
  },
  program: ({ folder }) => ({ env: {}, begun: called(join(folder, 'called')), close: async () => undefined }),
  prover: ({ folder }) => ({ env: {}, begun: called(join(folder, 'called')), close: async () => undefined }),
  channel: ({ here, folder }) => {
    const program = silentProgram(join(folder, 'page'), join(folder, 'called'));
    settings(here, `ops: { type: 'command', program: '${program}', practice: true }`);
    return { env: {}, begun: called(join(folder, 'called')), close: async () => undefined };
  },
  mail: async ({ here }) => {
    const { port, begun, close } = await silent(createServer(), 'connection');
    const to = "from: 'keyturn@acme.example', to: 'ops@acme.example'";
    settings(
      here,
      `ops: { type: 'mail', host: '127.0.0.1', port: ${port}, encryption: 'none', ${to}, practice: true }`,
    );
    return { env: {}, begun, close };
  },
  keychain: async ({ folder }) => {
    const path = join(folder, 'bus');
    const { begun, close } = await silent(createServer(), 'connection', path);
    return { env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` }, begun, close };
  },
  service: ({ folder }) => {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    for (const name of ['systemctl', 'loginctl']) silentProgram(join(bin, name), join(folder, 'called'));
    const units = join(folder, 'config', 'systemd', 'user');
    mkdirSync(units, { recursive: true });
    writeFileSync(join(units, 'keyturn.service'), '[Unit]\n');
    const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') };
    return { env, begun: called(join(folder, 'called')), close: async () => undefined };
  },
  git: ({ folder }) => {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    silentProgram(join(bin, 'git'), join(folder, 'called'));
    const env = { PATH: `${bin}:${process.env.PATH}` };
    return { env, begun: called(join(folder, 'called')), close: async () => undefined };
  },
  lease: (around) => otherProcess(around, ['emergency', 'ERP_Bridge', '--confirm', 'ERP_Bridge', '--yes']),
  turn: (around) => otherProcess(around, ['stage', 'Data_Lake', '--yes']),
  practice: async ({ here }) => {
    const server = createHttpServer();
    const { port, begun, close } = await silent(server, 'request');
    const folder = join(here.home, 'practice');
    const address = registered(folder);
    if (!address) throw new Error('the practice org is not registered');
    register(folder, { ...address, controlUrl: `http://127.0.0.1:${port}` });
    return { env: {}, begun, close };
  },
};

async function turnOffSecretAccess({ controlUrl }: { readonly controlUrl: string }): Promise<void> {
  const body = JSON.stringify({ act: 'secretAccess', on: false });
  await fetch(`${controlUrl}/act`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
}

/** Runs another command until it waits for the org. It has what the command of the line needs. */
async function otherProcess(
  { here, begun }: Around & { readonly begun: Promise<void> },
  args: readonly string[],
): Promise<Silence> {
  const line = [program, ...args, '--practice', '--json'];
  const child = spawn(process.execPath, line, { env: { ...process.env, ...here.env }, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await Promise.race([begun, ended.then(() => Promise.reject(new Error(`${args.join(' ')} didn't wait`)))]);
  return {
    env: {},
    begun: null,
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A program that says that it was called, and never ends. */
export function silentProgram(path: string, mark: string): string {
  writeFileSync(path, `#!/bin/sh\n: > '${mark}'\nexec sleep 300\n`);
  chmodSync(path, 0o700);
  return path;
}

async function called(mark: string): Promise<void> {
  while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 10));
}

function settings({ home }: Place, channel: string): void {
  writeFileSync(join(home, 'config.json5'), `{ channels: { ${channel} } }`, { mode: 0o600 });
}

async function silent(server: Server, event: 'request' | 'connection', path?: string) {
  const begun = Promise.withResolvers<void>();
  const open = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => open.add(socket.on('error', () => undefined)));
  server.on(event, () => begun.resolve());
  await new Promise<void>((resolve) => (path ? server.listen(path, resolve) : server.listen(0, '127.0.0.1', resolve)));
  return {
    port: path ? 0 : (server.address() as AddressInfo).port,
    begun: begun.promise,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
