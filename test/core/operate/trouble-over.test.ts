import { expect, it } from 'vitest';
import { operate, resumeRotation } from '../../../src/core/operate/operate.ts';
import { withRotationBench } from '../../support/rotation-bench.ts';

const trouble = { code: 'OrgRefused', message: 'not now', since: 1, triedAt: 1, isPassing: false };

it('a run that a person finishes or goes on with ends the trouble that was kept; one that is not there ends none', async () => {
  await withRotationBench({}, async ({ ports, state, watched }) => {
    const remember = async () => state.apps.save({ ...(await watched()), trouble });
    const request = { watched: await watched(), orgName: 'practice', patienceMs: 60_000 };
    await remember();
    expect(await resumeRotation(ports, request)).toBeNull();
    expect((await watched()).trouble).toEqual(trouble);

    const usual = { graceDays: null, deliveries: null, noConsumers: false };
    const consent = { confirmed: false, otherFlows: false, borrow: true };
    await operate(ports, { ...request, ...usual, kind: 'stage' }, async () => consent);
    expect((await watched()).trouble).toBeNull();

    await remember();
    expect(await resumeRotation(ports, request)).not.toBeNull();
    expect((await watched()).trouble).toBeNull();
  });
});
