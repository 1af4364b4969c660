import { historyKinds } from '../core/model/history-kind.ts';
import { ackInputs, snoozeInputs } from './attention-inputs.ts';
import type { CommandContext } from './context.ts';
import type { DocumentOf } from './documents/kinds.ts';
import type { results } from './documents/results.ts';
import { backupInputs, restoreInputs, uninstallInputs } from './folder-inputs.ts';
import { argument, flag, type Inputs, type ValuesOf } from './inputs.ts';
import {
  allowHost,
  anyApp,
  app,
  careful,
  certificate,
  changing,
  confirmed,
  deliver,
  key,
  policy,
  practiceInputs,
  proveWith,
} from './shared-inputs.ts';

function command<Wanted extends Inputs>(description: string, inputs: Wanted) {
  return { description, inputs };
}

/** Every command, in the order of the help. A name of two words is a subcommand. */
export const commands = {
  setup: command("Turn on an app's client credentials flow; guided, or from flags", {
    app: flag.text('<DeveloperName>', 'External Client App to set up'),
    create: flag.on('Create the app first'),
    label: flag.text('<text>', 'With --create: label of the new app'),
    contactEmail: flag.text('<address>', 'With --create: where Salesforce sends email about the app'),
    scopes: flag.text('<list>', 'With --create: OAuth scopes of the new app (default: Api)'),
    executionUser: flag.text('<username>', 'User whose permissions every token gets'),
    createExecutionUser: flag.text(
      '<username>',
      'Create an API-only execution user with a spare Salesforce Integration license',
    ),
    email: flag.text('<address>', 'With --create-execution-user: email of the new user'),
    objects: flag.text('<list>', 'With --create-execution-user: objects the user may use, e.g. Account,Order:edit'),
    allowPrivilegedUser: flag.text('<reason>', 'Allow a user who can modify all data; the reason is recorded'),
    allowInteractiveUser: flag.text('<reason>', 'Allow a user who is not API-only; the reason is recorded'),
    confirm: flag.text('<app>', 'Agree that an app that already works gets another execution user; repeat the name'),
    grantPermissionSet: flag.text(
      '<name>',
      'Assign this permission set to the user, if the app only allows approved users',
    ),
    certificate: flag.text('<pem>', certificate),
    noCertificate: flag.off('The app has no certificate'),
    proveWith,
    allowHost,
    noConsumers: flag.off('Nothing uses the credentials yet'),
    projectDir: flag.text('<dir>', 'Edit and deploy the metadata files of a Salesforce DX project'),
    ...careful,
    dryRun: flag.on('Show the plan and run a check-only deploy; changes nothing'),
    answers: flag.text('<file>', 'Read the answers from a file'),
    saveAnswers: flag.text('<file>', 'Save the plan as an answers file, without secrets'),
    ...policy,
  }),
  status: command('Show the age, due date and state of watched apps', {
    app: anyApp,
    exitCode: flag.on(
      "Exit with 4 if an app needs attention (due, blocked, changed, not verified, interrupted, past its grace period, or with a consumer that is `failing`), or if the daemon's last check failed",
    ),
    all: flag.on('Also list apps that were decommissioned, and what abandoned emergencies leave off'),
    ics: flag.on('Print the due dates as a calendar (iCalendar)'),
  }),
  watch: command('Watch an app whose client credentials flow is already on', {
    app,
    issued: flag.text('<date>', 'Date on which the secret was issued, e.g. 2026-09-12'),
    accept: flag.on('Accept what was changed outside keyturn'),
    replaceConsumers: flag.on('With --deliver: remove all other consumers'),
    allowHost,
    ...policy,
  }),
  audit: command("Review an org's apps and list the risks; changes nothing", {
    watch: flag.on('Also start watching every app whose flow is on'),
    markdown: flag.on('Print a Markdown page'),
    allowHost,
    ...policy,
  }),
  scan: command('Look for consumer keys and secrets in files and in the history of git; changes nothing', {
    path: argument.required('<path>', 'A folder or a file'),
    exitCode: flag.on('Exit with 4 if there is a secret that may still work'),
  }),
  stage: command('Stage, save and verify new credentials; changes nothing else', changing),
  rotate: command('Replace the credentials; keep the previous ones for a grace period', {
    ...changing,
    grace: flag.text(
      '<duration>',
      'How long to keep the previous credentials; 0 deletes them at once and needs --confirm',
    ),
    noConsumers: flag.off('Nothing uses the credentials'),
    back: flag.on('Switch back to the previous credentials, while Salesforce keeps them'),
    deliver,
    byHand: flag.list('<consumer>', 'A person updates this consumer this time (repeatable)'),
  }),
  retire: command('Delete the previous credentials now; verify that they are refused', confirmed),
  discard: command('Delete staged credentials that were never promoted', confirmed),
  consumer: command('List the consumers of every watched app', {}),
  'consumer list': command('List the consumers of an app: how each gets new credentials, its contact and its state', {
    app: anyApp,
  }),
  'consumer add': command('Add a consumer of an app; its target is tested first', {
    app,
    name: argument.optional('[name]', 'What to call the consumer (default: its target)'),
    deliver: flag.text('<target>', 'How it gets new credentials (default: a person updates it)'),
    contact: flag.text('<text>', 'Who to contact about it'),
    notes: flag.text('<text>', 'Notes'),
    key,
  }),
  'consumer edit': command('Change a consumer of an app', {
    app,
    name: argument.required('<name>', 'Its name, target or path'),
    rename: flag.text('<name>', 'Call it something else'),
    deliver: flag.text('<target>', 'Deliver to a different target'),
    contact: flag.text('<text>', 'Who to contact about it; empty for nobody'),
    notes: flag.text('<text>', 'Notes; empty for none'),
    key,
  }),
  'consumer remove': command('Remove a consumer of an app', {
    app,
    name: argument.required('<name>', 'Its name, target or path'),
  }),
  'consumer test': command('Test whether credentials can be delivered to a consumer; delivers nothing', {
    app,
    name: argument.optional('[name]', 'Only this consumer'),
    exitCode: flag.on("Exit with 4 if a target can't be used"),
  }),
  'handed-over': command('Confirm that a consumer was updated by hand', {
    app,
    consumerName: argument.optional('[consumer name]', 'The consumer, as `keyturn status <app>` names it'),
    code: flag.text('<code>', 'The code that keyturn sent to the contact of the consumer'),
  }),
  resume: command('Continue what was interrupted', { app: anyApp, proveWith, ...careful }),
  emergency: command('Replace leaked credentials at once, end sessions, verify, write a report', {
    app: anyApp,
    confirm: flag.text('<name>', "Confirm with the app's name; with --all, with the org's name"),
    contain: flag.textOrOn(
      '[how]',
      'Block access until the new credentials are delivered: turn off OAuth for the app (flow) or freeze the execution user (freeze)',
    ),
    record: flag.text('<file>', "Continue a containment that keyturn couldn't record in its own folder"),
    since: flag.text('<instant>', 'When the secret may have leaked, e.g. 2026-11-28T09:00Z; for the report'),
    keepSessions: flag.on("Don't end live sessions"),
    report: flag.text('<file>', 'Where to write the report, as a .md and a .json file'),
    knownAddresses: flag.text(
      '<file>',
      'Sort the seen addresses into known and unknown: one IP address or network a line, # begins a comment',
    ),
    deliver,
    drill: flag.on('Rehearse: stop before the point of no return; with --practice, do everything'),
    card: flag.text('<file>', "Write the app's break-glass card, and keep the file up to date"),
    all: flag.on('Every watched app of the org (-o) or of the execution user'),
    executionUser: flag.text('<username>', 'With --all: only apps that run as this user'),
    again: flag.on('Replace credentials that an emergency created within the last day: they leaked, too'),
    byDeploy: flag.on('Replace the credentials by a deploy, with an outage, if none can be staged'),
    certificate: flag.text('<pem>', `If a deploy replaces the credentials: ${certificate}`),
    noCertificate: flag.off('If a deploy replaces the credentials: the app has no certificate'),
    proveWith,
    ...careful,
  }),
  snooze: command("Pause an app's reminders; urgent ones are still sent", snoozeInputs),
  ack: command(
    "Acknowledge an app's age reminders, or what keeps the daemon from its work: someone is working on it",
    ackInputs,
  ),
  config: command('Show the settings that apply, and where each of them comes from', {}),
  'config get': command('Print one setting, or all settings of a group', {
    key: argument.required('<key>', 'A setting, such as defaults.maxAge, or a group, such as defaults'),
  }),
  'config set': command('Set a setting in the settings file; keeps its comments and order', {
    key: argument.required('<key>', 'A setting, such as apps.acme/Billing_Sync.maxAge'),
    value: argument.required('<value>', 'Its value: a text, or JSON5 for a list or an object'),
  }),
  'config unset': command('Remove a setting from the settings file; its default applies again', {
    key: argument.required('<key>', 'A setting or a group, such as channels.ops'),
  }),
  'config check': command('List every problem in the settings file, with its line; exits with 2 if there is one', {}),
  'config path': command('Print where the settings file is', {}),
  secret: command("Save a channel's secret (webhook address, mail password)", {
    what: argument.choice('<what>', ['set']),
    name: argument.required('<name>', 'The name in `secret:<name>` in the settings'),
  }),
  store: command('Move all secrets to the other store, and verify them there', {
    what: argument.choice('<what>', ['move']),
    place: argument.choice('<place>', ['keychain', 'file']),
  }),
  'store passphrase': command('Change the passphrase of the encrypted file', {
    newPassphraseFile: flag.text('<path>', 'File with the new passphrase, mode 0600'),
  }),
  daemon: command('Run the daemon in the foreground; --once runs one pass', {
    once: flag.on('Do everything that is due, then exit'),
    exitCode: flag.on('With --once: exit with 4 if something needs attention or went wrong'),
    // The daemon runs its own ticks this way.
    inside: { ...flag.on(''), isHidden: true },
  }),
  'daemon install': command('Install the daemon as a background service and start it', {
    passphraseFile: flag.text('<path>', 'File with the passphrase of the encrypted file, mode 0600'),
    system: flag.on('Install a system service, for a computer that nobody signs in to'),
    runAs: flag.text('<user>', 'With --system: user that runs the daemon'),
    output: flag.text('<file>', 'With --system: write the unit to this file'),
    dryRun: flag.on('Show the files and commands; changes nothing'),
    force: flag.on('Overwrite a service file that was edited'),
  }),
  'daemon uninstall': command('Stop and remove the background service', {
    system: flag.on('Remove the system service'),
    force: flag.on('Remove the service file even if it was edited'),
  }),
  'daemon status': command('Show whether the daemon is running, and how', {
    exitCode: flag.on("Exit with 4 if the daemon isn't running, or its last check failed"),
  }),
  'daemon test-notify': command('Send a test message to every channel in the settings', {
    channels: argument.rest('[channels...]', 'Only these channels'),
  }),
  backup: command('Write state, settings and secrets into one encrypted file', backupInputs),
  restore: command('Restore a backup; nothing changes in any org until you confirm', restoreInputs),
  uninstall: command(
    "Remove the background service and keyturn's folder; says what stays in which org",
    uninstallInputs,
  ),
  check: command('Verify credentials now, and find what changed outside keyturn', {
    app: anyApp,
    accept: flag.on('Accept that the address of the org has changed'),
  }),
  doctor: command('Check this computer and an org, and show how to fix problems', {
    permissionSet: flag.text('<dir>', 'Write minimal permission sets for an operator into a new folder'),
    repair: flag.on('Fix what needs no decision'),
    confirm: flag.on('Check every watched app, then confirm that no other copy of the state is in use'),
    exitCode: flag.on('Exit with 4 if there is a problem (✖)'),
    allowHost,
  }),
  support: command('Write a support file: versions, checks, settings, audit trail and logs, without secrets or names', {
    file: argument.required('<file>', 'A new file, for example keyturn-support.md'),
    withNames: flag.on('Keep the names of users, orgs, hosts, apps and consumers'),
  }),
  unwatch: command('Stop watching an app; changes nothing in the org', {
    app,
    confirm: flag.text('<app>', "Confirm with the app's name to abandon an unfinished rotation"),
    ...careful,
  }),
  decommission: command('End an app: turn off its access for good, and remove its credentials', {
    app,
    confirm: flag.text('<app>', "Confirm with the app's name; `--yes` alone is not enough"),
    gone: flag.list('<consumer>', 'This consumer no longer uses the credentials (repeatable)'),
    stillUsedOk: flag.on('Agree although the credentials were used recently, or consumers may still use them'),
    otherFlowsOk: flag.on('Agree that other flows with the same consumer key stop, too'),
    freezeUser: flag.on('Also freeze the execution user'),
    cleanFiles: flag.on('Also remove the credentials from files that keyturn delivered to'),
    keepCredentials: flag.on('Leave the credentials in the secret store'),
    report: flag.text('<file>', 'Where to write the report, as a .md and a .json file'),
    back: flag.on('Put the app back, while the secret store still has its credentials'),
    proveWith,
    ...careful,
  }),
  history: command('Show the audit trail; `history verify` checks that it is intact', {
    app: argument.optional('[app]', 'An app, or `verify`'),
    since: flag.text('<when>', 'Only what happened since then: 7d, or 2026-11-20'),
    kind: flag.choice('<kind>', 'Only runs of this kind', historyKinds),
    org: flag.text('<org>', 'Only this org (name or ID)'),
    raw: flag.on('Print the entries as they are stored'),
    head: flag.text('<seal>', 'With verify: check that the trail still has what this seal covers'),
    accept: flag.on('With verify: accept the trail as it is, and seal it again'),
  }),
  reveal: command('Show or export stored credentials, also encrypted for one person', {
    app,
    slot: flag.choice('<slot>', 'Which credentials', ['primary', 'staged', 'previous'], 'primary'),
    format: flag.choice('<format>', 'Export format', ['json', 'env', 'aws'], 'env'),
    for: flag.text('<who>', 'Encrypt for a consumer with a key, an age or SSH public key, or a file with one'),
    toFile: flag.text('<path>', 'Write to a new file with mode 0600'),
    unsafeStdout: flag.on('Allow the secret in a pipe or in --json output'),
  }),
  practice: command('Run the practice org as a local server', practiceInputs),
  'practice act': command('Do in the practice org what somebody else could do there; it has no Setup', {
    act: argument.required('<act>', 'What to do, such as grantPermission, oauthOn or freeze'),
    app: flag.text('<DeveloperName>', 'The app, for an act on an app'),
    username: flag.text('<username>', 'The user, for an act on a user'),
    permission: flag.text('<name>', 'API name of the permission, for grantPermission and revokePermission'),
    field: flag.text('<name>', 'Field of the metadata, for setPolicy, setGlobal and setSettings'),
    value: flag.text('<text>', 'Its value'),
    on: flag.on('Turn it on, for secretAccess, secretAccessOverMetadata and vpn; off without this flag'),
  }),
  'practice reset': command('Reset the practice org to a scenario', {
    scenario: flag.text('<name>', 'Scenario (default: acme)'),
    name: flag.text('<name>', 'Reset a further practice org'),
  }),
};

export type CommandName = keyof typeof commands;

/** The arguments and flags of one call, by name. */
export type Call<Name extends CommandName> = ValuesOf<(typeof commands)[Name]['inputs']>;

/** @returns the exit code */
export type RunCommand<Name extends CommandName> = (context: ContextOf<Name>, call: Call<Name>) => Promise<number>;

/** `result` of a command with `--json`, as docs/reference describes it. */
export type ResultOf<Name extends CommandName> = DocumentOf<(typeof results)[Name]>;
export type ContextOf<Name extends CommandName> = CommandContext<ResultOf<Name>>;
