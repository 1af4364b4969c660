import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SelfMadeCertificate } from '../../src/practice-org/http/self-made-certificate.ts';

export interface Exim {
  readonly port: number;
  /** The mails that were delivered. */
  mails(): readonly string[];
}

/** Debian's mail server on a port of the running test's own, which delivers into one mailbox and takes mail after a sign-in only. */
export async function startExim({ keyPem, certificatePem }: SelfMadeCertificate, password: string): Promise<Exim> {
  // Not in the tests' own folder: as root the server works as another user, who can't go there.
  const folder = mkdtempSync('/tmp/keyturn-exim-');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  chmodSync(folder, 0o755);
  const { uid, gid } = userInfo();
  const owner = uid === 0 ? idsOf('Debian-exim') : { uid, gid };
  for (const name of ['spool', 'mailbox']) mkdirSync(join(folder, name), { mode: 0o700 });
  writeFileSync(join(folder, 'key.pem'), keyPem, { mode: 0o600 });
  writeFileSync(join(folder, 'cert.pem'), certificatePem);
  writeFileSync(join(folder, 'exim.conf'), configuration(folder, owner, password), { mode: 0o644 });
  if (uid === 0)
    for (const name of ['spool', 'mailbox', 'key.pem']) chownSync(join(folder, name), owner.uid, owner.gid);
  const port = await freePort();
  await running(['-C', join(folder, 'exim.conf'), '-bdf', '-oX', `127.0.0.1.${port}`], port, remove);
  const delivered = join(folder, 'mailbox', 'new');
  const names = () => (readdirSync(join(folder, 'mailbox')).includes('new') ? readdirSync(delivered).sort() : []);
  return { port, mails: () => names().map((name) => readFileSync(join(delivered, name), 'utf8')) };
}

function configuration(folder: string, { uid, gid }: { uid: number; gid: number }, password: string): string {
  return `
primary_hostname = mail.acme.example
spool_directory = ${folder}/spool
log_file_path = ${folder}/spool/%s.log
pid_file_path = ${folder}/spool/exim.pid
tls_advertise_hosts = *
tls_certificate = ${folder}/cert.pem
tls_privatekey = ${folder}/key.pem
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}
acl_smtp_rcpt = recipient
never_users =
keep_environment =
host_lookup =
rfc1413_hosts = :
disable_ipv6
begin acl
recipient:
  accept authenticated = *
         domains = acme.example
  deny   message = sign in first
begin routers
everybody:
  driver = accept
  transport = mailbox
begin transports
mailbox:
  driver = appendfile
  directory = ${folder}/mailbox
  maildir_format
  user = ${uid}
  group = ${gid}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{keyturn}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
`;
}

function idsOf(user: string): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${user}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Resolves when the server takes connections; fails when it ends instead. */
async function running(args: readonly string[], port: number, afterwards: () => void): Promise<void> {
  const child = spawn('/usr/sbin/exim4', args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`exim4 ended with ${code}: ${said}`)));
  });
  ended.catch(() => {});
  onTestFinished(async () => {
    // With those that it started for a connection: they would go on writing.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended.catch(() => {});
    afterwards();
  });
  await Promise.race([ended, answering(port)]);
}

async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('exim4 takes no connections after 10 s');
}
