import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Broker, brokerUrl, startBroker } from '../../../src/core/adapters/broker.ts';
import { isRunning } from '../../../src/core/adapters/durable-file.ts';
import { knowSecret } from '../../../src/core/plain/known-secrets.ts';
import { everyForm, leaksIn } from '../../support/secret-forms.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const program = new URL('./small-broker.ts', import.meta.url);
const soon = { deadlineMs: 120_000 };
let broker: Broker;

beforeEach(() => {
  broker = startBroker(program, { env: { KEYTURN_TEST: 'yes', HOME: undefined } });
});
afterEach(() => broker.stop());

it('answers many calls from one process', async () => {
  const [one, other] = await Promise.all([broker.call('pid', null, soon), broker.call('pid', null, soon)]);
  expect(one).toBe(other);
  expect(one).not.toBe(process.pid);
  await expect(broker.call('echo', { a: [1, null] }, soon)).resolves.toEqual({ a: [1, null] });
});

it('has the environment that it was given, and nothing of ours', async () => {
  await expect(broker.call('environment', 'KEYTURN_TEST', soon)).resolves.toBe('yes');
  for (const name of ['HOME', 'PATH']) await expect(broker.call('environment', name, soon)).resolves.toBeNull();
});

it('tells what happens before it answers', async () => {
  const told: unknown[] = [];
  await expect(broker.call('tell', null, { ...soon, onEvent: (event) => told.push(event) })).resolves.toBe(3);
  expect(told).toEqual([1, 2]);
});

it.each([
  ['fail', { name: 'BrokerFailed', kind: 'NotFound', code: 'ENOENT', message: 'no such thing' }],
  ['nothing', { name: 'BrokerFailed', message: 'no method nothing' }],
  ['die', { name: 'BrokerFailed', kind: 'BrokerGone', message: expect.stringContaining('7') }],
  ['throwLater', { name: 'BrokerFailed', kind: 'BrokerGone' }],
])('%s fails with %o, and the next call works', async (method, failure) => {
  await expect(broker.call(method, null, soon)).rejects.toMatchObject(failure);
  await expect(broker.call('echo', 1, soon)).resolves.toBe(1);
});

it('repeats no secret in the words of a helper', async () => {
  const secret = '7C2F0B9A41D8E35F6A0C9B7E2D1485F3A6C0E9B8D7142F5A3C6B9E0D81F7A254';
  knowSecret(secret);
  const failed = await broker.call('failWith', everyForm(secret), soon).catch((error: Error) => error);
  expect(failed).toMatchObject({ message: expect.stringContaining('[secret]') });
  expect(leaksIn(String(failed), secret)).toEqual([]);
});

it('kills a helper that hangs, fails what else it was asked, and starts another one', async () => {
  const pid = await broker.call<number>('pid', null, soon);
  const other = broker.call('hang', null, soon);
  await Promise.all([
    expect(broker.call('hang', null, { deadlineMs: 50 })).rejects.toMatchObject({ name: 'BrokerTimedOut' }),
    expect(other).rejects.toMatchObject({ kind: 'BrokerGone' }),
  ]);
  await expect(broker.call<number>('pid', null, soon)).resolves.not.toBe(pid);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

it('fails what is under way when it is stopped', async () => {
  const work = broker.call('hang', null, soon);
  broker.stop();
  await expect(work).rejects.toMatchObject({ kind: 'BrokerGone' });
});

it('leaves a helper that must finish to itself, when the call is interrupted and the helper stopped', async () => {
  const folder = tempFolder();
  const file = join(folder, 'written');
  const controller = new AbortController();
  await broker.call('echo', 1, soon);
  const work = broker.call('write', file, { ...soon, signal: controller.signal, mustFinish: true });
  controller.abort();
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  broker.stop();
  await expect.poll(() => existsSync(file)).toBe(true);
});

it('ends a call when it is interrupted, and answers the next one', async () => {
  const controller = new AbortController();
  const work = broker.call('hang', null, { ...soon, signal: controller.signal });
  controller.abort();
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  await expect(broker.call('hang', null, { ...soon, signal: controller.signal })).rejects.toThrow();
  await expect(broker.call('echo', 1, soon)).resolves.toBe(1);
});

it('does not keep the program alive, and finishes what must be finished after it is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-broker-'));
  const file = join(folder, 'written');
  const script = `
    const { startBroker } = await import(${JSON.stringify(new URL('../../../src/core/adapters/broker.ts', import.meta.url).href)});
    const broker = startBroker(new URL(${JSON.stringify(program.href)}), { env: process.env });
    await broker.call('echo', 1, { deadlineMs: 120000 });
    if (process.argv[1]) {
      broker.call('write', process.argv[1], { deadlineMs: 120000 }).catch(() => {});
      await broker.call('echo', 1, { deadlineMs: 120000 });
      process.kill(process.pid, 'SIGKILL');
    }`;
  const run = (...rest: string[]) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, ...rest], { stdio: 'ignore' });
      child.on('exit', (code, signal) => resolve(signal ?? code));
    });
  await expect(run()).resolves.toBe(0);
  await expect(run(file)).resolves.toBe('SIGKILL');
  await expect.poll(() => existsSync(file)).toBe(true);
  rmSync(folder, { recursive: true, force: true });
});

it('is found beside its caller in a clone and in the bundle', () => {
  expect(brokerUrl('sign-in-broker', 'file:///a/src/x/cli-sign-ins.ts').href).toBe('file:///a/src/x/sign-in-broker.ts');
  expect(brokerUrl('sign-in-broker', 'file:///a/dist/main.js').href).toBe('file:///a/dist/sign-in-broker.js');
});
