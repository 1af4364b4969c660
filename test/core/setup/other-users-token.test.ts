import { expect, it } from 'vitest';
import { practiceBench } from '../../support/practice.ts';

it('a token that still acts as the former user is no success: the deploy is taken back', async () => {
  const bench = await practiceBench();
  const former = (await bench.state()).apps.find(({ developerName }) => developerName === 'ERP_Bridge')?.executionUser;
  const expected = bench.username('int.billing');
  await bench.control('PUT', '/knobs', { formerUserTokens: true });
  const setup = bench.setup({
    app: 'ERP_Bridge',
    'user-change': 'ERP_Bridge',
    certificate: 'none',
    'execution-user': expected,
  });
  await expect(setup).rejects.toMatchObject({
    code: 'ProofWrongUser',
    message: expect.stringContaining(former ?? 'nobody'),
  });
  const app = (await bench.state()).apps.find(({ developerName }) => developerName === 'ERP_Bridge');
  expect(app?.executionUser).toBe(former);
  expect(await bench.ports.state.apps.list()).toEqual([]);
});
