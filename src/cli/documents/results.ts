import { daemonInstall, daemonOnce, daemonStatus, daemonUninstall, doctor, testNotify } from './daemon.ts';
import { ack, handedOver, history, practice, practiceReset, reveal, secret, snooze, storeMove } from './others.ts';
import { emergency, resume, rotation } from './rotation.ts';
import { audit, setup } from './setup.ts';
import { check, status, unwatch, watch } from './status.ts';

/** `result` of each command with `--json`. */
export const results = {
  setup,
  status,
  watch,
  audit,
  stage: rotation,
  rotate: rotation,
  retire: rotation,
  discard: rotation,
  'handed-over': handedOver,
  resume,
  emergency,
  snooze,
  ack,
  secret,
  store: storeMove,
  daemon: daemonOnce,
  'daemon install': daemonInstall,
  'daemon uninstall': daemonUninstall,
  'daemon status': daemonStatus,
  'daemon test-notify': testNotify,
  check,
  doctor,
  unwatch,
  history,
  reveal,
  practice,
  'practice reset': practiceReset,
};
