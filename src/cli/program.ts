import { Command, Option } from 'commander';
import type { Action, Surroundings } from './context.ts';
import type { Bind, MakeCommand } from './make-command.ts';
import { emergency } from './program-emergency.ts';
import { withGlobals } from './program-globals.ts';
import { watching } from './program-watching.ts';

/** The commands with their flags. What a command does is loaded only when it is called. */
export function createProgram({ version, streams }: Surroundings, bind: Bind): Command {
  const program = new Command('keyturn');
  program
    .description('Turn the OAuth client credentials flow of an External Client App on, then keep turning its keys.')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      // The error is told once, in our own form.
      writeErr: () => undefined,
    })
    .showSuggestionAfterError(true)
    .argument('[command]')
    .usage('[command] [options]')
    .action(bind(async () => (await import('./commands/home.ts')).home));
  withGlobals(program);
  const command = (definition: string, description: string, load: () => Promise<Action>): Command => {
    const made = withGlobals(program.command(definition).description(description)).exitOverride();
    return made.action(bind(load));
  };
  setup(
    command(
      'setup',
      'guided setup, or without a terminal the same from flags',
      async () => (await import('./commands/setup.ts')).setup,
    ),
  );
  command(
    'status',
    'every watched app: age, due date, state, last proof',
    async () => (await import('./commands/status.ts')).status,
  )
    .argument('[app]')
    .option(
      '--exit-code',
      'end with 4 when something needs a person: due, blocked, drifted, not proved, a grace period that is over',
    )
    .option('--ics', 'the due dates as a calendar');
  policyFlags(
    command('watch', 'adopt an app whose flow is on already', async () => (await import('./commands/watch.ts')).watch)
      .argument('<app>')
      .option('--issued <date>', 'when its secret was issued, e.g. 2026-09-12')
      .option('--accept', 'what has drifted is right: take it as it is now'),
  );
  policyFlags(
    command(
      'audit',
      'read an org and tell what speaks against its apps; changes nothing',
      async () => (await import('./commands/audit.ts')).audit,
    )
      .option('--watch', 'then adopt every app whose flow is on')
      .option('--markdown', 'as a Markdown page'),
  );
  rotation(command);
  emergency(command);
  watching(command, bind);
  command(
    'check',
    'look at the org now: prove the pair, find what has drifted',
    async () => (await import('./commands/check.ts')).check,
  ).argument('[app]');
  command(
    'doctor',
    'what works on this machine and in an org, and the cure for what doesn’t',
    async () => (await import('./commands/doctor.ts')).doctor,
  )
    .option('--permission-set <dir>', 'write the least permission sets for an operator into a new folder')
    .option('--repair', 'mend what can be mended without a decision')
    .option('--exit-code', 'end with 4 when something stands in the way');
  command(
    'unwatch',
    'stop watching; touches nothing in the org',
    async () => (await import('./commands/unwatch.ts')).unwatch,
  )
    .argument('<app>')
    .option('--confirm <app>', 'the app’s name again, to leave an unfinished rotation behind');
  command(
    'history',
    'the audit trail; `history verify` checks its chain',
    async () => (await import('./commands/history.ts')).history,
  ).argument('[app]', 'an app, or `verify`');
  command(
    'reveal',
    'the one way to see or export a stored pair',
    async () => (await import('./commands/reveal.ts')).reveal,
  )
    .argument('<app>')
    .addOption(new Option('--slot <slot>', 'which pair').choices(['primary', 'staged', 'previous']).default('primary'))
    .addOption(new Option('--format <format>', 'form of the export').choices(['json', 'env', 'aws']).default('env'))
    .option('--to-file <path>', 'write it to a new file of mode 0600')
    .option('--unsafe-stdout', 'allow a pipe or --json to carry the secret');
  practice(command, bind);
  return program;
}

