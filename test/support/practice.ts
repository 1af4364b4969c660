import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDeliveries } from '../../src/core/adapters/delivery/deliveries.ts';
import { readText, writeNew } from '../../src/core/adapters/files.ts';
import { openProject } from '../../src/core/adapters/project/open-project.ts';
import { createSecretStores } from '../../src/core/adapters/secret-store/choose.ts';
import { createPracticeSignIns } from '../../src/core/adapters/sign-ins/practice-sign-ins.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import type { Clock, Log } from '../../src/core/ports/ports.ts';
import { type Answers, createFlagAsker } from '../../src/core/setup/askers.ts';
import type { SetupResult } from '../../src/core/setup/result.ts';
import { runSetup } from '../../src/core/setup/run-steps.ts';
import type { SetupEvent } from '../../src/core/setup/setup-events.ts';
import type { SetupOptions, SetupPorts } from '../../src/core/setup/setup-io.ts';
import { type RunningPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';
import { noAppSettings } from './no-app-settings.ts';
import { tempFolder } from './temp-folder.ts';

export const passphrase = 'canary-passphrase-4711';

/** The practice org's own state report. */
export interface PracticeState {
  readonly secretAccessOverRest: boolean;
  readonly apps: readonly {
    readonly developerName: string;
    readonly id: string;
    readonly flow: { readonly app: boolean; readonly policy: boolean };
    readonly executionUser: string | null;
    readonly oauthEnabled: boolean;
    readonly consumers: readonly {
      readonly id: string;
      readonly pairs: readonly {
        readonly consumerKey: string;
        readonly consumerSecret: string;
        readonly slot: string;
        readonly accepted: boolean;
      }[];
    }[];
  }[];
  readonly deploys: readonly { readonly id: string; readonly status: string; readonly checkOnly: boolean }[];
  readonly calls: Readonly<Record<string, number>>;
}

export interface PracticeBench {
  readonly folder: string;
  readonly username: (alias: string) => string;
  readonly org: Pick<RunningPracticeOrg, 'instanceUrl' | 'accessToken'>;
  readonly ports: SetupPorts;
  readonly events: SetupEvent[];
  state(): Promise<PracticeState>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  setup(answers: Answers, options?: Partial<SetupOptions>, signIns?: SetupPorts['signIns']): Promise<SetupResult>;
}

const quiet: Log = { debug: () => undefined, warn: () => undefined };

/** A practice org over HTTP with the product's real adapters. Waiting moves the org's clock instead of taking time. */
export async function practiceBench(scenario = 'acme'): Promise<PracticeBench> {
  const folder = tempFolder();
  const org = await startPracticeOrg({ folder: join(folder, 'practice'), scenario, now: Date.UTC(2026, 10, 24, 3) });
  const control = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${org.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  mkdirSync(join(folder, 'practice-watch'));
  const clock = await movingClock(control);
  const state = await openState({
    folder: join(folder, 'practice-watch'),
    clock,
    actor: 'tester@bench',
    appSettings: noAppSettings,
  });
  const passphraseFile = join(folder, 'passphrase');
  writeFileSync(passphraseFile, passphrase, { mode: 0o600 });
  const stores = createSecretStores({
    folder: join(folder, 'practice-watch'),
    isPractice: true,
    env: { KEYTURN_PASSPHRASE_FILE: passphraseFile },
    flag: 'file',
    isInteractive: false,
    workFactor: 8,
  });
  const events: SetupEvent[] = [];
  const ports: SetupPorts = {
    signIns: createPracticeSignIns({ ...org, clock, log: quiet }),
    stores,
    state,
    clock,
    log: quiet,
    prover: null,
    deliveries: createDeliveries({}),
    isPractice: true,
    enterPractice: null,
    files: { readText, writeNew, openProject, workingFolder: folder },
  };
  onTestFinished(async () => {
    stores.close();
    state.close();
    await org.close();
  });
  const usual: SetupOptions = {
    dryRun: false,
    yes: true,
    noPrompt: true,
    deliveries: [],
    noConsumers: false,
    saveAnswersTo: null,
    projectDir: null,
  };
  return {
    folder,
    org,
    ports,
    events,
    control,
    username: (alias) => `${alias}@${org.username.split('@')[1]}`,
    state: async () => (await control('GET', '/state')) as PracticeState,
    setup: (answers, options = {}, signIns = ports.signIns) =>
      runSetup({
        ports: { ...ports, signIns },
        io: {
          asker: createFlagAsker(answers),
          tell: (event) => events.push(event),
          signal: new AbortController().signal,
        },
        options: { ...usual, ...options },
        answers,
      }),
  };
}

async function movingClock(control: PracticeBench['control']): Promise<Clock> {
  let offset = 0;
  const { now: start } = (await control('GET', '/clock')) as { now: string };
  const begun = performance.now();
  return {
    now: () => Date.parse(start) + Math.round(performance.now() - begun) + offset,
    deadline: () => new AbortController().signal,
    // Short waits poll a deploy, which takes real time. Long ones wait for propagation.
    sleep: async (ms) => {
      if (ms < 1500) return void (await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 50))));
      offset += ms;
      await control('POST', '/clock', { advance: `${Math.ceil(ms / 1000)}s` });
    },
  };
}
