import { describe, expect, it, onTestFinished } from 'vitest';
import { openState, type StateInit } from '../../../../src/core/adapters/state/open-state.ts';
import type { MetadataFile } from '../../../../src/core/model/app.ts';
import type { AppSettings } from '../../../../src/core/model/effective-policy.ts';
import type { State } from '../../../../src/core/ports/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingSync } from './state-fixtures.ts';

async function stateIn(folder: string, appSettings: StateInit['appSettings'] = noAppSettings): Promise<State> {
  const state = await openState({ folder, clock: new FakeClock(), actor: 'maria@laptop', appSettings });
  onTestFinished(() => state.close());
  return state;
}

describe('watched apps', () => {
  it('are there again after the program ended, exactly as they were saved', async () => {
    const folder = tempFolder();
    const before = await stateIn(folder);
    await before.apps.save(billingSync);
    before.close();

    expect(await (await stateIn(folder)).apps.list()).toEqual([billingSync]);
  });

  it('are kept apart by org, app and consumer, and replaced when saved again', async () => {
    const { apps } = await stateIn(tempFolder());
    const otherConsumer = { ...billingSync, consumerId: '888000000000002AAA' };
    await apps.save(billingSync);
    await apps.save(otherConsumer);
    await apps.save({ ...billingSync, executionUser: null, store: null, lastProof: null });

    const found = await apps.find(billingSync.orgId, billingSync.app, billingSync.consumerId);
    expect(found?.executionUser).toBeNull();
    expect(await apps.list()).toHaveLength(2);
  });

  it('are forgotten one at a time', async () => {
    const { apps } = await stateIn(tempFolder());
    const other = { ...billingSync, app: 'Other' };
    await apps.save(billingSync);
    await apps.save(other);
    await apps.remove(billingSync);

    expect(await apps.list()).toEqual([other]);
    expect(await apps.find(billingSync.orgId, billingSync.app, billingSync.consumerId)).toBeNull();
  });
});

describe('the policy of a watched app', () => {
  const { orgId, app, consumerId, chosenPolicy } = billingSync;

  it('is the chosen one with the settings of now laid over it, wherever an app is read', async () => {
    let settings: AppSettings = { apps: {}, isHeld: false };
    const { apps, due } = await stateIn(tempFolder(), async () => settings);
    await apps.save(billingSync);
    const everyRead = async () => [
      ...(await apps.list()),
      await apps.find(orgId, app, consumerId),
      ...(await due.list(0, 9)).map(({ watched }) => watched),
      (await due.find(billingSync))?.watched,
      ...(await due.unweighed(9)).map(({ watched }) => watched),
    ];
    for (const named of [{ maxAgeDays: 30, graceDays: 0 }, { automation: 'rotate' as const }, {}]) {
      const policy = { ...chosenPolicy, ...named };
      settings = { apps: { [app]: named }, isHeld: false };
      expect(await everyRead()).toEqual(Array(5).fill({ ...billingSync, policy }));
      settings = { ...settings, isHeld: true };
      const held = { ...policy, automation: 'remind' };
      expect(await everyRead()).toEqual(Array(5).fill({ ...billingSync, policy: held }));
    }
  });

  it('is never stored: whoever saves what was read stores the chosen one alone', async () => {
    const folder = tempFolder();
    const named = { maxAgeDays: 30, graceDays: 0 };
    const first = await stateIn(folder, async () => ({ apps: { [app]: named }, isHeld: false }));
    const saved = await first.apps.save(billingSync);
    expect(saved.policy).toEqual({ ...chosenPolicy, ...named });
    await first.apps.save({ ...saved, label: 'Billing' });
    first.close();
    const [later] = await (await stateIn(folder)).apps.list();
    expect(later).toMatchObject({ label: 'Billing', policy: chosenPolicy, chosenPolicy });
  });
});

describe('the due instants', () => {
  it('all come at once when the settings are different, and stay when they are the same', async () => {
    const folder = tempFolder();
    const { apps, due } = await stateIn(folder);
    await apps.save(billingSync);
    const postpone = async () => {
      const found = await due.find(billingSync);
      if (found) await due.postpone(found, 1000);
      if (found) await due.weigh([{ app: found, attentionAt: 2000 }]);
    };
    await due.followSettings('{}');
    await postpone();
    await due.followSettings('{}');
    expect([await due.next(0), await due.firstAttention()]).toEqual([1000, 2000]);
    await due.followSettings('{ apps: {} }');
    expect([await due.next(0), await due.firstAttention()]).toEqual([0, null]);
    await postpone();
    await (await stateIn(folder)).due.followSettings('{ apps: {} }');
    expect(await due.next(0)).toBe(1000);
  });
});

describe('the draft of a setup', () => {
  it('is the last one that was saved, until it is cleared', async () => {
    const { drafts } = await stateIn(tempFolder());
    expect(await drafts.load()).toBeNull();
    await drafts.save({ savedAt: 1, answers: { org: 'acme' } });
    await drafts.save({ savedAt: 2, answers: { org: 'acme', app: 'Billing_Sync' } });
    expect(await drafts.load()).toEqual({ savedAt: 2, answers: { org: 'acme', app: 'Billing_Sync' } });
    await drafts.clear();
    expect(await drafts.load()).toBeNull();
  });
});

describe('pre-images', () => {
  const file = (content: Uint8Array): MetadataFile => ({
    type: 'ExtlClntAppOauthConfigurablePolicies',
    fullName: 'Billing_oauthPlcy',
    path: 'extlClntAppOauthPolicies/Billing_oauthPlcy.ecaOauthPlcy',
    content,
  });

  it('come back byte for byte and in order', async () => {
    const { preImages } = await stateIn(tempFolder());
    const files = [file(Uint8Array.from([0xef, 0xbb, 0xbf, 0, 13, 10, 255])), file(new Uint8Array(0))];
    await preImages.save('intent-1', files);

    const loaded = await preImages.load('intent-1');
    expect(loaded.map(({ content }) => [...content])).toEqual(files.map(({ content }) => [...content]));
    expect(await preImages.load('intent-2')).toEqual([]);
  });

  it('are never replaced by files that were read later', async () => {
    const { preImages } = await stateIn(tempFolder());
    await preImages.save('intent-1', [file(Uint8Array.of(1))]);
    await preImages.save('intent-1', [file(Uint8Array.of(2))]);
    expect((await preImages.load('intent-1')).map(({ content }) => [...content])).toEqual([[1]]);
  });
});
