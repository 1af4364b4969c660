import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Printed, Situation } from '../support/pasted/in-process.ts';

const app = 'ERP_Bridge';

const run = (situation: Situation, line: string): Promise<Printed> =>
  situation.run([...line.replaceAll('FOLDER', situation.folder).split(' '), '--practice']);

const delivered = ({ folder }: Situation) => readFileSync(join(folder, 'erp.env'), 'utf8');

/** Blocked while the state was damaged. A backup may have the app as it was before its rotation. */
async function blocked(): Promise<{ readonly situation: Situation; readonly leaked: string; readonly record: string }> {
  const situation = await Situation.open();
  await run(situation, `watch ${app} --deliver file:FOLDER/erp.env`);
  await run(situation, 'daemon --once');
  await run(situation, `rotate ${app} --yes --confirm ${app}`);
  const leaked = delivered(situation);
  situation.damage();
  const { text } = await run(situation, `emergency ${app} --contain --confirm ${app}`);
  const [, record = ''] = /--record (\S+keyturn-containment-\S+\.json)/.exec(text) ?? [];
  expect(record).not.toBe('');
  return { situation, leaked, record };
}

const outside = /turned off outside keyturn|oauthOn/;

describe('a containment that only its record knows, after a repair', () => {
  it('is an open emergency, which nobody calls a change outside keyturn', async () => {
    const { situation } = await blocked();
    for (const line of ['doctor --repair --yes', 'doctor --confirm --yes', 'check', 'status', 'doctor']) {
      const { text } = await run(situation, line);
      expect([line, text]).not.toEqual([line, expect.stringMatching(outside)]);
    }
    expect((await run(situation, 'status')).text).toMatch(/the emergency isn't finished/);
    situation.forget();
  }, 60_000);

  it('is what resume continues: the leaked credentials are delivered to nobody again', async () => {
    const { situation, leaked } = await blocked();
    await run(situation, 'doctor --repair --yes');
    await run(situation, 'doctor --confirm --yes');
    const refused = await run(situation, `rotate ${app} --yes --confirm ${app}`);
    expect([refused.code, refused.text]).toEqual([3, expect.stringContaining('RotationUnderWay')]);
    const { code, text } = await run(situation, `resume ${app}`);
    expect([code, text]).toEqual([0, expect.not.stringMatching(/still work/)]);
    expect(delivered(situation)).not.toBe(leaked);
    const after = await run(situation, 'status');
    expect(after.text).not.toMatch(/OAuth is off|turned OAuth off|drifted/);
    situation.forget();
  }, 60_000);

  it('is known to plan and run alike, and over once its emergency is', async () => {
    const { situation, record } = await blocked();
    await run(situation, 'doctor --repair --yes');
    await run(situation, 'doctor --confirm --yes');
    const plan = await run(situation, `emergency ${app} --record ${record} --dry-run`);
    expect(plan.text).not.toMatch(/was off for .* before|[Ll]eave OAuth off/);
    const done = await run(situation, `emergency ${app} --record ${record} --confirm ${app}`);
    expect([done.code, done.text]).toEqual([0, expect.not.stringContaining('keyturn-containment-')]);
    expect(existsSync(record)).toBe(false);
    await run(situation, `rotate ${app} --yes --confirm ${app}`);
    const later = await run(situation, 'status');
    expect(later.text).not.toMatch(/emergency|OAuth is off|keyturn-containment-/);
    situation.forget();
  }, 60_000);

  it('is undone and over if it was ordered twice before the state worked again', async () => {
    const { situation } = await blocked();
    await run(situation, `emergency ${app} --contain --confirm ${app}`);
    await run(situation, 'doctor --repair --yes');
    await run(situation, 'doctor --confirm --yes');
    const { code, text } = await run(situation, `resume ${app}`);
    expect([code, text]).toEqual([0, expect.not.stringMatching(/already blocked before/)]);
    const rotated = await run(situation, `rotate ${app} --yes --confirm ${app}`);
    expect([rotated.code, rotated.text]).toEqual([0, expect.not.stringMatching(/emergency|keyturn-containment-/)]);
    situation.forget();
  }, 60_000);
});

it('never says that the leaked credentials work, in an error of an emergency that changes nothing', async () => {
  const { situation } = await blocked();
  const lines = [
    `emergency ${app} --contain --deliver file:/nowhere/x/y --confirm ${app}`,
    `emergency ${app} --contain --consumer 888AA0000008aaa --confirm ${app}`,
  ];
  for (const line of lines) {
    const { code, text } = await run(situation, line);
    expect([line, code, text]).not.toEqual([line, 0, expect.anything()]);
    expect([line, text]).toEqual([line, expect.not.stringMatching(/work for anyone|<username>/)]);
    expect([line, text]).toEqual([
      line,
      expect.stringMatching(/Nothing changed in the org\. keyturn turned OAuth off/),
    ]);
  }
  situation.forget();
}, 60_000);

it('says that the state is lost, and continues, if there is no secret store either', async () => {
  const situation = await Situation.open();
  await run(situation, `watch ${app} --deliver file:FOLDER/erp.env`);
  situation.lose();
  situation.hasStore = false;
  rmSync(join(situation.folder, 'home', 'practice-watch', 'secrets'), { recursive: true });
  const { code, text } = await run(situation, `emergency ${app} --contain --confirm ${app}`);
  expect([code, text]).toEqual([1, expect.stringMatching(/^✖ .* is missing\. .* {2}StateLost$/m)]);
  expect(text).toMatch(/doctor --repair[\s\S]*--store file[\s\S]*--record \S+ --confirm ERP_Bridge --store file/);
  const again = await run(situation, `emergency ${app} --contain --store file --dry-run`);
  expect(again.text).not.toMatch(/was off for .* before|doesn't have the leaked/);
  expect(again.text).toMatch(/has already blocked access, .* ago, but couldn't record it/);
  expect(again.text.match(/couldn't record it in its state/g)).toHaveLength(1);
  situation.forget();
}, 60_000);
