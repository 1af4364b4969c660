import { describe, expect, it } from 'vitest';
import { control } from '../support/keyturn.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const app = 'ERP_Bridge';

/** What a person's terminal gets from the shipped program. */
async function json(bundle: RotatingBundle, args: readonly string[]) {
  const ran = await bundle.runProgram([...args, '--json']);
  return { code: ran.code, ...JSON.parse(ran.stdout) };
}

describe('a rotation from the command line', () => {
  it('goes from staged to handed over, primary, grace and the end', async () => {
    const bundle = await RotatingBundle.open();
    const { primary: old } = await bundle.pairs();
    const staged = await json(bundle, ['stage', app, '--yes']);
    expect(staged).toMatchObject({
      status: 0,
      result: {
        rotation: { phase: 'proved', finishedAt: null },
        primary: { consumerKey: old, state: 'primary' },
        staged: { state: 'staged', fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/) },
        previous: null,
        nextStep: expect.stringContaining('keyturn rotate ERP_Bridge'),
      },
    });
    expect((await json(bundle, ['status'])).result.apps[0]).toMatchObject({ state: 'staged', consumerKey: old });
    const fresh = staged.result.staged.consumerKey;
    const rotated = await json(bundle, ['rotate', app, '--yes']);
    expect(rotated.result).toMatchObject({
      rotation: { id: staged.result.rotation.id, phase: 'grace' },
      primary: { consumerKey: fresh },
      staged: null,
      previous: { consumerKey: old, state: 'previous', expiresAt: expect.stringMatching(/Z$/) },
      deliveries: [{ target: `file:${bundle.envFile}`, status: 'delivered' }],
    });
    expect(await bundle.consumerPair()).toEqual({ consumerKey: fresh, accepted: true });
    expect((await json(bundle, ['status'])).result.apps[0]).toMatchObject({ state: 'grace', ageDays: 0 });
    expect((await bundle.run(['status', app])).stdout).toMatch(
      /The previous credentials \(.*\) are kept until [\d-]+ \(grace period\)\. They expire on [\d-]+\./,
    );
    // Nothing is due yet: a second run changes nothing.
    expect((await json(bundle, ['resume'])).result).toMatchObject({ rotation: { phase: 'grace' }, runs: [{}] });
    await bundle.advance('8d');
    const done = await json(bundle, ['resume', app]);
    expect(done.result).toMatchObject({ rotation: { phase: 'done' }, previous: null, nextStep: null });
    expect((await bundle.pairs()).isAccepted(old)).toBe(false);
    expect(await json(bundle, ['resume', app])).toMatchObject({ status: 0, result: { rotation: null } });
    expect(await bundle.acts()).toEqual({ stage: 1, rotate: 1 });
    expect(await bundle.leaks()).toEqual([]);
  });
});

describe('keyturn check', () => {
  it('proves the pair, and tells what has drifted until it is put right', async () => {
    const bundle = await RotatingBundle.open();
    expect((await json(bundle, ['check', app])).result.apps[0]).toMatchObject({
      drift: [],
      lastProof: { answer: 'accepted' },
    });
    await control(bundle.org, 'POST', '/act', {
      act: 'freeze',
      username: (await json(bundle, ['status'])).result.apps[0].executionUser,
    });
    const drifted = (await json(bundle, ['check'])).result.apps[0];
    expect(drifted.drift).toMatchObject([{ kind: 'user-frozen' }]);
    expect((await json(bundle, ['status', '--exit-code'])).code).toBe(4);
    expect((await json(bundle, ['status'])).result.apps[0]).toMatchObject({ state: 'drifted' });
  });
});
