import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { startDaemon } from '../support/daemon-process.ts';
import { daysAgo } from '../support/days-ago.ts';
import { keyturn } from '../support/keyturn.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const app = 'ERP_Bridge';

async function json(bundle: RotatingBundle, args: readonly string[]) {
  const ran = await bundle.run([...args, '--json']);
  return { code: ran.code, ...JSON.parse(ran.stdout) };
}

async function stateOf(bundle: RotatingBundle): Promise<string> {
  return (await json(bundle, ['status', app])).result.apps[0].state;
}

describe('the daemon', () => {
  it('goes from fine to staged, rotated and retired without a hand', async () => {
    const bundle = await RotatingBundle.open(app, ['--automation', 'rotate', '--issued', daysAgo(10)]);
    const notices = join(bundle.here.home, 'notices.jsonl');
    writeFileSync(
      join(bundle.here.home, 'config.json5'),
      `{ channels: { kept: { type: 'log', file: '${notices}' }, out: { type: 'log' } } }`,
    );
    const { primary: first } = await bundle.pairs();
    const daemon = startDaemon(bundle.here);
    await daemon.next('tick');
    expect(await stateOf(bundle)).toBe('fine');
    expect((await json(bundle, ['status'])).result.daemon).toMatchObject({ running: true, pid: daemon.pid });

    const tickAfter = async (time: string) => {
      await bundle.advance(time);
      daemon.kill('SIGHUP');
      await daemon.next('tick');
    };
    await tickAfter('78d');
    expect(await stateOf(bundle)).toBe('staged');
    expect(await bundle.consumerPair()).toEqual({ consumerKey: first, accepted: true });
    await tickAfter('12d');
    expect(await stateOf(bundle)).toBe('grace');
    const { primary: second, isAccepted } = await bundle.pairs();
    expect(second).not.toBe(first);
    expect(isAccepted(first)).toBe(true);
    expect(await bundle.consumerPair()).toEqual({ consumerKey: second, accepted: true });
    await tickAfter('8d');
    expect(await stateOf(bundle)).toBe('fine');
    expect((await bundle.pairs()).isAccepted(first)).toBe(false);
    expect(await bundle.consumerPair()).toEqual({ consumerKey: second, accepted: true });
    expect(await bundle.acts()).toEqual({ stage: 1, rotate: 1 });

    const told = readFileSync(notices, 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => JSON.parse(line).notices);
    expect(daemon.said()).toContain('Practice org: keyturn rotated the credentials of ERP Bridge');
    const ids = told.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const done = told.filter(({ kind }: { kind: string }) => kind === 'done-by-daemon');
    expect(done.map(({ threshold }: { threshold: string }) => threshold)).toEqual(['staged', 'rotated', 'ended']);
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toBe(0);
    expect((await json(bundle, ['status'])).result.daemon).toMatchObject({ running: false, pid: null });
    expect(await bundle.leaks()).toEqual([]);
  });

  it('keeps a second one from starting, and shows by a file that it lives', async () => {
    const bundle = await RotatingBundle.open();
    const daemon = startDaemon(bundle.here);
    await daemon.next('tick');
    const { selfCheck } = (await json(bundle, ['daemon', 'status'])).result;
    expect(selfCheck).toMatchObject({
      stores: [{ kind: 'file', problem: null }],
      orgs: [{ org: 'practice', problem: null }],
    });
    const { lines } = (await json(bundle, ['doctor'])).result;
    expect(lines.map(({ id }: { id: string }) => id)).toContain('inside');
    const heartbeat = join(bundle.here.home, 'practice-watch', 'daemon.heartbeat');
    expect(existsSync(heartbeat)).toBe(true);
    expect(statSync(heartbeat).mode & 0o077).toBe(0);
    const second = await keyturn(bundle.here, ['daemon', '--practice']);
    expect(second.code).toBe(75);
    expect(second.stderr).toContain('AnotherAtWork');
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toBe(0);
  });

  it('with --once --exit-code ends with 4 when the work of an app ended with trouble', async () => {
    const bundle = await RotatingBundle.open(app, ['--automation', 'stage', '--issued', daysAgo(80)]);
    const wrong = join(bundle.here.home, 'wrong-passphrase');
    writeFileSync(wrong, 'not-the-passphrase', { mode: 0o600 });
    const env = { ...bundle.here.env, KEYTURN_PASSPHRASE_FILE: wrong };
    const once = ['daemon', '--once', '--exit-code', '--practice', '--json'];
    const failed = await call({ ...bundle.here, env }, once);
    expect([failed.code, JSON.parse(failed.stdout).result.actions]).toMatchObject([
      4,
      [{ outcome: 'PassphraseWrong' }],
    ]);
  });

  it('says in status why its checks fail', async () => {
    const bundle = await RotatingBundle.open(app);
    const daemon = startDaemon({ ...bundle.here, env: { ...bundle.here.env, KEYTURN_STORE: 'neither' } });
    await daemon.next('tick failed');
    for (const args of [
      ['status', '--exit-code'],
      ['daemon', 'status', '--exit-code'],
    ]) {
      const { code, result } = await json(bundle, args);
      const { failing, lastFailure } = result.daemon ?? result;
      expect([args, code, failing, lastFailure.problem]).toEqual([args, 4, true, expect.stringContaining('neither')]);
      const { stdout } = await bundle.run(args);
      expect(stdout).toContain('▲ The daemon is running, but its last check failed just now: ');
    }
    daemon.kill('SIGTERM');
    await daemon.ended;
  });
});