function setup(command: Command): void {
  policyFlags(
    command
      .option('--app <DeveloperName>', 'an External Client App of the org')
      .option('--create', 'make the app first')
      .option('--label <text>', 'with --create: its label')
      .option('--contact-email <address>', 'with --create: whom Salesforce writes to about it')
      .option('--scopes <list>', 'with --create: its OAuth scopes (Api)')
      .option('--execution-user <username>', 'as whom every token acts')
      .option('--create-execution-user <username>', 'make an API-only user on a spare Salesforce Integration licence')
      .option('--email <address>', 'with --create-execution-user: its e-mail address')
      .option('--objects <list>', 'with --create-execution-user: what it may use, e.g. Account,Order:edit')
      .option('--allow-privileged-user <reason>', 'for a user who can modify all data; the reason is kept')
      .option('--allow-interactive-user <reason>', 'for a user who is not API-only; the reason is kept')
      .option('--grant-permission-set <name>', 'where the app admits approved users only')
      .option('--certificate <pem>', 'the certificate that the app has (it is cleared when not sent along)')
      .option('--no-certificate', 'the app has no certificate')
      .option('--prove-with <exec:program>', 'prove from another host')
      .option('--no-consumers', 'nobody uses the pair yet')
      .option('--project-dir <dir>', 'edit and deploy the metadata files of a Salesforce DX project')
      .option('--dry-run', 'plan and check-only deploy; changes nothing')
      .option('--answers <file>', 'take the answers from a file')
      .option('--save-answers <file>', 'write the plan as an answers file, without secrets'),
  );
}

function rotation(command: MakeCommand): void {
  const proving = (made: Command) => made.option('--prove-with <exec:program>', 'prove from another host');
  const confirmed = (made: Command) =>
    proving(
      made.argument('<app>').option('--confirm <app>', 'the app’s name again, for what can break an integration'),
    );
  const changing = (made: Command) =>
    confirmed(made).option('--other-flows-ok', 'other flows that use the same consumer key change along');
  changing(
    command(
      'stage',
      'stage a new pair, save it, prove it; nothing else changes',
      async () => (await import('./commands/stage.ts')).stage,
    ),
  );
  deliverFlag(
    changing(
      command(
        'rotate',
        'hand a new pair over and make it primary; the old one lives on for its grace period',
        async () => (await import('./commands/rotate.ts')).rotate,
      ),
    )
      .option('--grace <duration>', 'how long the old pair lives on; 0 ends it at once and needs --confirm')
      .option('--no-consumers', 'nobody uses the pair')
      .option('--back', 'return to the previous pair within its overlap'),
  );
  confirmed(
    command(
      'retire',
      'delete the previous pair now and prove that it is refused',
      async () => (await import('./commands/retire.ts')).retire,
    ),
  );
  confirmed(
    command(
      'discard',
      'delete the staged, never rotated pair',
      async () => (await import('./commands/discard.ts')).discard,
    ),
  );
  command(
    'handed-over',
    'say that a consumer updated by hand has the new pair',
    async () => (await import('./commands/handed-over.ts')).handedOver,
  )
    .argument('<app>')
    .argument('<consumer name>');
  proving(
    command(
      'resume',
      'go on with whatever was interrupted',
      async () => (await import('./commands/resume.ts')).resume,
    ).argument('[app]'),
  );
}

function deliverFlag(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  return command.option('--deliver <target>', 'file:<path>, exec:<program> or manual:<name>; again and again', collect);
}

function policyFlags(command: Command): Command {
  return deliverFlag(command)
    .option('--max-age <duration>', 'how old a secret may become (90d)')
    .option('--remind <list>', 'how long before that to remind (30d,14d,7d,3d,1d)')
    .option('--grace <duration>', 'how long the old pair lives on after a rotation (7d)')
    .addOption(
      new Option('--automation <what>', 'what the daemon may do by itself').choices(['remind', 'stage', 'rotate']),
    );
}

function practice(command: MakeCommand, bind: Bind): void {
  const group = command(
    'practice',
    'run the practice org by itself',
    async () => (await import('./commands/practice.ts')).practice,
  )
    .option('--port <number>', 'default: a free one')
    .option('--scenario <name>', 'for a new practice org; default: acme')
    .option('--tls', 'HTTPS with a certificate of its own');
  withGlobals(
    group.command('reset').description('start over from a scenario').option('--scenario <name>', 'default: acme'),
  )
    .exitOverride()
    .action(bind(async () => (await import('./commands/practice.ts')).reset));
}
