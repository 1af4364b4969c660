import { expect, it } from 'vitest';
import { foreseeResponse } from '../../../src/core/emergency/begin-response.ts';
import { rotationLease } from '../../../src/core/model/rotation-lease.ts';
import { foresee } from '../../../src/core/operate/foresee.ts';
import { operationWords } from '../../../src/core/words/dry-run.ts';
import { withRotationBench } from '../../support/rotation-bench.ts';

const usual = { graceDays: null, deliveries: null, noConsumers: false };
const wishes = {
  leakedSince: null,
  keepsSessions: false,
  reportTo: null,
  certificate: 'unknown',
  byDeploy: false,
} as const;

it('reads only: REST access to secrets stays as it is, even if an interrupted run left it on', async () => {
  await withRotationBench({ isOff: true }, async ({ ports, state, clock, watched, truth }) => {
    const app = await watched();
    const sent: boolean[] = [];
    const watching = {
      ...ports,
      openOrg: async (name: string) => {
        const org = await ports.openOrg(name);
        const setSecretAccess = async (enabled: boolean) => {
          sent.push(enabled);
          return org.metadata.setSecretAccess(enabled);
        };
        return { ...org, metadata: { ...org.metadata, setSecretAccess } };
      },
    };
    const request = { watched: app, orgName: 'practice', patienceMs: 60_000 };
    const act = { action: 'borrow-secret-access', orgId: app.orgId, org: app.org, app: app.app, detail: {} } as const;
    await state.journal.append({ ...act, event: 'intended', intent: 'left open' });
    const held = await state.leases.acquire(rotationLease(app));
    const lines = (await state.journal.list()).length;

    const found = await foresee(watching, { ...request, ...usual, kind: 'rotate' });
    expect(found.before).toEqual({ returnsAccess: true, isBusy: true });
    expect(operationWords(found, clock.now())).toMatchObject({
      sections: [
        { lines: ['Before that, turn off REST access to secrets again. An interrupted run left it on.'] },
        { tone: 'steps' },
        { tone: 'note', heading: 'Worth knowing' },
        { tone: 'note', heading: null, lines: [expect.stringContaining('--back` tries to switch back')] },
      ],
      unknown: [
        'What the other keyturn process leaves behind. It works on this app now.',
        'What the staging slot holds. keyturn can read it only with REST access to secrets on.',
        "Whether Salesforce accepts the new credentials. They don't exist yet.",
        expect.stringMatching(/^Whether the delivery works: /),
      ],
    });
    const leak = { ...request, ...wishes, deliveries: null, containBy: 'flow', mayReplaceAnew: false } as const;
    expect((await foreseeResponse(watching, leak)).plan.borrows).toBe(true);

    await held.release();
    expect(sent).toEqual([]);
    expect((await truth()).secretAccessOverRest).toBe(false);
    expect((await state.journal.list()).length).toBe(lines);
    expect(await state.rotations.latest(app.orgId, app.consumerId)).toBeNull();
  });
});
