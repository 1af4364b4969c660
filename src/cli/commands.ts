import { historyKinds } from '../core/model/history-kind.ts';
import type { CommandContext } from './context.ts';
import { argument, flag, type Inputs, type ValuesOf } from './inputs.ts';

function command<Wanted extends Inputs>(description: string, inputs: Wanted) {
  return { description, inputs };
}

const app = argument.required('<app>');
const anyApp = argument.optional('[app]');
const proveWith = flag.text('<exec:program>', 'prove from another host');
const deliver = flag.list('<target>', 'file:<path>, exec:<program> or manual:<name>; again and again');
const cleared = 'the certificate that the app has (it is cleared when not sent along)';

const policy = {
  deliver,
  maxAge: flag.text('<duration>', 'how old a secret may become (90d)'),
  remind: flag.text('<list>', 'how long before that to remind (30d,14d,7d,3d,1d)'),
  grace: flag.text('<duration>', 'how long the old pair lives on after a rotation (7d)'),
  automation: flag.choice('<what>', 'what the daemon may do by itself', ['remind', 'stage', 'rotate']),
};
const confirmed = {
  app,
  confirm: flag.text('<app>', 'the app’s name again, for what can break an integration'),
  proveWith,
};
const changing = { ...confirmed, otherFlowsOk: flag.on('other flows that use the same consumer key change along') };

