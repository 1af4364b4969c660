import { noAttention } from '../../../../src/core/model/attention.ts';
import { withTargets } from '../../../../src/core/model/consumer.ts';
import type { JournalEntry } from '../../../../src/core/model/journal.ts';
import { defaultPolicy, type WatchedApp } from '../../../../src/core/model/watched-app.ts';
import { targets } from '../../../support/targets.ts';

export const billingSync: WatchedApp = {
  orgId: '00D000000000001AAA',
  org: 'acme',
  orgName: 'Acme "GmbH" \u001b[31m',
  username: 'maria.lopez@acme.example',
  instanceUrl: 'https://acme.my.salesforce.com',
  isSandbox: false,
  app: 'Billing_Sync',
  label: "Billing 'Sync'",
  appId: '0xI000000000001AAA',
  consumerId: '888000000000001AAA',
  consumerKey: '3MVG9.billing',
  executionUser: { id: '005000000000001AAA', username: 'int.billing@acme.example' },
  policy: defaultPolicy,
  chosenPolicy: defaultPolicy,
  consumers: withTargets([], targets('file:/etc/billing.env')),
  deliveries: targets('file:/etc/billing.env'),
  hasNoConsumers: false,
  store: { kind: 'file', reference: '/home/maria/x.age' },
  issuedAt: null,
  ageSource: 'unknown',
  adoptedAt: 1_800_000_000_000,
  baseline: null,
  lastCheck: null,
  trouble: null,
  attention: noAttention,
  lastProof: {
    at: 1_800_000_000_001,
    since: 1_790_000_000_001,
    answer: 'accepted',
    detail: 'runs as int.billing@acme.example',
  },
};

export const deployIntended: JournalEntry = {
  event: 'intended',
  action: 'deploy',
  intent: 'intent-1',
  orgId: billingSync.orgId,
  org: 'acme',
  app: 'Billing_Sync',
  detail: { files: 2, checkOnly: false, key: '3MVG9.billing', before: null },
};
