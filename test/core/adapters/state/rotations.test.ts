import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import type { EmergencyRun } from '../../../../src/core/model/emergency-run.ts';
import type { State } from '../../../../src/core/ports/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { targets } from '../../../support/targets.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { rotation } from '../../watch/rotations.ts';

const emergency: EmergencyRun = {
  confirmedAt: 1_800_000_000_000,
  leakedSince: null,
  containBy: 'flow-or-freeze',
  replaceBy: 'staging',
  keepsSessions: false,
  freesStranger: false,
  reportTo: null,
  freed: ['3MVG9freed'],
  freedRefused: [],
  containment: {
    by: 'flow',
    wasSo: false,
    intendedAt: 1_800_000_000_001,
    containedAt: null,
    provedAt: null,
    openedAt: null,
  },
  replaceIntendedAt: null,
  certificate: 'none',
  flagsResetAt: null,
  unprovedAt: null,
  sessions: null,
  sessionsSweptAt: null,
  report: null,
};

let folder: string;
let state: State;
beforeEach(async () => {
  folder = tempFolder();
  state = await openState({ folder, clock: new FakeClock(), actor: 'maria@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
});

/** Puts another body in the place of the one that was saved. */
function rewrite(body: Readonly<Record<string, unknown>>): void {
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.prepare('UPDATE rotations SET body = ?').run(JSON.stringify(body));
  database.close();
}

const { orgId, consumerId } = rotation();

describe('a run in the state file', () => {
  it('comes back with its emergency', async () => {
    const run = rotation({ kind: 'emergency', emergency });
    await state.rotations.save(run);
    await expect(state.rotations.open(orgId, consumerId)).resolves.toEqual(run);
  });

  it('keeps each target as text, and one of a kind that nobody knows as it is', async () => {
    const problem = { status: 'failed', at: null, problem: null } as const;
    const deliveries = targets('manual:CI', 'vault@hub:erp').map((target) => ({ target, ...problem }));
    await state.rotations.save(rotation({ deliveries }));
    const database = new DatabaseSync(join(folder, 'state.db'));
    const { body } = database.prepare('SELECT body FROM rotations').get() ?? {};
    database.close();
    expect(JSON.parse(String(body)).deliveries).toMatchObject([{ target: 'manual:CI' }, { target: 'vault@hub:erp' }]);
    await expect(state.rotations.unfinished()).resolves.toMatchObject([{ deliveries }]);
  });

  it('of before there were emergencies has none', async () => {
    const { emergency: _, ...old } = rotation({ emergency: null });
    await state.rotations.save(rotation({ emergency: null }));
    rewrite(old);
    await expect(state.rotations.unfinished()).resolves.toEqual([rotation({ emergency: null })]);
  });

  it.each<[string, unknown]>([
    ['is no object', 'soon'],
    ['is contained by something else', { ...emergency, containBy: 'prayer' }],
    ['is replaced by something else', { ...emergency, replaceBy: 'hand' }],
    ['leaves out what may be deleted', { ...emergency, freesStranger: undefined }],
    [
      'leaves out whether it was contained before',
      { ...emergency, containment: { ...emergency.containment, wasSo: undefined } },
    ],
    ['has another instant', { ...emergency, containment: { ...emergency.containment, openedAt: 'soon' } }],
  ])('is not believed when its emergency %s', async (_, body) => {
    const run = rotation({ kind: 'emergency', emergency });
    await state.rotations.save(run);
    rewrite({ ...run, emergency: body });
    await expect(state.rotations.open(orgId, consumerId)).rejects.toThrow();
  });

  it.each([
    ['the clock was set back', -86_400_000],
    ['both began in the same millisecond', 0],
  ])('is the latest one if it began last, also when %s', async (_case, later) => {
    const [first, second] = ['f', 'a'].map((id, index) =>
      rotation({ id, startedAt: 1_800_000_000_000 + index * later, finishedAt: 1_800_000_000_001, outcome: 'done' }),
    );
    if (!first || !second) return;
    await state.rotations.save(first);
    await state.rotations.save(second);
    // A later change of the first one doesn't make it the latest.
    await state.rotations.save(first);
    expect(await state.rotations.latest(orgId, consumerId)).toEqual(second);
    expect(await state.rotations.newest()).toEqual([second]);
  });

  it('is the latest while it is open, even when a younger one has ended', async () => {
    const open = rotation();
    const ended = rotation({
      id: 'run-2',
      replaces: 'run-1',
      startedAt: open.startedAt + 1,
      finishedAt: open.startedAt + 2,
    });
    await state.rotations.save(open, ended);
    expect(await state.rotations.latest(orgId, consumerId)).toEqual(open);
    expect(await state.rotations.newest()).toEqual([open]);
    expect(await state.rotations.find('run-2')).toEqual(ended);
    expect(await state.rotations.find('run-3')).toBeNull();
    await state.rotations.save({ ...open, finishedAt: open.startedAt + 3 });
    expect(await state.rotations.latest(orgId, consumerId)).toEqual(ended);
  });

  it('is no change if it delivers the same credentials again', async () => {
    const [change, begun] = [
      rotation({ id: 'run-1', finishedAt: 1_800_000_000_001 }),
      rotation({ id: 'run-2', stays: null }),
    ];
    const repeated = rotation({ id: 'run-3', ends: 'key', stays: 'key', finishedAt: 1_800_000_000_001 });
    await state.rotations.save(change);
    await state.rotations.save(repeated);
    expect(await state.rotations.latest(orgId, consumerId)).toEqual(repeated);
    expect(await state.rotations.latestChange(orgId, consumerId)).toEqual(change);
    await state.rotations.save(begun);
    expect(await state.rotations.latestChange(orgId, consumerId)).toEqual(begun);
  });

  it('of a version that kept no id of the run before says that there was none', async () => {
    const { replaces: _none, ...older } = rotation();
    await state.rotations.save(rotation());
    rewrite(older);
    expect(await state.rotations.open(orgId, consumerId)).toMatchObject({ replaces: null });
  });
});
