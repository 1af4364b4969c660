import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { productFolder } from '../../src/core/adapters/home.ts';
import { ageFolder } from '../../src/core/adapters/secret-store/age-folder.ts';
import { openAgeIdentity } from '../../src/core/adapters/secret-store/age-identity.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { expectDocument, expectPrinted } from './documents.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { witnessOf } from './truth/witness.ts';

/** The shipped program. `npm test` builds it first. */
export const program = join(import.meta.dirname, '../../bin/keyturn.cjs');

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const passphrase = 'canary-passphrase-0815';

/** A separate home with the passphrase in a file. */
export function place(home: string): Place {
  const file = join(home, '..', `${home.split('/').at(-1)}-passphrase`);
  writeFileSync(file, passphrase, { mode: 0o600 });
  return { home, env: { KEYTURN_HOME: home, KEYTURN_PASSPHRASE_FILE: file, KEYTURN_STORE: 'file' } };
}

/**
 * Creates the practice org's file store in a home, with an identity that is quick to unlock. A file sets its own unlocking
 * work, and every command that reads credentials does it.
 */
export async function makeQuickStore({ home }: Place): Promise<void> {
  const folder = ageFolder(productFolder(home, true));
  await openAgeIdentity({ folder, passphrase: new Secret(passphrase), workFactor: 2 });
}

/**
 * Runs the bundle to its end, without a terminal. A document that it prints fits its published schema, and what it says is
 * true.
 */
export async function keyturn(
  { home, env }: Place,
  args: readonly string[],
  options: { input?: string } = {},
): Promise<Ran> {
  const witness = witnessOf(home, args);
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env }, timeout: 300_000 });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number>((resolve) => child.on('close', (ended) => resolve(ended ?? -1)));
  expectPrinted(args, { code, stdout });
  witness.ended(stdout, stderr);
  return { code, stdout, stderr };
}

/** Runs the bundle in a terminal. What its screens say is true. */
export function keyturnInTerminal(
  { home, env }: Place,
  args: readonly string[],
  size: { readonly cols?: number; readonly rows?: number; readonly env?: Record<string, string | undefined> } = {},
): Terminal {
  const witness = witnessOf(home, args);
  const terminal = openTerminal({
    command: process.execPath,
    args: [program, ...args],
    env: { ...env, ...size.env },
    cols: size.cols ?? 80,
    rows: size.rows ?? 24,
    onScreen: witness.sees,
  });
  void terminal.exited.then(() => witness.ended());
  onTestFinished(() => terminal.kill());
  return terminal;
}

export interface Practising {
  readonly instanceUrl: string;
  readonly orgId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly controlUrl: string;
  readonly pid: number;
}

/** Runs the practice org as a separate program until the end of the test. */
export async function runPractice({ env }: Place, args: readonly string[] = []): Promise<Practising> {
  const child = spawn(process.execPath, [program, 'practice', '--json', ...args], { env: { ...process.env, ...env } });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await new Promise((resolve) =>
      child.exitCode === null && child.signalCode === null ? child.on('close', resolve) : resolve(null),
    );
  });
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '');
    });
    child.on('close', (code) => reject(new Error(`practice ended with ${code}: ${text}`)));
  });
  const document = JSON.parse(line) as { result: Practising };
  expectDocument('practice', document);
  return document.result;
}

export async function control(
  { controlUrl }: Practising,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(`${controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}

/** The part that all usernames of a home's practice org share. */
export function domainOf({ home }: Place): string {
  return (JSON.parse(readFileSync(join(home, 'practice', 'org.json'), 'utf8')) as { domain: string }).domain;
}
