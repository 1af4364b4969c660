import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { control } from '../support/keyturn.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const app = 'ERP_Bridge';

async function json(bundle: RotatingBundle, args: readonly string[]) {
  const ran = await bundle.run([...args, '--json']);
  return { code: ran.code, ...JSON.parse(ran.stdout) };
}

describe('a rotation from the command line', () => {
  it('waits for a person who updates a consumer by hand', async () => {
    const bundle = await RotatingBundle.open(app, ['--deliver', 'manual:CI']);
    const waiting = await json(bundle, ['rotate', app, '--yes']);
    expect(waiting).toMatchObject({ code: 3, status: 3, name: 'HandOverPending' });
    expect(waiting.actions.join(' ')).toContain('keyturn handed-over ERP_Bridge "CI"');
    expect((await bundle.acts()).rotate).toBe(0);
    expect((await json(bundle, ['status'])).result.apps[0]).toMatchObject({ state: 'blocked' });
    const revealed = await call(bundle.here, [
      'reveal',
      app,
      '--slot',
      'staged',
      '--practice',
      '--json',
      '--unsafe-stdout',
    ]);
    const { consumerKey } = JSON.parse(revealed.stdout).result;
    expect((await bundle.pairs()).others).toEqual([consumerKey]);
    expect(await json(bundle, ['handed-over', app, 'nobody'])).toMatchObject({ code: 2, name: 'ConsumerUnknown' });
    expect(await json(bundle, ['handed-over', app, 'ci'])).toMatchObject({ code: 0 });
    expect((await json(bundle, ['resume', app])).result).toMatchObject({
      rotation: { phase: 'grace' },
      primary: { consumerKey },
      deliveries: [{ status: 'delivered' }, { target: 'manual:CI', status: 'confirmed' }],
    });
    expect((await json(bundle, ['retire', app])).name).toBe('ConfirmationMissing');
    expect((await json(bundle, ['retire', app, '--confirm', 'Mailer'])).name).toBe('ConfirmationMissing');
    expect((await json(bundle, ['retire', app, '--confirm', app])).result).toMatchObject({
      rotation: { phase: 'done' },
    });
  });

  it('stops before the old pair is touched when a program does not take the new one, and goes on once it does', async () => {
    const bundle = await RotatingBundle.open();
    const program = join(bundle.here.home, '..', 'hand-over.sh');
    const taken = join(bundle.here.home, '..', 'taken.json');
    writeFileSync(program, `#!/bin/sh\nsed 's/.*consumerSecret":"\\([^"]*\\).*/no: \\1/' >&2\nexit 1\n`);
    chmodSync(program, 0o700);
    const failed = await json(bundle, ['rotate', app, '--yes', '--deliver', `exec:${program}`]);
    expect(failed).toMatchObject({ code: 75, name: 'DeliveryFailed' });
    expect(failed.message).toContain('[secret]');
    expect((await bundle.acts()).rotate).toBe(0);
    const tried = (await json(bundle, ['history'])).result.lines as { action: string; event: string }[];
    expect(
      tried
        .filter(({ action }) => action === 'deliver')
        .map(({ event }) => event)
        .sort(),
    ).toEqual(['done', 'failed', 'intended', 'intended']);
    writeFileSync(program, `#!/bin/sh\ncat > ${taken}\n`);
    expect((await json(bundle, ['resume', app])).result).toMatchObject({ rotation: { phase: 'grace' } });
    const told = JSON.parse(readFileSync(taken, 'utf8'));
    expect(told).toMatchObject({
      event: 'staged',
      app,
      org: 'practice',
      tokenUrl: expect.stringMatching(/\/services\/oauth2\/token$/),
    });
    expect(told.consumerKey).toBe((await bundle.pairs()).primary);
    expect(await bundle.leaks()).toEqual([]);
  });

  it('hands over to a consumer that is named while the old pair lives on, before that ends', async () => {
    const bundle = await RotatingBundle.open();
    const late = join(bundle.here.home, '..', 'late.env');
    await json(bundle, ['rotate', app, '--yes']);
    const { primary } = await bundle.pairs();
    await json(bundle, ['watch', app, '--deliver', `file:${bundle.envFile}`, '--deliver', `file:${late}`]);
    await bundle.advance('8d');
    expect((await json(bundle, ['resume', app])).result.rotation.phase).toBe('done');
    expect(readFileSync(late, 'utf8')).toContain(`SALESFORCE_CONSUMER_KEY=${primary}\n`);
  });

  it('is not left behind unnoticed', async () => {
    const bundle = await RotatingBundle.open();
    await json(bundle, ['rotate', app, '--yes']);
    expect(await json(bundle, ['unwatch', app])).toMatchObject({ code: 3, name: 'RotationUnderWay' });
    expect((await json(bundle, ['status', app])).code).toBe(0);
    expect((await json(bundle, ['unwatch', app, '--confirm', app])).code).toBe(0);
    expect((await json(bundle, ['resume'])).result.rotation).toBe(null);
  });

  it('goes back to the previous pair within its overlap', async () => {
    const bundle = await RotatingBundle.open();
    const { primary: old } = await bundle.pairs();
    await control(bundle.org, 'PUT', '/knobs', { rotateBack: true });
    await json(bundle, ['rotate', app, '--yes']);
    expect((await json(bundle, ['rotate', app, '--back', '--grace', '1d'])).code).toBe(2);
    const back = await json(bundle, ['rotate', app, '--back', '--yes']);
    expect(back.result).toMatchObject({ rotation: { kind: 'back' }, primary: { consumerKey: old } });
    expect(await bundle.consumerPair()).toEqual({ consumerKey: old, accepted: true });
    for (const on of [true, false]) {
      await control(bundle.org, 'POST', '/act', { act: 'secretAccess', on });
      const again = await bundle.run(['rotate', app, '--back', '--yes']);
      expect(again.code).toBe(3);
      expect(again.stderr).toContain('it already did, and they are current again');
      expect(again.stdout + again.stderr).not.toMatch(/promote them again|Switched back/);
      expect(again.stderr).toContain(`keyturn retire ${app} --confirm ${app}`);
    }
    expect(await bundle.consumerPair()).toEqual({ consumerKey: old, accepted: true });
  });

  it('changes nothing else when Salesforce refuses the way back', async () => {
    const bundle = await RotatingBundle.open();
    await json(bundle, ['rotate', app, '--yes']);
    const before = await json(bundle, ['status', app]);
    expect(await json(bundle, ['rotate', app, '--back', '--yes'])).toMatchObject({ code: 3, name: 'NoWayBack' });
    const after = await json(bundle, ['status', app]);
    expect(after.result.apps).toEqual(before.result.apps);
    expect(after.result.apps[0]).toMatchObject({ state: 'grace', attention: null });
    const { stderr: plan } = await bundle.run(['retire', app]);
    expect(plan).toMatch(/Updated with the new credentials: .*consumer/);
    expect(plan).not.toContain('Not confirmed');
    await bundle.advance('8d');
    expect((await json(bundle, ['resume', app])).result.rotation).toMatchObject({ kind: 'rotate', phase: 'done' });
  });

  it("discards a staged pair, and says of a stranger's whose it is", async () => {
    const bundle = await RotatingBundle.open();
    await control(bundle.org, 'POST', '/act', { act: 'stage', app });
    const stopped = await json(bundle, ['rotate', app, '--yes']);
    expect(stopped).toMatchObject({ code: 3, name: 'StrangersPair' });
    expect(stopped.actions.join(' ')).toContain('keyturn discard ERP_Bridge --confirm ERP_Bridge');
    expect((await bundle.pairs()).others).toHaveLength(1);
    const discarded = await json(bundle, ['discard', app, '--confirm', app]);
    expect(discarded.result).toMatchObject({ rotation: { phase: 'discarded' }, staged: null });
    expect((await bundle.pairs()).others).toEqual([]);
    expect((await json(bundle, ['discard', app, '--confirm', app])).name).toBe('NothingToDiscard');
  });

  it('needs to be told who uses the pair, and refuses what contradicts itself', async () => {
    const bundle = await RotatingBundle.open('Data_Lake');
    await bundle.run(['unwatch', 'Data_Lake']);
    await bundle.run(['watch', 'Data_Lake']);
    expect(await json(bundle, ['rotate', 'Data_Lake', '--yes'])).toMatchObject({ code: 3, name: 'NoDelivery' });
    expect(await json(bundle, ['rotate', 'Data_Lake'])).toMatchObject({ code: 3, name: 'NoDelivery' });
    const relative = ['rotate', 'Data_Lake', '--yes', '--deliver', 'file:here.env'];
    expect(await json(bundle, relative)).toMatchObject({ code: 2, name: 'UsageInvalid' });
    const both = ['rotate', 'Data_Lake', '--yes', '--no-consumers', '--deliver', 'manual:CI'];
    expect(await json(bundle, both)).toMatchObject({ code: 2, name: 'UsageInvalid' });
    expect(await json(bundle, ['rotate', 'Data_Lake', '--grace', '0', '--yes'])).toMatchObject({ code: 3 });
    expect(await json(bundle, ['rotate', 'Data_Lake', '--yes', '--deliver', 'file:/nowhere/at/all'])).toMatchObject({
      code: 2,
      name: 'DeliveryUnusable',
    });
    expect(await bundle.acts()).toEqual({ stage: 0, rotate: 0 });
    expect((await json(bundle, ['rotate', 'Data_Lake', '--yes', '--no-consumers'])).result).toMatchObject({
      rotation: { phase: 'grace' },
    });
  });

  it('borrows the setting that lets secrets be read for moments only', async () => {
    const bundle = await RotatingBundle.open();
    await control(bundle.org, 'POST', '/act', { act: 'secretAccess', on: false });
    expect(await json(bundle, ['stage', app])).toMatchObject({ code: 2, name: 'AnswerMissing' });
    expect(await json(bundle, ['rotate', app, '--yes'])).toMatchObject({ code: 0 });
    expect((await bundle.state()).secretAccessOverRest).toBe(false);
    const lines = (await json(bundle, ['history'])).result.lines as { action: string; event: string }[];
    const borrowed = lines.filter(({ action }) => action === 'borrow-secret-access').map(({ event }) => event);
    expect(borrowed.filter((event) => event === 'intended').length).toBe(
      borrowed.filter((event) => event === 'done').length,
    );
    expect(borrowed.length).toBeGreaterThan(0);
  });

  it('keeps the mode of the env file, and everything else in it', async () => {
    const bundle = await RotatingBundle.open();
    writeFileSync(bundle.envFile, `# of ERP\nURL=x\n${readFileSync(bundle.envFile, 'utf8')}LAST=1\n`);
    chmodSync(bundle.envFile, 0o644);
    await json(bundle, ['rotate', app, '--yes']);
    const text = readFileSync(bundle.envFile, 'utf8');
    expect(text).toMatch(/^# of ERP\nURL=x\nSALESFORCE_CONSUMER_KEY=\S+\nSALESFORCE_CONSUMER_SECRET=\S+\nLAST=1\n$/);
    expect(statSync(bundle.envFile).mode & 0o777).toBe(0o644);
  });
});
