import { describe, expect, it } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import { untouched } from '../../../src/core/reasons/reason.ts';
import { truthful } from '../../../src/core/setup/touching.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';

const answers = (bench: PracticeBench) => ({
  app: 'Billing_Sync',
  certificate: 'none',
  'permission-set': 'Billing_Sync_Access',
  'execution-user': bench.username('int.billing'),
});
const lastTouch = (bench: PracticeBench) => bench.events.findLast(({ kind }) => kind === 'touch');
const refuse = (path: string, body: unknown, status = 403) => ({
  kind: 'status',
  status,
  path,
  times: 0,
  body: JSON.stringify(body),
});

async function lockedDown(): Promise<PracticeBench> {
  const bench = await practiceBench('locked-down');
  const username = bench.username('admin');
  await bench.control('POST', '/act', { act: 'grantPermission', username, permission: 'ViewClientSecret' });
  return bench;
}

describe('what is said of the org when the setup fails', () => {
  it.each([
    ['untouched', 'Nothing changed in the org.'],
    ['changed', 'This run had already changed the org: deployed Billing_Sync.'],
    ['restored', 'This run changed the org and restored it: deployed Billing_Sync.'],
    ['changing', "keyturn doesn't know yet whether this change succeeded: deployed Billing_Sync."],
  ] as const)('an error that knows no better, when the org is %s', (kind, safe) => {
    const touch = kind === 'untouched' ? { kind } : { kind, what: 'deployed Billing_Sync' };
    expect(truthful(reason('PracticeOrgFailed', { problem: 'none' }).withSafe(untouched), touch).safe).toBe(safe);
  });

  it('a deploy that failed after a permission set was assigned: the assignment is named', async () => {
    const bench = await lockedDown();
    await bench.control('POST', '/faults', {
      ...refuse('/services/Soap/m/', 'nothing that can be read', 400),
      contains: '<checkOnly>false',
    });
    await bench.setup(answers(bench)).catch(() => undefined);
    expect(lastTouch(bench)).toMatchObject({
      touch: {
        kind: 'changed',
        what: expect.stringMatching(/^assigned the permission set Billing_Sync_Access to [^;]*$/),
      },
    });
  });

  it('a deploy that was taken back: the permission set stays assigned, and that is said', async () => {
    const bench = await lockedDown();
    const invalid = { error: 'invalid_client', error_description: 'invalid client credentials' };
    await bench.control('POST', '/faults', refuse('/services/oauth2/token', invalid, 400));
    await expect(bench.setup(answers(bench))).rejects.toMatchObject({ code: 'ProofRefused' });
    expect(lastTouch(bench)).toMatchObject({
      touch: { kind: 'restored', what: expect.stringContaining('Billing_Sync_Access stays assigned') },
    });
  });
});

describe('the borrowed setting', () => {
  it('says that leaving waits for it, and afterwards what is true', async () => {
    const bench = await lockedDown();
    await bench.setup(answers(bench));
    const touches = bench.events.flatMap((event) => (event.kind === 'touch' ? [event.touch] : []));
    const at = touches.findIndex((touch) => touch.kind === 'changing' && touch.mustFinish === true);
    expect(touches[at]).toMatchObject({ what: 'REST access to secrets is on temporarily' });
    expect(touches[at + 1]).toEqual(touches[at - 1]);
  });
});
