import { expect, it } from 'vitest';
import { recordText } from '../../../src/core/model/containment-record.ts';
import { fieldOf } from '../../../src/practice-org/model/app.ts';
import { drive, respondTo } from '../rotation/drive.ts';
import { World } from '../rotation/world.ts';

const isOff = ({ app }: World) => fieldOf(app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled') === 'false';

it.each(['with its run', 'from before records had one'])(
  'the record of an earlier emergency (%s) blocks nothing in a later one that continues',
  async (kind) => {
    const world = new World({ name: 'a later emergency', kind: 'emergency' });
    await world.begin();
    const ports = await world.process();
    const interrupt = new AbortController();
    const { signal } = interrupt;
    const interrupted = respondTo(world, { ...ports, signal, tell: () => interrupt.abort() }, { containBy: null });
    await expect(interrupted).rejects.toMatchObject({ code: 'Interrupted' });
    const { open } = world;
    if (!open?.emergency) throw new Error('no emergency is open');
    const { orgId, org, app, consumerId, personId, ends } = open;
    const confirmedAt = open.emergency.confirmedAt - 86_400_000;
    const place = { orgId, org, app, consumerId, confirmedAt, leakedSince: null } as const;
    const record = { ...place, by: 'flow', wasSo: false, intendedAt: confirmedAt, containedAt: confirmedAt } as const;
    const run = kind === 'with its run' ? { run: { id: 'earlier', personId, ends, keepsSessions: false } } : {};
    world.records.push(recordText({ ...record, ...run }, '/home/ana/.keyturn'));
    const { last } = await drive(world);
    expect(last).toMatchObject({ outcome: 'done', emergency: { containment: null } });
    expect(last?.emergency?.confirmedAt).toBe(open.emergency.confirmedAt);
    expect(isOff(world)).toBe(false);
  },
);
