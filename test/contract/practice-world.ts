import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPracticeSignIns } from '../../src/core/adapters/sign-ins/practice-sign-ins.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import type { AppSummary } from '../../src/core/model/app.ts';
import type { Log, SalesforceOrg } from '../../src/core/ports/ports.ts';
import { type RunningPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';

export const silentLog: Log = { debug: () => {}, warn: () => {} };

export interface PracticeWorld {
  readonly practice: RunningPracticeOrg;
  /** The ports, over HTTP. */
  readonly org: SalesforceOrg;
  /** A username of this org: `int.billing` → `int.billing@acme-x7k2.example`. */
  username(name: string): string;
  app(developerName: string): Promise<AppSummary & { readonly id: string }>;
  knobs(values: Readonly<Record<string, unknown>>): Promise<void>;
  act(act: string, detail?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  fault(fault: Readonly<Record<string, unknown>>): Promise<void>;
  clearFaults(): Promise<void>;
  /** How often each endpoint was called since the org began, by `METHOD path`, summed over keys that contain `part`. */
  calls(part: string): Promise<number>;
  close(): Promise<void>;
}

/** A running practice org in a folder of its own, with the product's own adapters in front of it. */
export async function startPracticeWorld(scenario = 'acme'): Promise<PracticeWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-contract-'));
  const clock = systemClock();
  const practice = await startPracticeOrg({ folder, scenario, now: clock.now() });
  const org = await createPracticeSignIns({ ...practice, clock, log: silentLog }).open('practice');
  const control = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${practice.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  return {
    practice,
    org,
    username: (name) => `${name}${practice.username.slice(practice.username.indexOf('@'))}`,
    app: async (developerName) => {
      const found = (await org.apps.list()).find((each) => each.developerName === developerName);
      if (!found?.id) throw new Error(`the org shows no app ${developerName} with an id`);
      return { ...found, id: found.id };
    },
    knobs: async (values) => void (await control('PUT', '/knobs', values)),
    act: (act, detail = {}) => control('POST', '/act', { act, ...detail }),
    fault: async (fault) => void (await control('POST', '/faults', fault)),
    clearFaults: async () => void (await control('DELETE', '/faults')),
    calls: async (part) => {
      const { calls } = (await control('GET', '/state')) as { calls: Record<string, number> };
      return Object.entries(calls).reduce((sum, [call, count]) => sum + (call.includes(part) ? count : 0), 0);
    },
    close: async () => {
      await practice.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
