import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioName } from '../../../src/practice-org/seeds/scenarios.ts';
import { daysAgo } from '../days-ago.ts';
import type { Situation } from './in-process.ts';

/** A command line, or something that others do. */
export type Step = string | ((situation: Situation) => void);

export interface SituationStory {
  readonly scenario?: ScenarioName;
  /** What leads to the situation. What the last command prints is part of it. */
  readonly steps: readonly Step[];
}

const app = 'ERP_Bridge';
/** The public key of a person. */
const maria = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const pass =
  (days: number): Step =>
  (situation) =>
    situation.pass(days);
const act =
  (name: string, more: object = {}): Step =>
  (situation) =>
    situation.act({ act: name, app, ...more });
const actOnUser =
  (name: string): Step =>
  (situation) =>
    situation.actOnUser(name, app);
/** A program that delivers; `FOLDER` in a command line is the situation's folder. */
const program =
  (name: string, body: string): Step =>
  ({ folder }) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\ncat > /dev/null\n${body}\n`);
    chmodSync(path, 0o700);
  };
const remove =
  (name: string): Step =>
  ({ folder }) =>
    rmSync(join(folder, name), { recursive: true });
const folder =
  (name: string): Step =>
  (situation) =>
    void mkdirSync(join(situation.folder, name));

const noStoreChosen: Step = (situation) => {
  situation.hasStore = false;
};

const wrongClock: Step = (situation) => {
  situation.clockAhead = 10 * 86_400_000;
};

const watched = `watch ${app} --deliver manual:Bob`;
const byFile = `watch ${app} --deliver file:FOLDER/erp.env`;
const byBob = [watched, `rotate ${app} --yes`] as const;
const confirmed = [...byBob, `handed-over ${app} Bob`, `resume ${app}`] as const;
const promoted = [byFile, `rotate ${app} --yes`] as const;
const failing = [
  program('deliver.sh', 'exit 1'),
  `watch ${app} --deliver exec:FOLDER/deliver.sh`,
  `rotate ${app} --yes`,
] as const;
const leaked = [byFile, `emergency ${app} --confirm ${app}`] as const;

const end = `decommission ${app} --gone Bob --confirm ${app} --still-used-ok`;
const interrupted = [watched, program('prove.sh', 'exit 2'), `${end} --prove-with exec:FOLDER/prove.sh`] as const;

/** Where keyturn stops, waits or warns. */
export const situations: Readonly<Record<string, SituationStory>> = {
  'nothing is watched': { steps: [`rotate ${app}`] },
  'an app of another name': { steps: [watched, 'rotate ERP_Brigde'] },
  'no consumer is known': { steps: [`watch ${app}`, `rotate ${app} --yes`] },
  'the issue date is unknown': { steps: [watched, `status ${app}`] },
  'an app is overdue': { steps: [watched, `watch ${app} --issued 2026-06-01`, `status ${app}`] },
  'credentials are staged': { steps: [byFile, `stage ${app} --yes`] },
  'credentials are staged twice': { steps: [byFile, `stage ${app} --yes`, `stage ${app} --yes`] },
  'staged credentials have expired': { steps: [byFile, `stage ${app} --yes`, pass(40), `rotate ${app} --yes`] },
  'a person must update a consumer': { steps: byBob },
  'a person with a public key must update a consumer': {
    steps: [`watch ${app}`, `consumer add ${app} Maria --key ${maria}`, `rotate ${app} --yes`],
  },
  'an emergency waits for a person with a public key': {
    steps: [`watch ${app}`, `consumer add ${app} Maria --key ${maria}`, `emergency ${app} --confirm ${app}`],
  },
  'a consumer is confirmed': { steps: [...byBob, `handed-over ${app} Bob`] },
  'nobody is waiting for a confirmation': { steps: [watched, `handed-over ${app} Bob`] },
  'the grace period runs': { steps: confirmed },
  'the grace period is over': { steps: [...confirmed, pass(8), `status ${app}`] },
  'the grace period is over, and resume deletes': { steps: [...promoted, pass(8), `resume ${app}`] },
  'the grace period is over, and the clocks differ': {
    steps: [...confirmed, pass(8), wrongClock, `check ${app}`, `resume ${app}`],
  },
  'the grace period is over, and only resume has seen that the clocks differ': {
    steps: [...confirmed, pass(8), wrongClock, `resume ${app}`],
  },
  'the policy leaves deleting to a person': {
    steps: [`${byFile} --automation remind`, `rotate ${app} --yes`, pass(8), `resume ${app}`],
  },
  'a removed consumer is not confirmed': {
    steps: [...byBob, `consumer remove ${app} Bob`, `resume ${app}`, pass(8), `resume ${app}`],
  },
  'there is a rotation while another one starts': { steps: [...byBob, `rotate ${app} --yes`] },
  'previous credentials while staging': { steps: [...promoted, `stage ${app} --yes`] },
  'a switch back': { steps: [...promoted, `rotate ${app} --back --yes`] },
  'a switch back without previous credentials': { steps: [byFile, `rotate ${app} --back --yes`] },
  'a delivery fails': { steps: failing },
  'a delivery is refused by its place': {
    steps: [folder('there'), `watch ${app} --deliver file:FOLDER/there/a.env`, remove('there'), `rotate ${app} --yes`],
  },
  'a target that can not be used is added': {
    steps: [watched, `consumer add ${app} New --deliver file:FOLDER/none/a.env`],
  },
  'a consumer exists twice': { steps: [watched, `consumer add ${app} Bob --deliver manual:Bob`] },
  'retiring without previous credentials': { steps: [watched, `retire ${app} --confirm ${app}`] },
  'retiring without the name': { steps: [...promoted, `retire ${app}`] },
  'discarding without staged credentials': { steps: [watched, `discard ${app} --confirm ${app}`] },
  'somebody else staged credentials': { steps: [byFile, act('stage'), `rotate ${app} --yes`] },
  'somebody changed the credentials': { steps: [byFile, act('rotateInSetup'), `rotate ${app} --yes`] },
  'the flow is off': { steps: [byFile, act('flowOff'), `check ${app}`] },
  'the execution user is frozen': { steps: [byFile, actOnUser('freeze'), `rotate ${app} --yes`] },
  'the execution user is inactive': { steps: [byFile, actOnUser('deactivate'), `rotate ${app} --yes`] },
  'OAuth is off': { steps: [byFile, act('oauthOff'), `check ${app}`] },
  'the app is gone': { steps: [byFile, act('deleteApp'), `check ${app}`] },
  'the app is gone while a rotation waits': { steps: [...byBob, act('deleteApp'), `check ${app}`] },
  'a rotation waits for an app that is gone, and another command begins': {
    steps: [...byBob, act('deleteApp'), `check ${app}`, end],
  },
  'the credentials were changed while the previous ones are kept': {
    steps: [...promoted, act('rotateInSetup'), `check ${app}`],
  },
  'the user was frozen while a rotation waits': { steps: [...byBob, actOnUser('freeze'), `check ${app}`] },
  'REST access to secrets is off': { steps: [byFile, act('secretAccess', { on: false }), `stage ${app}`] },
  'an emergency without the name': { steps: [byFile, `emergency ${app}`] },
  'an emergency of an app that is not watched': { steps: [`emergency ${app} --confirm ${app}`] },
  'an emergency of an app that is not watched, contained, with one store': {
    steps: [noStoreChosen, `emergency ${app} --contain --confirm ${app}`],
  },
  'a containment that a damaged state could not take': {
    steps: [byFile, (situation) => situation.damage(), `emergency ${app} --contain --confirm ${app}`],
  },
  'an emergency has ended': { steps: leaked },
  'an emergency is repeated': { steps: [...leaked, `emergency ${app} --confirm ${app}`] },
  'an emergency waits for a person': { steps: [watched, `emergency ${app} --confirm ${app}`] },
  'an emergency of an app that runs as nobody': {
    scenario: 'acme',
    steps: ['watch Mailer', 'emergency Mailer --confirm Mailer'],
  },
  'an org that is locked down': { scenario: 'locked-down', steps: [watched] },
  'an emergency in a locked-down org, planned': {
    scenario: 'locked-down',
    steps: [byFile, `emergency ${app} --contain --dry-run`],
  },
  'an emergency in a locked-down org, without containment': {
    scenario: 'locked-down',
    steps: [byFile, `emergency ${app} --confirm ${app}`],
  },
  'an emergency in a locked-down org, contained': {
    scenario: 'locked-down',
    steps: [byFile, `emergency ${app} --contain --confirm ${app}`, `resume ${app}`],
  },
  'an emergency that was abandoned while it had blocked access': {
    scenario: 'locked-down',
    steps: [byFile, `emergency ${app} --contain --confirm ${app}`, `unwatch ${app} --confirm ${app}`],
  },
  'an app of a locked-down org': { scenario: 'locked-down', steps: ['watch Billing_Sync'] },
  'a sandbox that was refreshed': { steps: [byFile, act('refreshSandbox'), `check ${app}`] },
  'no app is due': { steps: [watched, 'daemon --once --json'] },
  'an app is due soon': { steps: [`${watched} --issued ${daysAgo(71)}`, 'daemon --once --json'] },
  'an app is past its day': { steps: [`${watched} --issued 2026-08-01`, 'daemon --once --json'] },
  'the daemon staged': {
    steps: [
      `${byFile} --issued ${daysAgo(80)} --automation stage`,
      'daemon --once --json',
      pass(8),
      'daemon --once --json',
    ],
  },
  'the daemon rotated': { steps: [`${byFile} --issued 2026-08-01 --automation rotate`, 'daemon --once --json'] },
  'the daemon waits for a person': { steps: [...byBob, pass(5), 'daemon --once --json'] },
  'the daemon found drift': { steps: [byFile, act('flowOff'), 'daemon --once --json'] },
  'the daemon reminds of a waiting consumer': {
    steps: [
      ...leaked.slice(0, 1),
      ...failing.slice(0, 1),
      `consumer add ${app} Vault --deliver exec:FOLDER/deliver.sh`,
      `rotate ${app} --yes`,
      pass(3),
      'daemon --once --json',
    ],
  },
  'the kept credentials expire soon': { steps: [...confirmed, pass(28), 'daemon --once --json'] },
  'an app is decommissioned without the name': { steps: [watched, `decommission ${app} --gone Bob`] },
  'an app is decommissioned while it may be in use': { steps: [watched, `decommission ${app} --confirm ${app}`] },
  'an app is decommissioned during a rotation': { steps: [...byBob, end] },
  'a decommissioning is interrupted': { steps: interrupted },
  'an app is being decommissioned': { steps: [...interrupted, `rotate ${app} --yes`] },
  'an app was decommissioned': { steps: [watched, end] },
  'a decommissioning that never began is undone': { steps: [watched, `decommission ${app} --back`] },
  'a drill finds the slot taken': { steps: [...promoted, `emergency ${app} --drill --confirm ${app}`] },
  'a reveal without a terminal': { steps: [watched, `reveal ${app}`] },
};