/** Every command, in the order of the help. A name of two words is a command under the first one. */
export const commands = {
  setup: command('guided setup, or without a terminal the same from flags', {
    app: flag.text('<DeveloperName>', 'an External Client App of the org'),
    create: flag.on('make the app first'),
    label: flag.text('<text>', 'with --create: its label'),
    contactEmail: flag.text('<address>', 'with --create: whom Salesforce writes to about it'),
    scopes: flag.text('<list>', 'with --create: its OAuth scopes (Api)'),
    executionUser: flag.text('<username>', 'as whom every token acts'),
    createExecutionUser: flag.text('<username>', 'make an API-only user on a spare Salesforce Integration licence'),
    email: flag.text('<address>', 'with --create-execution-user: its e-mail address'),
    objects: flag.text('<list>', 'with --create-execution-user: what it may use, e.g. Account,Order:edit'),
    allowPrivilegedUser: flag.text('<reason>', 'for a user who can modify all data; the reason is kept'),
    allowInteractiveUser: flag.text('<reason>', 'for a user who is not API-only; the reason is kept'),
    grantPermissionSet: flag.text('<name>', 'where the app admits approved users only'),
    certificate: flag.text('<pem>', cleared),
    noCertificate: flag.off('the app has no certificate'),
    proveWith,
    noConsumers: flag.off('nobody uses the pair yet'),
    projectDir: flag.text('<dir>', 'edit and deploy the metadata files of a Salesforce DX project'),
    dryRun: flag.on('plan and check-only deploy; changes nothing'),
    answers: flag.text('<file>', 'take the answers from a file'),
    saveAnswers: flag.text('<file>', 'write the plan as an answers file, without secrets'),
    ...policy,
  }),
  status: command('every watched app: age, due date, state, last proof', {
    app: anyApp,
    exitCode: flag.on(
      'end with 4 when something needs a person: due, blocked, drifted, not proved, a grace period that is over',
    ),
    ics: flag.on('the due dates as a calendar'),
  }),
  watch: command('adopt an app whose flow is on already', {
    app,
    issued: flag.text('<date>', 'when its secret was issued, e.g. 2026-09-12'),
    accept: flag.on('what has drifted is right: take it as it is now'),
    ...policy,
  }),
  audit: command('read an org and tell what speaks against its apps; changes nothing', {
    watch: flag.on('then adopt every app whose flow is on'),
    markdown: flag.on('as a Markdown page'),
    ...policy,
  }),
  stage: command('stage a new pair, save it, prove it; nothing else changes', changing),
  rotate: command('hand a new pair over and make it primary; the old one lives on for its grace period', {
    ...changing,
    grace: flag.text('<duration>', 'how long the old pair lives on; 0 ends it at once and needs --confirm'),
    noConsumers: flag.off('nobody uses the pair'),
    back: flag.on('return to the previous pair within its overlap'),
    deliver,
  }),
  retire: command('delete the previous pair now and prove that it is refused', confirmed),
  discard: command('delete the staged, never rotated pair', confirmed),
  'handed-over': command('say that a consumer updated by hand has the new pair', {
    app,
    consumerName: argument.required('<consumer name>'),
  }),
  resume: command('go on with whatever was interrupted', { app: anyApp, proveWith }),
  emergency: command(
    'the leak response: replace the pair at once, end sessions, prove that the leaked one is dead, report',
    {
      app: anyApp,
      confirm: flag.text('<name>', 'the app’s name again; with --all the org’s'),
      contain: flag.textOrOn(
        '[how]',
        'everything off first, on again when the new pair is handed over: flow or freeze',
      ),
      since: flag.text('<instant>', 'when it may have leaked, for the report'),
      keepSessions: flag.on('leave live sessions alone'),
      report: flag.text('<file>', 'where the report goes: one ends in .md, one in .json'),
      deliver,
      drill: flag.on('everything up to the point of no return; with --practice all of it'),
      card: flag.text('<file>', 'write the break-glass card of the app, and keep it current'),
      all: flag.on('every watched app of the org (-o), or of the execution user'),
      executionUser: flag.text('<username>', 'with --all: the apps that run as this user'),
      again: flag.on('replace a pair that an emergency has made within a day: it has leaked, too'),
      byDeploy: flag.on('replace the pair by a deploy, with an outage, where none can be staged'),
      certificate: flag.text('<pem>', `with a deploy: ${cleared}`),
      noCertificate: flag.off('with a deploy: the app has no certificate'),
      proveWith,
    },
  ),
  snooze: command('quieten the reminders of an app for a while', {
    app,
    duration: argument.required('<duration>', 'e.g. 3d'),
  }),
  ack: command('say that somebody is on it', {
    app,
    by: flag.text('<who>', 'default: you'),
    why: flag.text('<text>', 'kept in the audit trail'),
  }),
  secret: command('keep a channel’s secret (webhook address, mail password) in the secret store', {
    what: argument.choice('<what>', ['set']),
    name: argument.required('<name>', 'as in `secret:<name>` of the settings'),
  }),
  store: command('move all secrets to the other store, verified before the old place is cleared', {
    what: argument.choice('<what>', ['move']),
    place: argument.choice('<place>', ['keychain', 'file']),
  }),
  daemon: command('keep watch in the foreground; --once for one pass', {
    once: flag.on('one pass over everything that is due'),
    exitCode: flag.on('with --once: end with 4 when something needs attention'),
    // How the daemon runs its own ticks.
    inside: { ...flag.on(''), isHidden: true },
  }),
  'daemon install': command('run it as a service of this computer', {
    passphraseFile: flag.text('<path>', 'where the passphrase of the encrypted file stands, mode 0600'),
    system: flag.on('as a system service, for a machine without a person'),
    runAs: flag.text('<user>', 'with --system: as whom'),
    output: flag.text('<file>', 'with --system: write the unit there'),
    dryRun: flag.on('show the files and the commands; change nothing'),
    force: flag.on('overwrite a file that was edited'),
  }),
  'daemon uninstall': command('stop and remove the service', {
    system: flag.on('the system service'),
    force: flag.on('also a file that was edited'),
  }),
  'daemon status': command('whether it runs, and as what', { exitCode: flag.on('end with 4 when it does not run') }),
  'daemon test-notify': command('send a sample to every channel of the settings', {
    channels: argument.rest('[channels...]', 'only these'),
  }),
  check: command('look at the org now: prove the pair, find what has drifted', { app: anyApp }),
  doctor: command('what works on this machine and in an org, and the cure for what doesn’t', {
    permissionSet: flag.text('<dir>', 'write the least permission sets for an operator into a new folder'),
    repair: flag.on('mend what can be mended without a decision'),
    exitCode: flag.on('end with 4 when something stands in the way'),
  }),
  unwatch: command('stop watching; touches nothing in the org', {
    app,
    confirm: flag.text('<app>', 'the app’s name again, to leave an unfinished rotation behind'),
  }),
  history: command('the audit trail; `history verify` checks its chain', {
    app: argument.optional('[app]', 'an app, or `verify`'),
    since: flag.text('<when>', 'only what came later: 7d, or 2026-11-20'),
    kind: flag.choice('<kind>', 'only runs of this kind', historyKinds),
    org: flag.text('<org>', 'only this org: its name or id'),
    raw: flag.on('the lines of the journal themselves'),
  }),
  reveal: command('the one way to see or export a stored pair', {
    app,
    slot: flag.choice('<slot>', 'which pair', ['primary', 'staged', 'previous'], 'primary'),
    format: flag.choice('<format>', 'form of the export', ['json', 'env', 'aws'], 'env'),
    toFile: flag.text('<path>', 'write it to a new file of mode 0600'),
    unsafeStdout: flag.on('allow a pipe or --json to carry the secret'),
  }),
  practice: command('run the practice org by itself', {
    port: flag.text('<number>', 'default: a free one'),
    scenario: flag.text('<name>', 'for a new practice org; default: acme'),
    tls: flag.on('HTTPS with a certificate of its own'),
  }),
  'practice reset': command('start over from a scenario', { scenario: flag.text('<name>', 'default: acme') }),
};

export type CommandName = keyof typeof commands;

/** What a call of a command brings: its arguments and flags by name. */
export type Call<Name extends CommandName> = ValuesOf<(typeof commands)[Name]['inputs']>;

/** What a command does. @returns the exit code */
export type RunCommand<Name extends CommandName> = (context: CommandContext, call: Call<Name>) => Promise<number>;
