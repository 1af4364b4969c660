import { describe, expect, it } from 'vitest';
import type { Asker } from '../../../src/core/setup/setup-io.ts';
import { practiceBench } from '../../support/practice.ts';
import { guidedSetup as run, scripted } from '../../support/scripted.ts';

describe('going back and forth in the setup', () => {
  it('asks the earlier step again, and the new answer counts', async () => {
    const bench = await practiceBench();
    const asker = scripted({
      app: ['ERP_Bridge', 'Billing_Sync'],
      'execution-user': ['BACK', bench.username('int.billing')],
      certificate: ['none'],
    });
    const result = await run(bench, asker);
    expect(result.app.developerName).toBe('Billing_Sync');
    expect(asker.asked.filter((id) => id === 'app')).toHaveLength(2);
  });

  it('makes trouble a question, and leaving throws the trouble itself', async () => {
    const bench = await practiceBench();
    const asker = scripted({
      app: ['Billing_Sync'],
      'execution-user': [bench.username('svc.frozen')],
      trouble: ['leave'],
    });
    await expect(run(bench, asker)).rejects.toMatchObject({ code: 'UserUnfit' });
  });

  it('plans anew after a deploy was taken back, instead of proving again', async () => {
    const bench = await practiceBench();
    await bench.control('POST', '/faults', {
      kind: 'status',
      status: 400,
      path: '/services/oauth2/token',
      times: 8,
      body: JSON.stringify({ error: 'invalid_client', error_description: 'invalid client credentials' }),
    });
    const asker = scripted({
      app: ['Billing_Sync'],
      'execution-user': [bench.username('int.billing')],
      certificate: ['none', 'none'],
      trouble: ['again'],
    });
    const outcome = run(bench, asker).finally(() => undefined);
    const clearing = (async () => {
      while (!asker.asked.includes('trouble')) await new Promise((resolve) => setTimeout(resolve, 20));
      await bench.control('DELETE', '/faults');
    })();
    const result = await outcome;
    await clearing;
    expect(asker.asked.filter((id) => id === 'review')).toHaveLength(2);
    expect(result.proof?.username).toBe(bench.username('int.billing'));
  });

  it('keeps the answers of a run that was left, without the passphrase, and offers to go on', async () => {
    const bench = await practiceBench();
    const leaving = scripted({
      app: ['Billing_Sync'],
      'execution-user': [bench.username('svc.frozen')],
      trouble: ['leave'],
    });
    await run(bench, leaving).catch(() => undefined);
    const draft = await bench.ports.state.drafts.load();
    expect(draft?.answers).toMatchObject({ app: 'Billing_Sync' });
    expect(Object.keys(draft?.answers ?? {})).not.toContain('passphrase');
    const back = scripted({
      resume: ['resume'],
      trouble: ['again'],
      'execution-user': [bench.username('int.billing')],
      certificate: ['none'],
    });
    await run(bench, back);
    expect(back.asked).not.toContain('app');
    expect(await bench.ports.state.drafts.load()).toBeNull();
  });

  it('stops at once when it is interrupted, and says so with 130', async () => {
    const bench = await practiceBench();
    const leave = new AbortController();
    const asker = scripted({ app: ['Billing_Sync'] });
    const interrupting: Asker = {
      isInteractive: true,
      ask: async (question) => {
        if (question.id !== 'execution-user') return asker.ask(question);
        leave.abort();
        throw leave.signal.reason;
      },
    };
    await expect(run(bench, interrupting, { signal: leave.signal })).rejects.toMatchObject({
      code: 'Interrupted',
      exitCode: 130,
    });
  });

  it('lets only one of two setups work on an app at a time', async () => {
    const bench = await practiceBench();
    const { orgId } = (await bench.ports.signIns.list())[0] ?? { orgId: '' };
    const lease = await bench.ports.state.leases.acquire(`app ${orgId} Billing_Sync`);
    const answers = {
      app: 'Billing_Sync',
      certificate: 'none',
      'execution-user': bench.username('int.billing'),
    } as const;
    await expect(bench.setup(answers)).rejects.toMatchObject({ code: 'AnotherAtWork', exitCode: 75 });
    await lease.release();
    expect((await bench.setup(answers)).changes).toHaveLength(3);
  });
});
