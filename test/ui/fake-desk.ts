import { agreeByAsking } from '../../src/cli/agree.ts';
import type { AppStatus } from '../../src/core/model/app-status.ts';
import type { Plan } from '../../src/core/model/operation-plan.ts';
import type { OperationKind, Rotation } from '../../src/core/model/rotation.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { WatchedApp } from '../../src/core/model/watched-app.ts';
import type { Talk, WatchDesk } from '../../src/core/status/desk.ts';
import { type DaemonSight, noDaemon } from '../../src/core/status/read-daemon.ts';
import { statusOf } from '../../src/core/status/status.ts';
import { noon, watchedApp } from '../core/watch/watched-apps.ts';
import { targets } from '../support/targets.ts';

export function planFor(watched: WatchedApp, kind: OperationKind, flows: readonly string[] = []): Plan {
  return {
    kind,
    watched,
    orgName: 'Acme Corp',
    isProduction: true,
    goesOn: null,
    deliveries: targets('file:/srv/erp.env'),
    graceDays: 7,
    slot: null,
    holder: 'free',
    otherUse: { flows, unseen: [] },
    borrows: false,
    wayBack: null,
    verdict: null,
  };
}

/** What is remembered, and what the screen asked to be done with it. */
export class FakeDesk implements WatchDesk {
  apps: { watched: WatchedApp; rotation: Rotation | null }[] = [{ watched: watchedApp(), rotation: null }];
  readonly done: string[] = [];
  readProblem: Error | null = null;
  flows: readonly string[] = [];
  /** What comes after the plan was agreed to. */
  work: (talk: Talk) => Promise<readonly string[]> = async () => ['✔ Billing Sync has new credentials.'];

  now = () => noon;

  rows = async (): Promise<readonly AppStatus[]> => {
    if (this.readProblem) throw this.readProblem;
    return this.apps.map(({ watched, rotation }) => statusOf(watched, rotation, noon));
  };

  keeper: DaemonSight = { ...noDaemon, running: true, pid: 4711, lastTickAt: noon, nextTickAt: noon + 240_000 };

  daemon = async () => this.keeper;

  brokenSettings: string | null = null;

  settingsProblem = async () => this.brokenSettings;

  snooze = async (app: WatchedApp, days: number) => {
    this.done.push(`snooze ${app.app} ${days}`);
    return [`✔ Paused for ${days} days.`];
  };

  acknowledge = async (app: WatchedApp) => {
    this.done.push(`acknowledge ${app.app}`);
    return ['✔ Acknowledged by you.'];
  };

  history = async () => [];

  operate = async (app: WatchedApp, kind: OperationKind, talk: Talk) => {
    const nothing = { plan: false, confirmed: false, borrow: false, otherFlows: false };
    const consent = await agreeByAsking(planFor(app, kind, this.flows), nothing, talk);
    this.done.push(`${kind} ${app.app}${consent.confirmed ? ' confirmed' : ''}${consent.otherFlows ? ' flows' : ''}`);
    return this.work(talk);
  };

  resume = async (app: WatchedApp, talk: Talk) => {
    this.done.push(`resume ${app.app}`);
    return this.work(talk);
  };

  check = async (app: WatchedApp, talk: Talk) => {
    this.done.push(`check ${app.app}`);
    return this.work(talk);
  };

  confirmHandOver = async (app: WatchedApp, consumer: string) => {
    this.done.push(`handed-over ${app.app} ${consumer}`);
    return [`✔ ${consumer} has the new credentials.`];
  };

  reveal = async (app: WatchedApp, slot: 'primary' | 'staged' | 'previous', talk: Talk) => {
    const passphrase = await talk.passphrase('known');
    this.done.push(`reveal ${slot} ${passphrase?.reveal()}`);
    const consumerSecret = new Secret('canary-secret');
    return { app: app.label, org: app.org, slot, consumerKey: app.consumerKey, consumerSecret };
  };
}
