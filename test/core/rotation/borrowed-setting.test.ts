import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/core/machine/action.ts';
import type { Consent } from '../../../src/core/model/rotation.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { accessUsed } from '../../../src/core/reasons/reason.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { newKey, oldKey, slot, watched } from './given.ts';
import { loopOver, toCall, toDelete, toRotate } from './loop.ts';
import { emergency, lost, refused } from './run-with.ts';

const off = reason('SecretAccessDisabled', {});
const consent = (borrow: boolean): Consent => ({ confirmed: false, otherFlows: false, borrow });

describe('secret access over REST', () => {
  it('is borrowed for calls that belong together, and never across anything else', async () => {
    const { asked, goOn, news } = loopOver([toRotate, toRotate, toDelete, toDelete, toCall, toDelete, toDelete], {
      rotation: { consent: consent(true) },
      faults: [off],
    });
    await goOn();
    const first = ['look', 'on', 'look', 'rotate', 'look', 'delete', 'off'];
    expect(asked).toEqual([...first, 'call', 'on', 'look', 'delete', 'off']);
    expect(news).toContainEqual({ kind: 'doing', act: 'borrow-secret-access' });
  });

  it.each([refused, lost])('is not borrowed for any other trouble ($code)', async (trouble) => {
    const { asked, goOn } = loopOver([toRotate], { rotation: { consent: consent(true) }, faults: [trouble] });
    await goOn().catch(() => undefined);
    expect(asked).not.toContain('on');
  });

  it('is left as it is without consent', async () => {
    const { asked, goOn, kept } = loopOver([toRotate], { rotation: { consent: consent(false) }, faults: [off] });
    await expect(goOn()).rejects.toMatchObject({ code: 'SecretAccessDisabled' });
    expect(asked).toEqual(['look']);
    expect(kept()?.stop?.code).toBe('SecretAccessDisabled');
  });

  it('is borrowed once more where somebody turns it off under us, and no third time', async () => {
    const rotation = { consent: consent(true) };
    const once = loopOver([toRotate, toRotate], { rotation, faults: [off, off] });
    await once.goOn();
    expect(once.asked.slice(0, 7)).toEqual(['look', 'on', 'look', 'off', 'on', 'look', 'rotate']);
    const twice = loopOver([toRotate, toRotate], { rotation, faults: [off, off, off] });
    await expect(twice.goOn()).rejects.toMatchObject({ code: 'SecretAccessDisabled' });
    expect(twice.asked.filter((call) => call === 'on')).toHaveLength(2);
  });

  it('looks again before it reads a pair that was hidden for want of the setting', async () => {
    const toRead: Action = { do: 'read-staged', stagedId: '0xS1', consumerKey: newKey };
    const reads = ['off', 'on'];
    const { asked, goOn } = loopOver([toRead, toRead, toRead], {
      rotation: { consent: consent(true) },
      org: {
        apps: {
          consumers: async () => [{ id: watched.consumerId, name: fromOutside('c'), consumerKey: oldKey }],
          staged: async () => {
            asked.push('look');
            return [slot()];
          },
          stagedSecret: async () => {
            asked.push('read');
            if (reads.shift() === 'off') throw off;
            return { consumerKey: newKey, secret: new Secret('shown') };
          },
        },
      },
    });
    await goOn();
    expect(asked).toEqual(['look', 'read', 'on', 'look', 'read', 'off']);
  });

  it('is said to be left on where the org does not take it back', async () => {
    const { goOn, news } = loopOver([toRotate, toRotate], {
      rotation: { consent: consent(true) },
      faults: [off],
      org: {
        metadata: {
          setSecretAccess: async (wanted) => {
            if (!wanted) throw refused;
          },
        },
      },
    });
    await goOn();
    expect(news).toContainEqual({ kind: 'warning', warning: 'secret-access-kept' });
  });

  it('does not hide that it is the promotion which the org refuses: a switch back ends', async () => {
    const { asked, goOn, kept } = loopOver([toRotate, toRotate, toRotate, toRotate], {
      rotation: { kind: 'back', rotatedAt: null, consent: consent(true) },
      faults: [off, null, refused, null, refused],
    });
    await expect(goOn()).rejects.toMatchObject({ code: 'NoWayBack', cause: refused });
    expect(asked).toEqual(['look', 'on', 'look', 'rotate', 'off', 'on', 'look', 'rotate', 'off']);
    expect(kept()).toMatchObject({ outcome: 'refused', finishedAt: expect.any(Number) });
  });

  it('takes a refusal of the setting for none of the promotion', async () => {
    const asks = { on: 0 };
    const { goOn, kept, asked } = loopOver([toRotate, toRotate, toCall, toRotate], {
      rotation: { kind: 'back', rotatedAt: null, consent: consent(true) },
      faults: [off, refused],
      org: {
        secretAccess: (async () => false) as never,
        metadata: {
          setSecretAccess: async (wanted) => {
            if (wanted) asks.on += 1;
            if (wanted && asks.on > 2) throw refused;
          },
        },
      },
    });
    await expect(goOn()).rejects.toBe(refused);
    expect(asked).toEqual(['look', 'look', 'look', 'call']);
    expect(kept()?.finishedAt).toBeNull();
  });

  it('leaves an emergency without a new pair the deploy', async () => {
    const org = { metadata: { appPolicy: async () => null, setSecretAccess: async () => undefined } };
    const before = { stays: null, savedAt: null, staged: null, consent: consent(true) };
    const faults = () => [off, off, off];
    const none = loopOver([toRotate], { rotation: { ...emergency(), ...before }, org, faults: faults() });
    await expect(none.goOn()).rejects.toMatchObject({
      code: 'EmergencyNeedsDeploy',
      message: expect.stringContaining('Billing_Sync'),
      cause: off.withSafe(accessUsed.isOff),
    });
    const once = loopOver([toRotate], { rotation: { ...emergency(), ...before }, org, faults: [off] });
    await expect(once.goOn()).resolves.toMatchObject({ restsUntil: noon + 1000 });
    const usual = loopOver([toRotate], { rotation: before, org, faults: faults() });
    await expect(usual.goOn()).rejects.toMatchObject({ code: 'SecretAccessDisabled' });
    const some = loopOver([toRotate], { rotation: { ...emergency(), consent: consent(true) }, org, faults: faults() });
    await expect(some.goOn()).rejects.toMatchObject({ code: 'SecretAccessDisabled' });
  });
});
