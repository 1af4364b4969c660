import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramVariables } from '../../../../src/core/adapters/child-environment.ts';
import { createExecProver, inspectProver } from '../../../../src/core/adapters/salesforce/exec-prover.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { expectDocument } from '../../../support/documents.ts';

const pair = { consumerKey: '3MVG9key', consumerSecret: new Secret('the-secret') };
const request = {
  pair,
  tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token',
  app: 'Billing_Sync',
  org: 'acme',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-prover-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(script: string, mode = 0o700): string {
  const path = join(folder, 'prove');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, mode);
  return path;
}

function prove(path: string, init: { deadlineMs?: number; variables?: ProgramVariables } = {}) {
  return createExecProver({ program: `exec:${path}`, ...init }).prove(request);
}

describe('the exit code', () => {
  it.each([
    ['exit 0', { kind: 'told', verdict: 'accepted' }],
    ['exit 1', { kind: 'told', verdict: 'refused' }],
    ['exit 2', { kind: 'silence', problem: expect.stringContaining('exit code 2') }],
    ['kill -TERM $$', { kind: 'silence', problem: expect.stringContaining('SIGTERM') }],
    ['echo "no network" >&2; exit 7', { kind: 'silence', problem: expect.stringContaining('no network') }],
  ])('%s means %o', async (script, answer) => {
    await expect(prove(program(script))).resolves.toMatchObject(answer);
  });

  it('counts even when the program never reads the pair', async () => {
    await expect(prove(program('exec 0<&-; exit 0'))).resolves.toMatchObject({ verdict: 'accepted' });
  });
});

it('gives the pair as JSON on standard input, and neither as an argument nor in the environment', async () => {
  const seen = join(folder, 'seen');
  await prove(program(`cat > ${seen}; echo "args:$*" >> ${seen}.rest; env >> ${seen}.rest`), {
    variables: {
      env: {
        PATH: process.env.PATH,
        KEYTURN_PASSPHRASE_FILE: '/run/secret',
        SSH_AUTH_SOCK: '/run/agent',
        KRB5CCNAME: 'x',
      },
      named: { [join(folder, 'prove')]: ['KRB5CCNAME'] },
    },
  });
  expectDocument('prove-with', JSON.parse(readFileSync(seen, 'utf8')));
  expect(JSON.parse(readFileSync(seen, 'utf8'))).toEqual({
    org: 'acme',
    app: 'Billing_Sync',
    consumerKey: '3MVG9key',
    consumerSecret: 'the-secret',
    tokenUrl: request.tokenUrl,
  });
  const rest = readFileSync(`${seen}.rest`, 'utf8');
  expect(rest).toContain('args:\n');
  expect(rest).not.toMatch(/the-secret|KEYTURN|SSH_AUTH_SOCK/);
  expect(rest).toContain('KRB5CCNAME=x\n');
});

it('hides the secret and bounds what the program says', async () => {
  const answer = await prove(program('echo "tried the-secret" >&2; head -c 200000 /dev/zero | tr "\\0" x >&2; exit 1'));
  expect(answer).toMatchObject({ detail: expect.stringMatching(/^tried \[secret\]/) });
  expect(JSON.stringify(answer).length).toBeLessThan(2000);
});

it('ends a program that takes too long, with all it started', async () => {
  const answer = await prove(program('sleep 30 & sleep 30'), { deadlineMs: 100 });
  expect(answer).toMatchObject({ kind: 'silence', problem: expect.stringContaining('within 0.1 s') });
});

describe("a program that could be somebody else's is not run", () => {
  it.each<[string, () => string, string]>([
    ['a relative path', () => 'prove', 'not absolute'],
    ['none at all', () => join(folder, 'nothing'), 'the file does not exist'],
    ['a folder', () => folder, 'not a regular file'],
    ['one that others can write', () => program('exit 0', 0o702), 'other users can write to it'],
    [
      'one in a folder that others can write',
      () => {
        const path = program('exit 0');
        chmodSync(folder, 0o777);
        return path;
      },
      'other users can write to the folder',
    ],
    [
      'a link in a folder that others can write',
      () => {
        const open = join(folder, 'open');
        mkdirSync(open);
        chmodSync(open, 0o777);
        symlinkSync(program('exit 0'), join(open, 'link'));
        return join(open, 'link');
      },
      'other users can write to the folder',
    ],
    ['one that can not be started', () => program('exit 0', 0o600), 'you may not execute it'],
  ])('%s', async (_, path, problem) => {
    await expect(prove(path())).rejects.toMatchObject({
      code: 'ProverFailed',
      message: expect.stringContaining(problem),
    });
  });
});

it('is looked at before anything depends on it', async () => {
  await expect(inspectProver(`exec:${program('exit 0')}`)).resolves.toBeUndefined();
  await expect(inspectProver(program('exit 0', 0o600))).rejects.toMatchObject({ code: 'ProverFailed' });
  await expect(inspectProver('exec:/nope')).rejects.toMatchObject({ code: 'ProverFailed' });
  await expect(inspectProver('foo')).rejects.toMatchObject({ code: 'ProverFailed' });
});
