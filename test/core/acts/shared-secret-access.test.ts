import { beforeEach, describe, expect, it } from 'vitest';
import { isAccessLeftOn } from '../../../src/core/acts/secret-access.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { figure } from '../../support/figure.ts';
import { times } from '../../support/sample.ts';
import { orgOfSeveral } from './several-borrowers.ts';
import { sharedAtRandom } from './shared-at-random.ts';

let several: ReturnType<typeof orgOfSeveral>;
beforeEach(() => {
  several = orgOfSeveral();
});

function openIntents(): readonly string[] {
  return several.memory.openIntents.map(({ app }) => String(app));
}

describe('REST access to secrets that several processes need', () => {
  it('is turned on by the first and off by the last, in any order', async () => {
    const first = await several.atWork('A');
    const second = await several.atWork('B');
    expect(await first.finish()).toBe(true);
    expect([several.setting.isOn, openIntents()]).toEqual([true, ['B']]);
    expect(await second.finish()).toBe(true);
    expect([several.asked, openIntents()]).toEqual([['on', 'off'], []]);
  });

  it('stays on after a process that needed it died, until the others are done', async () => {
    const killed = await several.atWork('A');
    const other = await several.atWork('B');
    killed.die();
    expect(await other.finish()).toBe(true);
    expect([several.asked, openIntents()]).toEqual([['on', 'off'], []]);
  });

  it('is turned off by the next start when all who needed it died', async () => {
    const killed = await several.atWork('A');
    killed.die();
    const next = several.process('B');
    expect(await isAccessLeftOn(next.state, '00D000000000001')).toBe(true);
    expect(await next.goBack()).toBe(true);
    expect([several.asked, openIntents()]).toEqual([['on', 'off'], []]);
  });

  it('is turned off also by a process whose state nobody has confirmed yet', async () => {
    (await several.atWork('A')).die();
    const next = several.process('B');
    Object.assign(next.state.installation, { unconfirmed: () => 'restored', mayAct: () => false });
    expect(await next.goBack()).toBe(true);
  });

  it('is left alone by processes that died, whatever they were about to do', async () => {
    const [one, two] = [await several.atWork('A'), await several.atWork('B')];
    for (const killed of [one, two]) killed.die();
    // Both would take their turn from each other without end.
    for (const killed of [one, two]) void killed.finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect([several.asked, openIntents()]).toEqual([['on'], ['A', 'B']]);
    expect(await several.process('C').goBack()).toBe(true);
  });

  it('is left alone by the start of another process while somebody needs it', async () => {
    const one = await several.atWork('A');
    const next = several.process('B');
    expect(await isAccessLeftOn(next.state, '00D000000000001')).toBe(false);
    expect(await next.goBack()).toBe(false);
    expect(await one.finish()).toBe(true);
  });

  it('is turned on again by a process that comes while the last one turns it off', async () => {
    const first = await several.atWork('A');
    const isOffSent = Promise.withResolvers<void>();
    const answers = Promise.withResolvers<void>();
    several.next.answer = async () => {
      isOffSent.resolve();
      await answers.promise;
      several.setting.isOn = false;
    };
    const over = first.finish();
    await isOffSent.promise;
    const late = several.process('B').borrow(async () => several.setting.isOn);
    answers.resolve();
    expect([await over, await late]).toEqual([true, true]);
    expect(several.asked).toEqual(['on', 'off', 'on', 'off']);
  });

  it('stays on for the others when the request of one got no answer', async () => {
    several.next.answer = async () => {
      several.setting.isOn = true;
      throw reason('OrgUnreachable', { host: 'acme', problem: 'timed out' });
    };
    const failed = several.process('A').borrow(async () => true);
    await expect(failed).rejects.toMatchObject({ code: 'OrgUnreachable' });
    expect([several.asked, openIntents()]).toEqual([['on', 'off'], []]);
  });

  it('names the share of each process in the audit trail, and reuses the numbers of shares', async () => {
    const [one, two] = [await several.atWork('A'), await several.atWork('B')];
    await one.finish();
    const three = await several.atWork('C');
    await Promise.all([two.finish(), three.finish()]);
    const shares = several.memory.lines.filter(({ event }) => event === 'intended').map(({ detail }) => detail.share);
    expect(shares).toEqual([1, 2, 1].map((number) => `secret-access 00D000000000001 ${number}`));
  });

  it('is not left on when a number was reused after its process died', async () => {
    const killed = await several.atWork('A');
    killed.die();
    const other = await several.atWork('B');
    expect(await other.finish()).toBe(true);
    expect([several.asked, several.setting.isOn, openIntents()]).toEqual([['on', 'off'], false, []]);
  });

  it('is not switched by a process that was suspended, once another one took its turn', async () => {
    const first = await several.atWork('A');
    const [isSending, wakes] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    several.hooks.suspend = async () => {
      isSending.resolve();
      await wakes.promise;
    };
    const over = first.finish();
    await isSending.promise;
    several.hooks.suspend = null;
    const second = await several.atWork('B');
    expect(several.asked).toEqual(['on']);
    wakes.resolve();
    expect(await over).toBe(true);
    expect([several.asked, several.setting.isOn]).toEqual([['on'], true]);
    expect(await second.finish()).toBe(true);
    expect([several.asked, openIntents()]).toEqual([['on', 'off'], []]);
    expect([first.warned, second.warned]).toEqual([[], []]);
  });
});

it('is on for whoever works, and off in the end, in whatever order processes begin, end, die and are suspended', async () => {
  figure(await sharedAtRandom(times({ quick: 30, full: 150 })));
});
