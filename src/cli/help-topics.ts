import type { CommandName } from './commands.ts';

/** The headings of the help, in their order. */
export const groups = ['Set up', 'Every day', 'When a secret leaks', 'This computer'] as const;

interface Topic {
  readonly group: (typeof groups)[number];
  /** What follows the command. A test parses each of them. */
  readonly examples: readonly string[];
}

/** Where the help lists a command, and what people type most. */
export const topics: { readonly [Name in CommandName]: Topic } = {
  setup: {
    group: 'Set up',
    examples: ['', '--practice', '-o acme --app Billing_Sync --execution-user int@acme.com --yes'],
  },
  audit: { group: 'Set up', examples: ['-o acme', '-o acme --watch', '-o acme --markdown'] },
  watch: {
    group: 'Set up',
    examples: [
      'ERP_Bridge -o acme',
      'ERP_Bridge --deliver file:/etc/erp/salesforce.env',
      'ERP_Bridge --issued 2026-09-12',
    ],
  },
  unwatch: { group: 'Set up', examples: ['ERP_Bridge', 'ERP_Bridge --confirm ERP_Bridge'] },
  decommission: {
    group: 'Set up',
    examples: [
      'ERP_Bridge --dry-run',
      'ERP_Bridge --gone "Nightly export" --confirm ERP_Bridge',
      'ERP_Bridge --back --confirm ERP_Bridge',
    ],
  },
  status: { group: 'Every day', examples: ['', 'ERP_Bridge', '--json --exit-code'] },
  check: { group: 'Every day', examples: ['', 'ERP_Bridge'] },
  rotate: {
    group: 'Every day',
    examples: ['ERP_Bridge', 'ERP_Bridge --deliver file:/etc/erp/salesforce.env', 'ERP_Bridge --back'],
  },
  stage: { group: 'Every day', examples: ['ERP_Bridge', 'ERP_Bridge --yes --json'] },
  retire: { group: 'Every day', examples: ['ERP_Bridge', 'ERP_Bridge --confirm ERP_Bridge'] },
  discard: { group: 'Every day', examples: ['ERP_Bridge', 'ERP_Bridge --confirm ERP_Bridge'] },
  consumer: {
    group: 'Every day',
    examples: ['', 'add ERP_Bridge --deliver file:/etc/erp/salesforce.env', 'list ERP_Bridge'],
  },
  'consumer list': { group: 'Every day', examples: ['', 'ERP_Bridge'] },
  'consumer add': {
    group: 'Every day',
    examples: [
      'ERP_Bridge --deliver file:/etc/erp/salesforce.env',
      'ERP_Bridge "Nightly export" --contact ana@acme.com',
    ],
  },
  'consumer edit': {
    group: 'Every day',
    examples: ['ERP_Bridge "Nightly export" --contact ana@acme.com', 'ERP_Bridge "Nightly export" --key ana.pub'],
  },
  'consumer remove': { group: 'Every day', examples: ['ERP_Bridge "Nightly export"'] },
  'consumer test': { group: 'Every day', examples: ['ERP_Bridge', 'ERP_Bridge "Nightly export"'] },
  'handed-over': {
    group: 'Every day',
    examples: ['ERP_Bridge "Nightly export"', 'ERP_Bridge --code 7K2M-9QXD-41TB-WZ0H'],
  },
  resume: { group: 'Every day', examples: ['', 'ERP_Bridge'] },
  reveal: {
    group: 'Every day',
    examples: ['ERP_Bridge --slot staged', 'ERP_Bridge --to-file erp.env', 'ERP_Bridge --for "Nightly export"'],
  },
  history: { group: 'Every day', examples: ['ERP_Bridge', '--since 7d', 'verify'] },
  snooze: { group: 'Every day', examples: ['ERP_Bridge 3d', 'ERP_Bridge 0'] },
  ack: { group: 'Every day', examples: ['ERP_Bridge', 'ERP_Bridge --by "Ana Diaz" --why "Change 4711"'] },
  emergency: {
    group: 'When a secret leaks',
    examples: ['ERP_Bridge', 'ERP_Bridge --contain --since 2026-11-28T09:00Z', 'ERP_Bridge --drill'],
  },
  scan: { group: 'When a secret leaks', examples: ['.', '~/work --json --exit-code'] },
  daemon: { group: 'This computer', examples: ['install', '', '--once --json'] },
  'daemon install': {
    group: 'This computer',
    examples: ['', '--dry-run', '--passphrase-file /etc/keyturn/passphrase'],
  },
  'daemon uninstall': { group: 'This computer', examples: ['', '--system'] },
  'daemon status': { group: 'This computer', examples: ['', '--exit-code'] },
  'daemon test-notify': { group: 'This computer', examples: ['', 'ops'] },
  backup: {
    group: 'This computer',
    examples: ['keyturn-backup.age', 'keyturn-backup.age --for ana.pub --replace'],
  },
  restore: {
    group: 'This computer',
    examples: ['keyturn-backup.age --store file', 'keyturn-backup.age --identity key.txt --dry-run'],
  },
  uninstall: {
    group: 'This computer',
    examples: ['--dry-run', '', '--service --home --backup /srv/keyturn-backup'],
  },
  doctor: {
    group: 'This computer',
    examples: ['', '-o acme', '-o acme --permission-set operator'],
  },
  support: { group: 'This computer', examples: ['keyturn-support.md', 'keyturn-support.md -o acme'] },
  config: { group: 'This computer', examples: ['', 'set defaults.maxAge 60d', 'check'] },
  'config get': { group: 'This computer', examples: ['defaults.maxAge', 'channels.ops'] },
  'config set': {
    group: 'This computer',
    examples: [
      'apps.acme/ERP_Bridge.maxAge 60d',
      `quietHours '{ from: "20:00", to: "07:00" }'`,
      'channels.me.type desktop',
    ],
  },
  'config unset': { group: 'This computer', examples: ['apps.acme/ERP_Bridge.maxAge', 'channels.ops'] },
  'config check': { group: 'This computer', examples: ['', '--json'] },
  'config path': { group: 'This computer', examples: [''] },
  secret: { group: 'This computer', examples: ['set ops-webhook'] },
  store: { group: 'This computer', examples: ['move keychain', 'move file'] },
  'store passphrase': { group: 'This computer', examples: ['', '--new-passphrase-file ~/new-passphrase'] },
  practice: {
    group: 'This computer',
    examples: ['', '--port 8443 --tls', '--scenario leak', '--like answers.json'],
  },
  'practice act': {
    group: 'This computer',
    examples: ['oauthOn --app ERP_Bridge', 'rotateInSetup --app ERP_Bridge', 'secretAccess --on'],
  },
  'practice reset': { group: 'This computer', examples: ['', '--scenario leak'] },
};
