import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import type { CodePlace } from '../../../../src/core/model/hand-over-code.ts';
import type { State } from '../../../../src/core/ports/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { delivery } from '../../automation/app-facts.ts';
import { rotation } from '../../watch/rotations.ts';

const run = rotation({ id: 'run-1', stays: '3MVG9new', deliveries: [delivery('manual:Ana', 'waiting', 5)] });
const ofRun = { orgId: run.orgId, consumerId: run.consumerId, rotation: 'run-1', consumerKey: '3MVG9new' };
const ana: CodePlace = { ...ofRun, target: 'manual:Ana' };
const bob: CodePlace = { ...ofRun, target: 'manual:Bob' };

let folder: string;
let state: State;
beforeEach(async () => {
  folder = tempFolder();
  state = await openState({ folder, clock: new FakeClock(), actor: 'maria@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  await state.rotations.save(run);
});

const contact = 'ana@acme.example';
const codeFor = async (place: CodePlace) => (await state.handOverCodes.make(place, contact)).reveal();
const check = (code: string, fields: Partial<CodePlace> = {}, of: string | null = contact) => {
  const { target: _, ...meant } = { ...ana, ...fields };
  return state.handOverCodes.check(meant, code, () => of);
};

describe('a one-time code', () => {
  it('has 80 bits, and only its hash is stored', async () => {
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeFor(ana)));
    expect(new Set(codes).size).toBe(50);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
    await check('0000-0000-0000-0000');
    const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    for (const code of codes) {
      for (const file of stored) {
        expect(file).not.toContain(code);
        expect(file).not.toContain(code.replaceAll('-', ''));
      }
    }
  });

  it('is right for its consumer, as people type it, and so is an earlier one', async () => {
    const first = await codeFor(ana);
    const [second, other] = [await codeFor(ana), await codeFor(bob)];
    expect(await check(first)).toEqual({ is: 'right', target: 'manual:Ana' });
    const typed = ` ${second.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(await check(typed)).toEqual({ is: 'right', target: 'manual:Ana' });
    expect(await check(other)).toEqual({ is: 'right', target: 'manual:Bob' });
  });

  it.each([
    ['org', { orgId: '00D000000000002AAA' }],
    ['OAuth consumer', { consumerId: '888' }],
  ])('is wrong for another %s', async (_what, fields) => {
    expect(await check(await codeFor(ana), fields)).toMatchObject({ is: 'wrong' });
  });

  it('is unknown in another run, and for other credentials of the same run', async () => {
    const code = await codeFor(ana);
    expect(await check(code, { rotation: 'run-2' })).toEqual({ is: 'none' });
    expect(await check(code, { consumerKey: '3MVG9other' })).toEqual({ is: 'none' });
    await codeFor({ ...ana, rotation: 'run-2' });
    await codeFor({ ...ana, consumerKey: '3MVG9other' });
    expect(await check(code, { rotation: 'run-2' })).toMatchObject({ is: 'wrong' });
    expect(await check(code, { consumerKey: '3MVG9other' })).toMatchObject({ is: 'wrong' });
  });

  it('is used once, with all other codes of its consumer', async () => {
    const codes = [await codeFor(ana), await codeFor(ana)];
    const other = await codeFor(bob);
    await state.handOverCodes.end(ana, 'used');
    for (const code of codes) expect(await check(code)).toEqual({ is: 'used', target: 'manual:Ana' });
    expect(await check(other)).toEqual({ is: 'right', target: 'manual:Bob' });
  });

  it('counts no longer when the contact changed', async () => {
    const [code, other] = [await codeFor(ana), await codeFor(bob)];
    await state.handOverCodes.end(ana, 'void');
    expect(await check(code)).toMatchObject({ is: 'wrong' });
    expect(await check(other)).toEqual({ is: 'right', target: 'manual:Bob' });
  });

  it('counts only for the contact that got it, whose address is not stored', async () => {
    const code = await codeFor(ana);
    for (const other of ['eve@acme.example', '', null])
      expect(await check(code, {}, other)).toMatchObject({ is: 'wrong' });
    expect(await check(code)).toEqual({ is: 'right', target: 'manual:Ana' });
    const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    for (const file of stored) expect(file).not.toContain(contact);
  });

  it('of a version that did not keep its contact counts as before', async () => {
    const code = await codeFor(ana);
    const database = new DatabaseSync(join(folder, 'state.db'));
    database.exec('UPDATE hand_over_codes SET contact = NULL');
    database.close();
    expect(await check(code, {}, null)).toEqual({ is: 'right', target: 'manual:Ana' });
  });

  it('counts no longer after ten wrong ones, and the next run starts anew', async () => {
    const code = await codeFor(ana);
    for (let left = 9; left >= 0; left -= 1) expect(await check(`wrong ${left}`)).toEqual({ is: 'wrong', left });
    expect(await check(code)).toEqual({ is: 'locked' });
    await state.rotations.save({ ...run, finishedAt: 9 });
    const next = { ...ana, rotation: 'run-2' };
    await state.rotations.save(rotation({ id: 'run-2', stays: '3MVG9new' }));
    expect(await check(await codeFor(next), next)).toEqual({ is: 'right', target: 'manual:Ana' });
    // The codes of the finished run are gone.
    expect(await check(code)).toEqual({ is: 'none' });
  });
});

it('says with the run when a contact was notified of its credentials', async () => {
  await codeFor(ana);
  const notifiedAt = async () => (await state.rotations.find('run-1'))?.deliveries[0]?.notifiedAt;
  expect(await notifiedAt()).toBeUndefined();
  await state.handOverCodes.sent(ana, 77);
  expect(await notifiedAt()).toBe(77);
  expect((await state.rotations.latest(run.orgId, run.consumerId))?.deliveries[0]?.notifiedAt).toBe(77);
  expect((await state.rotations.newest())[0]?.deliveries[0]?.notifiedAt).toBe(77);
  expect((await state.rotations.unfinished())[0]?.deliveries[0]?.notifiedAt).toBe(77);
  await state.rotations.save({ ...run, stays: '3MVG9other' });
  expect(await notifiedAt()).toBeUndefined();
});
