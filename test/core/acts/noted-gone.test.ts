import { expect, it } from 'vitest';
import { notingGone } from '../../../src/core/acts/noted-gone.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const unknown = () => Promise.reject(reason('AppUnknown', { app: 'Billing_Sync', org: 'acme', known: [] }));
const watched = watchedApp();
const there = async () => [{ id: watched.consumerId, consumerKey: watched.consumerKey, name: 'c' }];

/** Asks for the consumers once, of an org that gives these answers one after the other. */
async function asked(...answers: readonly (() => Promise<unknown>)[]) {
  const saved: WatchedApp[] = [];
  const calls: string[] = [];
  const left = [...answers];
  const noting = <Value>(call: string, value: Value) => {
    calls.push(call);
    return value;
  };
  const org = {
    orgId: watched.orgId,
    instanceUrl: watched.instanceUrl,
    aheadMs: () => null,
    facts: async () => noting('facts', { isSandbox: false }),
    apps: {
      list: async () => noting('list', []),
      consumers: () => noting('consumers', left.shift() ?? unknown)(),
    },
  };
  const apps = { find: async () => watched, save: async (app: WatchedApp) => void saved.push(app) };
  const ports = { state: { apps, rotations: { open: async () => null } }, clock: { now: () => 1 } };
  await notingGone(org as never, ports as never, watched)
    .apps.consumers(watched.appId)
    .catch((error: unknown) => expect(error).toMatchObject({ code: 'AppUnknown' }));
  return { calls, kinds: saved.map(({ lastCheck }) => lastCheck?.drift.map(({ kind }) => kind)) };
}

it('saves that an app is gone only if the org says so twice', async () => {
  expect(await asked(async () => [], there)).toEqual({ calls: ['consumers', 'consumers'], kinds: [] });
  expect(await asked(unknown, there)).toEqual({ calls: ['consumers', 'consumers'], kinds: [] });
  for (const answer of [unknown, async () => []])
    expect(await asked(answer, answer)).toMatchObject({ kinds: [['app-gone']] });
});

it('asks for a copy of the app only in a sandbox', async () => {
  const { calls } = await asked(unknown, unknown);
  expect(calls).toEqual(['consumers', 'consumers', 'facts']);
});
