import type { ServicePlan } from '../../../src/core/ports/service-manager.ts';

export const userPlan: ServicePlan = {
  node: '/usr/bin/node',
  script: '/usr/lib/node_modules/keyturn/bin/keyturn.cjs',
  home: '/home/ada/.local/share/keyturn',
  store: 'file',
  passphraseFile: '/home/ada/.config/keyturn-passphrase',
  writable: null,
  runAs: null,
};

export const systemPlan: ServicePlan = {
  ...userPlan,
  runAs: 'keyturn',
  writable: ['/var/lib/keyturn', '/home/keyturn', '/etc/erp'],
};

/** Every character that a service file gives a meaning of its own. */
export const oddPlan: ServicePlan = {
  ...systemPlan,
  node: '/opt/no de/50%/$x/node',
  script: '/opt/a b/%h "q" \\ $\u007bHOME} $$ \'s\' <&>--/keyturn.cjs',
  home: '/home/a b/100% "q" \\ $x <&>--',
  passphraseFile: '/home/a b/100% "q" \\ $x: <&>--',
  writable: ['/srv/a b/%i "q" \\ $x'],
};
