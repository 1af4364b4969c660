import { noAttention } from '../../../src/core/model/attention.ts';
import { targetsOf, withTargets } from '../../../src/core/model/consumer.ts';
import { defaultPolicy, type WatchedApp } from '../../../src/core/model/watched-app.ts';

export const day = 86_400_000;
export const noon = Date.UTC(2027, 2, 1, 12);

export function watchedApp(fields: Partial<WatchedApp> = {}): WatchedApp {
  return {
    orgId: '00D000000000001AAA',
    org: 'acme',
    orgName: 'Acme Corp',
    username: 'admin@acme.example',
    instanceUrl: 'https://acme.my.salesforce.com',
    isSandbox: false,
    app: 'Billing_Sync',
    label: 'Billing Sync',
    appId: '0xI000000000001AAA',
    consumerId: '888000000000001AAA',
    consumerKey: '3MVG9key',
    executionUser: { id: '005000000000001AAA', username: 'int.billing@acme.example' },
    policy: defaultPolicy,
    chosenPolicy: fields.policy ?? defaultPolicy,
    consumers: withTargets([], fields.deliveries ?? []),
    deliveries: targetsOf(fields.consumers ?? []),
    hasNoConsumers: false,
    store: { kind: 'file', reference: '/home/ada/pair.age' },
    issuedAt: noon,
    ageSource: 'told',
    adoptedAt: noon,
    baseline: null,
    lastCheck: null,
    trouble: null,
    attention: noAttention,
    lastProof: { at: noon, answer: 'accepted', detail: 'a token was issued' },
    ...fields,
  };
}
