import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { type PracticeOrg, type PracticeOrgOptions, startPracticeOrg } from '../../../src/practice-org/embed.ts';

export type Outcome = 'works' | 'refused, as by Salesforce' | 'missing' | `depends on \`${string}\``;

/** Something that a client of others does on the practice org. A row of the table in docs/practice-org.md. */
export interface Check {
  readonly client: string;
  readonly does: string;
  readonly outcome: Outcome;
  run(): Promise<void>;
}

/** The checks of one client. */
export function checksOf(
  client: string,
  rows: readonly (readonly [does: string, outcome: Outcome, run: () => Promise<void>])[],
): Check[] {
  return rows.map(([does, outcome, run]) => ({ client, does, outcome, run }));
}

/** An org for one test. */
export async function orgForTest(options?: PracticeOrgOptions): Promise<PracticeOrg> {
  const org = await startPracticeOrg(options);
  onTestFinished(() => org.close());
  return org;
}

// biome-ignore lint/suspicious/noExplicitAny: the packages of others are not installed where types are checked
export type Foreign = any;

/** A module of a folder in the toolchain that has packages of its own. */
export function foreign(folder: 'salesforce-cli' | 'oauth-clients', path: string): Promise<Foreign> {
  const root = join(import.meta.dirname, '../../..');
  return import(pathToFileURL(join(root, '.toolchain', folder, 'node_modules', path)).href);
}

export interface Answer {
  readonly status: number;
  readonly body: Foreign;
}

/** Calls of the REST API with a token. */
export function rest({ instanceUrl }: PracticeOrg, token: string) {
  return async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${instanceUrl}/services/data/v65.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
}

/** The status of a token request, and the token. */
export async function tokenOf({ instanceUrl }: PracticeOrg, pair: { key: string; secret: string }) {
  const form = { grant_type: 'client_credentials', client_id: pair.key, client_secret: pair.secret };
  const body = new URLSearchParams(form);
  const answer = await fetch(`${instanceUrl}/services/oauth2/token`, { method: 'POST', body });
  const { access_token: token = '' } = (await answer.json()) as { access_token?: string };
  return { status: answer.status, token };
}
