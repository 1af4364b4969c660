import { expect, it } from 'vitest';
import { operate } from '../../../src/core/operate/operate.ts';
import { withRotationBench } from '../../support/rotation-bench.ts';

it('a rotation stops at a token that acts as another user, and the pair in use stays', async () => {
  await withRotationBench({}, async ({ app, ports, state, watched, control, original, pairs }) => {
    const before = await watched();
    const username = before.executionUser?.username.replace(/^[^@]*/, 'int.billing') ?? '';
    const org = await ports.openOrg(before.org);
    const user = await org.users.find(username);
    await control('POST', '/act', { act: 'setPolicy', app, field: 'clientCredentialsFlowUser', value: username });
    await control('PUT', '/knobs', { formerUserTokens: true });
    await state.apps.save({ ...before, executionUser: { id: user?.id ?? '', username } });
    const request = { watched: await watched(), orgName: 'practice', patienceMs: 60_000, kind: 'rotate' } as const;
    const usual = { graceDays: null, deliveries: null, noConsumers: false };
    const consent = { confirmed: false, otherFlows: false, borrow: true };
    await expect(operate(ports, { ...request, ...usual }, async () => consent)).rejects.toMatchObject({
      code: 'ProofWrongUser',
      message: expect.stringMatching(`acts as 005\\w+, not as ${username}$`),
    });
    expect((await pairs()).find(({ slot }) => slot === 'primary')).toEqual(original);
  });
});
