import { Argument, type Command, Option } from 'commander';
import type { Action } from './context.ts';
import type { Bind, MakeCommand } from './make-command.ts';
import { withGlobals } from './program-globals.ts';

/** Reminders, channels and the daemon. */
export function watching(command: MakeCommand, bind: Bind): void {
  command(
    'snooze',
    'quieten the reminders of an app for a while',
    async () => (await import('./commands/snooze.ts')).snooze,
  )
    .argument('<app>')
    .argument('<duration>', 'e.g. 3d');
  command('ack', 'say that somebody is on it', async () => (await import('./commands/ack.ts')).ack)
    .argument('<app>')
    .option('--by <who>', 'default: you')
    .option('--why <text>', 'kept in the audit trail');
  command(
    'secret',
    'keep a channel’s secret (webhook address, mail password) in the secret store',
    async () => (await import('./commands/secret-set.ts')).secretSet,
  )
    .addArgument(new Argument('<what>').choices(['set']))
    .argument('<name>', 'as in `secret:<name>` of the settings');
  command(
    'store',
    'move all secrets to the other store, verified before the old place is cleared',
    async () => (await import('./commands/store-move.ts')).storeMove,
  )
    .addArgument(new Argument('<what>').choices(['move']))
    .addArgument(new Argument('<place>').choices(['keychain', 'file']));
  daemon(command, bind);
}

function daemon(command: MakeCommand, bind: Bind): void {
  const group = command(
    'daemon',
    'keep watch in the foreground; --once for one pass',
    async () => (await import('./commands/daemon.ts')).daemon,
  )
    .option('--once', 'one pass over everything that is due')
    .option('--exit-code', 'with --once: end with 4 when something needs attention')
    // How the daemon runs its own ticks.
    .addOption(new Option('--inside').hideHelp());
  const under = (definition: string, description: string, load: () => Promise<Action>): Command =>
    withGlobals(group.command(definition).description(description)).exitOverride().action(bind(load));
  const service = () => import('./commands/daemon-service.ts');
  under('install', 'run it as a service of this computer', async () => (await service()).installDaemon)
    .option('--passphrase-file <path>', 'where the passphrase of the encrypted file stands, mode 0600')
    .option('--system', 'as a system service, for a machine without a person')
    .option('--run-as <user>', 'with --system: as whom')
    .option('--output <file>', 'with --system: write the unit there')
    .option('--dry-run', 'show the files and the commands; change nothing')
    .option('--force', 'overwrite a file that was edited');
  under('uninstall', 'stop and remove the service', async () => (await service()).uninstallDaemon)
    .option('--system', 'the system service')
    .option('--force', 'also a file that was edited');
  under('status', 'whether it runs, and as what', async () => (await service()).daemonStatus).option(
    '--exit-code',
    'end with 4 when it does not run',
  );
  under(
    'test-notify',
    'send a sample to every channel of the settings',
    async () => (await import('./commands/test-notify.ts')).testNotify,
  ).argument('[channels...]', 'only these');
}
