import { describe, expect, it } from 'vitest';
import type { EmergencyRun } from '../../../src/core/model/emergency-run.ts';
import type { DeployListing, DeployProgress } from '../../../src/core/ports/ports.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import { observe } from '../../../src/core/rotation/look.ts';
import { settleDeploy } from '../../../src/core/rotation/settle-deploy.ts';
import { closeOpenIntents } from '../../../src/core/rotation/trouble.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { newKey, oldKey, watched } from './given.ts';
import { emergency, lost, notAllowed, runWith } from './run-with.ts';

const succeeded: DeployProgress = {
  ...{ id: '0Af1', status: 'Succeeded', done: true, checkOnly: false, componentsDone: 1, componentsTotal: 1 },
  ...{ components: [], failures: [], canceledBy: null, detail: null },
};
const running: DeployProgress = { ...succeeded, status: 'InProgress', done: false };
const listing: DeployListing = { id: '0Af9', status: 'InProgress', checkOnly: false, createdById: 'somebody' };
const notStaged = { stays: null, staged: null, savedAt: null, stageIntendedAt: null };

interface Setup {
  /** The id that the attempt noted before it died. */
  readonly noted?: string;
  /** What the org answers, one for each question about a deploy. */
  readonly looks?: readonly (DeployProgress | Error)[];
  readonly listed?: readonly DeployListing[] | Error;
  readonly emergency?: Partial<EmergencyRun>;
  readonly stays?: string;
}

/** An attempt has died with its deploy in the org. */
async function killed({ noted, looks = [succeeded], listed = [], stays, ...setup }: Setup = {}) {
  const asked: string[] = [];
  const todo = [...looks];
  const isOver = () => todo.length === 0;
  const made = runWith({
    rotation: {
      ...emergency({ replaceBy: 'deploy', replaceIntendedAt: noon, ...setup.emergency }),
      ...notStaged,
      ...(stays ? { stays } : {}),
    },
    org: {
      apps: {
        consumers: async () => [
          { id: watched.consumerId, name: fromOutside('c'), consumerKey: isOver() ? newKey : oldKey },
        ],
      },
      metadata: {
        recentDeploys: async () => {
          asked.push('list');
          if (listed instanceof Error) throw listed;
          return listed;
        },
        deployStatus: async (id) => {
          asked.push(id);
          const found = todo.shift() ?? succeeded;
          if (found instanceof Error) throw found;
          return { ...found, id };
        },
      },
    },
  });
  const { orgId, app, id: rotation } = made.run.rotation;
  const act = { action: 'replace-by-deploy', intent: 'one', orgId, org: 'acme', app } as const;
  const { journal } = made.run.ports.state;
  await journal.append({ ...act, event: 'intended', detail: { rotation } });
  if (noted) await journal.append({ ...act, event: 'noted', detail: { rotation, deploy: noted } });
  return { ...made, asked };
}

describe('a deploy of an attempt that died', () => {
  it('is waited for before anybody looks at the credentials, and not sent again', async () => {
    const { run, asked, memory, news } = await killed({ noted: '0Af1', looks: [running, running, succeeded] });
    await observe(run);
    expect(asked).toEqual(['0Af1', '0Af1', '0Af1']);
    expect(run.rotation.stays).toBe(newKey);
    expect(memory.lines.at(-1)).toMatchObject({
      event: 'recovered',
      intent: 'one',
      detail: { rotation: run.rotation.id, deploy: '0Af1', outcome: 'Succeeded' },
    });
    expect(news).toEqual([{ kind: 'doing', act: 'find-deploy' }]);
  });

  it('has the outcome in the audit trail when it failed', async () => {
    const { run, memory } = await killed({ noted: '0Af1', looks: [{ ...succeeded, status: 'Failed' }] });
    await settleDeploy(run);
    expect(memory.openIntents).toEqual([]);
    expect(memory.lines.at(-1)?.detail.outcome).toContain('0Af1 failed');
  });

  it('stays open while nobody knows how it ended', async () => {
    const { run, memory } = await killed({ noted: '0Af1', looks: Array.from({ length: 8 }, () => lost) });
    await expect(observe(run)).rejects.toBe(lost);
    expect(memory.openIntents).toHaveLength(1);
    expect(run.rotation.stays).toBeNull();
  });

  it('whose id was not noted is one that the org lists, once it must have arrived', async () => {
    const { run, asked, news } = await killed({
      looks: [running, succeeded, succeeded],
      listed: [
        listing,
        { ...listing, id: '0Af8', status: 'Pending' },
        { ...listing, id: '0Af7', status: 'Succeeded' },
        { ...listing, id: '0Af6', checkOnly: true },
      ],
    });
    await settleDeploy(run);
    expect(asked).toEqual(['list', '0Af9', '0Af9', '0Af8']);
    expect(news).toContainEqual({ kind: 'waiting', why: 'in-flight', until: noon + 5000 });
  });

  it('never arrived when the org lists none', async () => {
    const { run, asked, clock, memory } = await killed();
    clock.advance(5000);
    await settleDeploy(run);
    expect([asked, clock.now(), memory.openIntents]).toEqual([['list'], noon + 5000, []]);
  });

  it.each([
    ['is in doubt while the list has no answer', lost, 1],
    ["can't be found where the list is refused", notAllowed, 0],
  ] as const)('%s', async (_name, listed, open) => {
    const { run, memory } = await killed({ listed });
    await settleDeploy(run).catch((error: unknown) => {
      if (!isKeyturnError(error)) throw error;
    });
    expect(memory.openIntents).toHaveLength(open);
  });

  it('is looked for once', async () => {
    const { run, asked } = await killed({ noted: '0Af1' });
    await observe(run);
    await observe(run);
    expect(asked).toEqual(['0Af1']);
  });
});

describe('the intent of a deploy that may still run', () => {
  it('survives the closing of the others, without a wait, and no look from before counts', async () => {
    const { run, memory, clock } = await killed({ noted: '0Af1' });
    await closeOpenIntents(run);
    expect([memory.openIntents.length, clock.now(), run.seen]).toEqual([1, noon, null]);
  });

  it.each<[string, Setup]>([
    ['the new credentials are known', { stays: newKey }],
    ['the run sends none', { emergency: { replaceIntendedAt: null } }],
  ])('is closed with the others when %s', async (_name, setup) => {
    const { run, memory, asked } = await killed({ noted: '0Af1', ...setup });
    await closeOpenIntents(run);
    expect(memory.openIntents).toEqual([]);
    await settleDeploy(run);
    expect(asked).toEqual([]);
  });
});
