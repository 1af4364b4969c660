import type { Composition } from '../compose.ts';
import type { OperationKind } from '../core/model/rotation.ts';
import type { Call, CommandName } from './commands.ts';

/**
 * What a command does if `config.json5` has an error. `stop`: it ends with ConfigInvalid before it does anything. `continue`:
 * it warns, and works with the last good settings. `unread`: it doesn't read the settings.
 */
export type WithBrokenSettings = 'stop' | 'continue' | 'unread';

/**
 * The rule: a command stops if it sets something up, or changes credentials that work, by what the settings say. It continues if
 * it only reads, protects an integration, or finishes or undoes what was started.
 */
const rules: {
  readonly [Name in CommandName]: WithBrokenSettings | ((call: Call<Name>) => WithBrokenSettings);
} = {
  setup: 'stop',
  status: 'continue',
  watch: 'stop',
  audit: ({ watch }) => (watch ? 'stop' : 'continue'),
  scan: 'continue',
  stage: 'stop',
  rotate: ({ back }) => (back ? 'continue' : 'stop'),
  retire: 'continue',
  discard: 'continue',
  consumer: 'continue',
  'consumer list': 'continue',
  'consumer add': 'continue',
  'consumer edit': 'continue',
  'consumer remove': 'continue',
  'consumer test': 'continue',
  'handed-over': 'continue',
  resume: 'continue',
  emergency: 'continue',
  snooze: 'continue',
  ack: 'continue',
  // They show what is wrong with the file, and change it.
  config: 'unread',
  'config get': 'unread',
  'config set': 'unread',
  'config unset': 'unread',
  'config check': 'unread',
  'config path': 'unread',
  secret: 'stop',
  store: 'stop',
  'store passphrase': 'continue',
  // Each pass of the daemon reads them in its own process.
  daemon: ({ once }) => (once ? 'continue' : 'unread'),
  'daemon install': 'stop',
  'daemon uninstall': 'continue',
  'daemon status': 'continue',
  'daemon test-notify': 'stop',
  check: 'continue',
  doctor: 'continue',
  support: 'continue',
  unwatch: 'continue',
  decommission: 'continue',
  backup: 'continue',
  restore: 'continue',
  uninstall: 'unread',
  history: 'continue',
  reveal: 'continue',
  practice: 'unread',
  'practice act': 'unread',
  'practice reset': 'unread',
};

export function withBrokenSettings<Name extends CommandName>(name: Name, call: Call<Name>): WithBrokenSettings {
  const rule: WithBrokenSettings | ((call: Call<Name>) => WithBrokenSettings) = rules[name];
  return typeof rule === 'function' ? rule(call) : rule;
}

/** The same for an action of the watch screen. */
export function ruleOfOperation(kind: OperationKind): WithBrokenSettings {
  return kind === 'stage' || kind === 'rotate' ? 'stop' : 'continue';
}

/** @throws ConfigInvalid if the settings file has an error and the rule is `stop` */
export async function applyRule(
  rule: WithBrokenSettings,
  composition: Pick<Composition, 'settings' | 'settingsFault'>,
): Promise<void> {
  // A folder that can't be used is for the command to report.
  if (rule === 'continue') await composition.settings().catch(() => undefined);
  const fault = rule === 'stop' ? await composition.settingsFault() : null;
  if (fault) throw fault.error;
}
