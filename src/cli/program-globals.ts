import { type Command, Option } from 'commander';

/** Flags that every command takes. */
export function withGlobals(command: Command): Command {
  return command
    .option('-o, --target-org <username or alias>', 'the org; default: the target-org of the Salesforce CLI')
    .option('--practice', 'use the practice org, simulated on this computer')
    .option('--json', 'one JSON document on stdout')
    .option('--no-prompt', 'never ask')
    .option('--yes', 'agree to the plan')
    .option('--consumer <id>', 'which consumer, where an app has several')
    .option('--screen-reader', 'linear text, typed numbers, no redraws')
    .option('--api-version <version>', 'default: the highest that the org lists')
    .addOption(new Option('--store <store>', 'where secrets are kept').choices(['keychain', 'file']));
}
