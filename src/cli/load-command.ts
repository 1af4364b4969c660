import type { CommandName, RunCommand } from './commands.ts';

const service = () => import('./commands/daemon-service.ts');
const consumer = () => import('./commands/consumer.ts');
const config = () => import('./commands/config.ts');
const rotation = () => import('./commands/rotation.ts');
const practice = () => import('./commands/practice.ts');

const loaders: { readonly [Name in CommandName]: () => Promise<RunCommand<Name>> } = {
  setup: async () => (await import('./commands/setup.ts')).setup,
  status: async () => (await import('./commands/status.ts')).status,
  watch: async () => (await import('./commands/watch.ts')).watch,
  audit: async () => (await import('./commands/audit.ts')).audit,
  scan: async () => (await import('./commands/scan.ts')).scan,
  stage: async () => (await rotation()).stage,
  rotate: async () => (await rotation()).rotate,
  retire: async () => (await rotation()).retire,
  discard: async () => (await rotation()).discard,
  consumer: async () => (await consumer()).consumers,
  'consumer list': async () => (await consumer()).listConsumers,
  'consumer add': async () => (await consumer()).add,
  'consumer edit': async () => (await consumer()).edit,
  'consumer remove': async () => (await consumer()).remove,
  'consumer test': async () => (await consumer()).test,
  'handed-over': async () => (await import('./commands/handed-over.ts')).handedOver,
  resume: async () => (await import('./commands/resume.ts')).resume,
  emergency: async () => (await import('./commands/emergency.ts')).emergency,
  snooze: async () => (await import('./commands/attention.ts')).snooze,
  ack: async () => (await import('./commands/attention.ts')).ack,
  config: async () => (await config()).show,
  'config get': async () => (await config()).get,
  'config set': async () => (await config()).set,
  'config unset': async () => (await config()).unset,
  'config check': async () => (await config()).check,
  'config path': async () => (await config()).path,
  secret: async () => (await import('./commands/secret-set.ts')).secretSet,
  store: async () => (await import('./commands/store-move.ts')).storeMove,
  'store passphrase': async () => (await import('./commands/store-passphrase.ts')).storePassphrase,
  daemon: async () => (await import('./commands/daemon.ts')).daemon,
  'daemon install': async () => (await service()).installDaemon,
  'daemon uninstall': async () => (await service()).uninstallDaemon,
  'daemon status': async () => (await service()).daemonStatus,
  'daemon test-notify': async () => (await import('./commands/test-notify.ts')).testNotify,
  check: async () => (await import('./commands/check.ts')).check,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  support: async () => (await import('./commands/support.ts')).support,
  unwatch: async () => (await import('./commands/unwatch.ts')).unwatch,
  decommission: async () => (await import('./commands/decommission.ts')).decommissionApp,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/restore.ts')).restore,
  uninstall: async () => (await import('./commands/uninstall.ts')).uninstall,
  history: async () => (await import('./commands/history.ts')).history,
  reveal: async () => (await import('./commands/reveal.ts')).reveal,
  practice: async () => (await practice()).practice,
  'practice act': async () => (await practice()).perform,
  'practice reset': async () => (await practice()).reset,
};

/** Loads a command when it is called. Help and version load none. */
export function loadCommand<Name extends CommandName>(name: Name): Promise<RunCommand<Name>> {
  return loaders[name]();
}
