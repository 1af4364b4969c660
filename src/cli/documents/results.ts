import { backup, restore } from './backup.ts';
import { config, configChange, configCheck, configGet, configPath } from './config.ts';
import { daemonInstall, daemonOnce, daemonStatus, daemonUninstall, doctor, support, testNotify } from './daemon.ts';
import { decommission } from './decommission.ts';
import { orDryRun } from './dry-run.ts';
import {
  ack,
  consumerChange,
  consumers,
  consumerTest,
  handedOver,
  history,
  practice,
  practiceAct,
  practiceReset,
  reveal,
  secret,
  snooze,
  storeMove,
  storePassphrase,
} from './others.ts';
import { emergency, resume, rotation } from './rotation.ts';
import { scan } from './scan.ts';
import { audit, setup } from './setup.ts';
import { check, status, unwatch, watch } from './status.ts';
import { uninstall } from './uninstall.ts';

/** `result` of each command with `--json`. */
export const results = {
  setup,
  status,
  watch,
  audit,
  scan,
  stage: orDryRun(rotation),
  rotate: orDryRun(rotation),
  retire: orDryRun(rotation),
  discard: orDryRun(rotation),
  consumer: consumers,
  'consumer list': consumers,
  'consumer add': consumerChange,
  'consumer edit': consumerChange,
  'consumer remove': consumerChange,
  'consumer test': consumerTest,
  'handed-over': handedOver,
  resume: orDryRun(resume),
  emergency: orDryRun(emergency),
  snooze,
  ack,
  config,
  'config get': configGet,
  'config set': configChange,
  'config unset': configChange,
  'config check': configCheck,
  'config path': configPath,
  secret,
  store: storeMove,
  'store passphrase': storePassphrase,
  daemon: daemonOnce,
  'daemon install': daemonInstall,
  'daemon uninstall': daemonUninstall,
  'daemon status': daemonStatus,
  'daemon test-notify': testNotify,
  check,
  doctor,
  support,
  unwatch: orDryRun(unwatch),
  decommission: orDryRun(decommission),
  backup,
  restore,
  uninstall,
  history,
  reveal,
  practice,
  'practice act': practiceAct,
  'practice reset': practiceReset,
};
