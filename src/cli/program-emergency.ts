import type { MakeCommand } from './make-command.ts';

/** The worst day. */
export function emergency(command: MakeCommand): void {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  command(
    'emergency',
    'the leak response: replace the pair at once, end sessions, prove that the leaked one is dead, report',
    async () => (await import('./commands/emergency.ts')).emergency,
  )
    .argument('[app]')
    .option('--confirm <name>', 'the app’s name again; with --all the org’s')
    .option('--contain [how]', 'everything off first, on again when the new pair is handed over: flow or freeze')
    .option('--since <instant>', 'when it may have leaked, for the report')
    .option('--keep-sessions', 'leave live sessions alone')
    .option('--report <file>', 'where the report goes: one ends in .md, one in .json')
    .option('--deliver <target>', 'file:<path>, exec:<program> or manual:<name>; again and again', collect)
    .option('--drill', 'everything up to the point of no return; with --practice all of it')
    .option('--card <file>', 'write the break-glass card of the app, and keep it current')
    .option('--all', 'every watched app of the org (-o), or of the execution user')
    .option('--execution-user <username>', 'with --all: the apps that run as this user')
    .option('--again', 'replace a pair that an emergency has made within a day: it has leaked, too')
    .option('--by-deploy', 'replace the pair by a deploy, with an outage, where none can be staged')
    .option(
      '--certificate <pem>',
      'with a deploy: the certificate that the app has (it is cleared when not sent along)',
    )
    .option('--no-certificate', 'with a deploy: the app has no certificate')
    .option('--prove-with <exec:program>', 'prove from another host');
}
