import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { type ChildKind, childEnvironment, programEnvironment } from '../../../src/core/adapters/child-environment.ts';

const kinds = ['program', 'keychain', 'signIns', 'notification', 'browser', 'service', 'system'] as const;
const shell = {
  ...{ PATH: '/bin', HOME: '/root', LANG: 'C.UTF-8', EMPTY: undefined },
  ...{ SSH_AUTH_SOCK: '/run/agent', GITHUB_TOKEN: 't', AWS_SECRET_ACCESS_KEY: 's', KEYTURN_PASSPHRASE_FILE: '/p' },
};

it.each(kinds)('gives a program of the kind %s what it needs, and no token of another tool', (kind: ChildKind) => {
  expect(childEnvironment(kind, shell)).toEqual({ PATH: '/bin', HOME: '/root', LANG: 'C.UTF-8' });
});

it('gives the proxy to a browser, in any case of its letters, and to no program of a person', () => {
  const env = { http_proxy: 'http://p:1', HTTPS_PROXY: 'http://p:2', no_proxy: 'here', all_proxy: 'socks://p' };
  expect(childEnvironment('browser', env)).toEqual(env);
  expect(childEnvironment('program', env)).toEqual({});
});

it('gives a named variable to the program that it is named for', () => {
  const named = { '/opt/a': ['SSH_AUTH_SOCK', 'EMPTY'], '/opt/b': [] };
  expect(programEnvironment({ env: shell, named }, '/opt/a').SSH_AUTH_SOCK).toBe('/run/agent');
  expect(Object.keys(programEnvironment({ env: shell, named }, '/opt/a'))).toHaveLength(4);
  for (const path of ['/opt/b', '/opt/c', 'toString']) {
    expect(programEnvironment({ env: shell, named }, path).SSH_AUTH_SOCK).toBeUndefined();
  }
});

it('decides for every program that the source starts', () => {
  const source = join(import.meta.dirname, '../../../src');
  const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ name: basename(name), text: readFileSync(join(source, name), 'utf8') }));
  const starting = texts.filter(({ text }) => text.includes("'node:child_process'"));
  expect(starting.length).toBeGreaterThan(5);
  // A second process of keyturn itself, and two that get an environment from their callers.
  const others = ['broker.ts', 'exec-program.ts', 'own-program.ts'];
  const undecided = starting.filter(({ text }) => !text.includes('childEnvironment('));
  expect(undecided.map(({ name }) => name).sort()).toEqual(others);
});
