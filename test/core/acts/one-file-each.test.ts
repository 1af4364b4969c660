import { linkSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileUses, sharedFile } from '../../../src/core/acts/one-file-each.ts';
import { unusableOf } from '../../../src/core/acts/target-tests.ts';
import { createDeliveries } from '../../../src/core/adapters/delivery/deliveries.ts';
import { newConsumer } from '../../../src/core/model/consumer.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { addConsumer, editConsumer, testConsumers } from '../../../src/core/watch/consumers.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { noon, watchedApp } from '../watch/watched-apps.ts';

const deliveries = createDeliveries({});
const mine = watchedApp();

function appWith(fields: Partial<WatchedApp>, consumers: Readonly<Record<string, string>>): WatchedApp {
  const all = Object.entries(consumers).map(([name, target]) => newConsumer(parseTarget(target), { name }));
  return watchedApp({ ...fields, consumers: all });
}

/** Real files: `real.env`, and other ways to name it. */
function files() {
  const folder = realpathSync(tempFolder());
  writeFileSync(join(folder, 'real.env'), 'A=1\n');
  writeFileSync(join(folder, 'other.env'), 'A=1\n');
  mkdirSync(join(folder, 'conf'));
  symlinkSync('real.env', join(folder, 'link.env'));
  linkSync(join(folder, 'real.env'), join(folder, 'hard.env'));
  symlinkSync(folder, join(folder, 'conf', 'back'));
  symlinkSync('../new.env', join(folder, 'conf', 'dangling.env'));
  return { folder, target: (path: string) => `file:${folder}/${path}` };
}

const erp = { orgId: '00D000000000002AAA', org: 'other', app: 'ERP', consumerId: '888000000000002AAA' };

describe('a target that leads to the file of another consumer', () => {
  const otherWays = [
    ['the same path', 'real.env'],
    ['another spelling', './/conf/../real.env'],
    ['a link', 'link.env'],
    ['a hard link', 'hard.env'],
    ['a link to its folder', 'conf/back/real.env'],
  ] as const;

  it.each(otherWays)('is found by %s', async (_how, path) => {
    const { target } = files();
    const uses = fileUses([appWith(erp, { Reports: target('real.env') })], mine);
    const problem = await sharedFile(deliveries, parseTarget(target(path)), uses);
    expect(problem).toMatch(/^the consumer Reports of ERP \(other\) gets its credentials in the same file/);
    // The other consumer's own spelling is named where it is different.
    expect(problem?.includes(`, as ${target('real.env')}.`)).toBe(path !== 'real.env');
  });

  it('is found while there is no file yet', async () => {
    const { target } = files();
    const uses = fileUses([appWith(erp, { Reports: target('conf/dangling.env') })], mine);
    expect(await sharedFile(deliveries, parseTarget(target('new.env')), uses)).toContain('the consumer Reports of ERP');
  });

  it.each([
    ['a different file', 'other.env'],
    ['a file of the same name in a different folder', 'conf/real.env'],
    ['a folder that is missing', 'nowhere/real.env'],
  ])('is not %s', async (_what, path) => {
    const { target } = files();
    const uses = fileUses([appWith(erp, { Reports: target('real.env') })], mine);
    expect(await sharedFile(deliveries, parseTarget(target(path)), uses)).toBe(null);
  });

  it("is not the consumer's own target, and no program or person", async () => {
    const { target } = files();
    const uses = fileUses([appWith({}, { Reports: target('real.env'), CI: 'manual:CI' })], mine);
    expect(await sharedFile(deliveries, parseTarget(target('real.env')), uses)).toBe(null);
    expect(await sharedFile(deliveries, parseTarget('exec:/opt/hand-over'), uses)).toBe(null);
    expect(await sharedFile(deliveries, parseTarget(target('link.env')), uses)).toContain('Reports');
  });

  it('is found among the targets of one command', async () => {
    const { target } = files();
    const both = [target('real.env'), target('hard.env')].map(parseTarget);
    const unusable = await unusableOf(deliveries, both, { app: 'ERP', org: 'acme', consumers: [] });
    expect(unusable).toMatchObject({
      code: 'DeliveryUnusable',
      message: expect.stringContaining(
        `to ${target('hard.env')}: the consumer ${target('real.env')} of ERP (acme) gets its credentials in the same file. `,
      ),
    });
  });
});

