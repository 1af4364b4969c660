import { agreeByAsking } from '../../src/cli/agree.ts';
import type { AppStatus } from '../../src/core/model/app-status.ts';
import type { Plan } from '../../src/core/model/operation-plan.ts';
import type { OperationKind, Rotation } from '../../src/core/model/rotation.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { type Target, targetText } from '../../src/core/model/target.ts';
import type { WatchedApp } from '../../src/core/model/watched-app.ts';
import type { AppToWatch, ConsumerWish, PolicyWish, Talk, WatchDesk } from '../../src/core/status/desk.ts';
import { type DaemonSight, noDaemon } from '../../src/core/status/read-daemon.ts';
import { statusOf } from '../../src/core/status/status.ts';
import { previous } from '../core/rotation/given.ts';
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
    // A retirement deletes what is there.
    slot: kind === 'retire' ? previous : null,
    holder: 'free',
    otherUse: { flows, unseen: [] },
    borrows: false,
    wayBack: null,
    verdict: null,
  };
}

/** What is remembered, and what the screen asked to be done with it. */
export class FakeDesk implements WatchDesk {
  apps: { watched: WatchedApp; rotation: Rotation | null }[] = [
    { watched: watchedApp({ hasNoConsumers: true }), rotation: null },
  ];
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

  setups: string | null = null;

  unfinishedSetups = async () => this.setups;

  settingsProblem = async () => this.brokenSettings;

  known: readonly string[] = [];

  cautions = async () => this.known;

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

  /** Why the next change of a consumer or an app fails. */
  refusal: Error | null = null;

  private async change(what: string): Promise<readonly string[]> {
    this.done.push(what);
    const { refusal } = this;
    this.refusal = null;
    if (refusal) throw refusal;
    return [`✔ ${what}`];
  }

  /** Why a target can't be used, by its text. */
  unusable: Readonly<Record<string, string>> = {};

  testTarget = async (target: Target) => this.unusable[targetText(target)] ?? null;

  addConsumer = (app: WatchedApp, { name, target, contact }: ConsumerWish) =>
    this.change(`add ${name} ${targetText(target)} ${contact} to ${app.app}`);

  editConsumer = (app: WatchedApp, called: string, { name, target, contact }: ConsumerWish) =>
    this.change(`edit ${called}: ${name} ${targetText(target)} ${contact} of ${app.app}`);

  removeConsumer = (app: WatchedApp, called: string) => this.change(`remove ${called} from ${app.app}`);

  setNobody = (app: WatchedApp) => this.change(`nobody uses ${app.app}`);

  testConsumers = (app: WatchedApp, called: string | null) => this.change(`test ${called ?? 'all'} of ${app.app}`);

  stageAhead: number | null = null;

  stageAheadDays = async () => this.stageAhead;

  changePolicy = (app: WatchedApp, { maxAge, remind, grace, automation }: PolicyWish) =>
    this.change(`policy ${maxAge} ${remind} ${grace} ${automation} of ${app.app}`);

  signedIn: readonly { name: string; note: string }[] = [{ name: 'acme', note: 'admin@acme.example' }];

  orgs = async () => this.signedIn;

  others: readonly AppToWatch[] = [
    { id: '0xI000000000002AAA', developerName: 'Mailer', label: 'Mailer', isOn: true },
    { id: '0xI000000000003AAA', developerName: 'Loader', label: 'Loader', isOn: false },
  ];

  appsIn = async () => this.others;

  oauthConsumersOf = async (_org: string, { developerName }: AppToWatch) =>
    developerName === 'Loader'
      ? [
          { id: '8881', name: 'Loader' },
          { id: '8882', name: 'Batch' },
        ]
      : [{ id: '8880', name: developerName }];

  adopt = (org: string, app: AppToWatch, oauthConsumer: string | null) =>
    this.change(`watch ${app.developerName} ${oauthConsumer ?? 'alone'} in ${org}`);

  reveal = async (app: WatchedApp, slot: 'primary' | 'staged' | 'previous', talk: Talk) => {
    const passphrase = await talk.passphrase('known', null);
    this.done.push(`reveal ${slot} ${passphrase?.reveal()}`);
    const consumerSecret = new Secret('canary-secret');
    return { app: app.label, org: app.org, slot, consumerKey: app.consumerKey, consumerSecret, cautions: [] };
  };
}