describe("a file of another app that doesn't answer", () => {
  const hung = parseTarget('file:/mnt/dead/erp.env');
  const uses = ['file:/mnt/dead/erp.env', 'file:/mnt/dead/crm.env', 'file:/srv/real.env'].map((text) => {
    return { app: 'ERP', org: 'other', consumer: text, target: parseTarget(text), isOwn: false };
  });
  /** `/srv/link.env` leads to `/srv/real.env`; nothing under `/mnt/dead` ever answers. */
  function places() {
    const asked: string[] = [];
    const look = async ({ name }: { readonly name: string }) => {
      asked.push(name);
      if (name.startsWith('/mnt/dead')) return new Promise<never>(() => undefined);
      return [name === '/srv/link.env' ? '/srv/real.env' : name];
    };
    return { asked, places: look };
  }

  it('counts as a different one after the deadline, and holds nothing up', async () => {
    const clock = new FakeClock(noon);
    const looking = places();
    const answer = sharedFile(looking, parseTarget('file:/srv/mine.env'), uses, clock.deadline(3000));
    await expect.poll(() => looking.asked.length).toBe(3);
    clock.advance(3000);
    expect(await answer).toBe(null);
    // The two that hang are all that was asked for: the rest of the threads are free for the delivery.
    expect(looking.asked).toEqual(['/srv/mine.env', '/mnt/dead/erp.env', '/mnt/dead/crm.env']);
  });

  it('is still found by its own path, and the others by their links', async () => {
    const clock = new FakeClock(noon);
    const looking = places();
    expect(await sharedFile(looking, hung, uses, clock.deadline(3000))).toContain('in the same file');
    expect(looking.asked).toEqual([]);
    const link = parseTarget('file:/srv/link.env');
    expect(await sharedFile(looking, link, uses.slice(2), clock.deadline(3000))).toContain('/srv/real.env');
  });
});

describe('consumer add, edit and test', () => {
  async function bench(consumers: Readonly<Record<string, string>>, others: Readonly<Record<string, string>>) {
    const clock = new FakeClock(noon);
    const state = new MemoryState().open(clock);
    await state.apps.save(appWith({}, consumers));
    await state.apps.save(appWith(erp, others));
    const ports = { state, clock, deliveries };
    const fields = { name: null, target: null, contact: null, notes: null, keys: null };
    return {
      add: (target: string) => addConsumer(ports, mine, { ...fields, target: parseTarget(target) }),
      edit: (name: string, target: string) =>
        editConsumer(ports, mine, name, { ...fields, target: parseTarget(target) }),
      test: async () => (await testConsumers(ports, mine, null)).found.map(({ name, test }) => [name, test?.problem]),
      named: async () =>
        (await state.apps.find(mine.orgId, mine.app, mine.consumerId))?.consumers.map(({ name }) => name),
    };
  }

  it('refuse the file of another consumer, of this app or another one, and change nothing', async () => {
    const { target } = files();
    const made = await bench({ Own: target('other.env') }, { Reports: target('real.env') });
    const refused = { code: 'DeliveryUnusable' };
    await expect(made.add(target('link.env'))).rejects.toMatchObject(refused);
    await expect(made.edit('Own', target('hard.env'))).rejects.toMatchObject(refused);
    await made.add(target('conf/third.env'));
    await expect(made.edit('Own', target('conf/back/conf/third.env'))).rejects.toMatchObject(refused);
    expect(await made.named()).toEqual(['Own', target('conf/third.env')]);
    expect(await made.test()).toEqual([
      ['Own', null],
      [target('conf/third.env'), null],
    ]);
  });

  it('let a consumer change to another path of its own file', async () => {
    const { target } = files();
    const made = await bench({ Own: target('link.env') }, {});
    await made.edit('Own', target('real.env'));
    expect(await made.test()).toEqual([['Own', null]]);
  });

  it('find a link that has appeared since', async () => {
    const { target, folder } = files();
    const made = await bench({ Own: target('conf/own.env') }, { Reports: target('real.env') });
    expect(await made.test()).toEqual([['Own', null]]);
    symlinkSync('../real.env', join(folder, 'conf', 'own.env'));
    expect(await made.test()).toEqual([['Own', expect.stringContaining('the consumer Reports of ERP (other)')]]);
  });
});
