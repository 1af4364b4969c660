import type { OAuthConsumer } from '../model/app.ts';
import { noAttention } from '../model/attention.ts';
import { withTargets } from '../model/consumer.ts';
import type { Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { OrgFacts, SalesforceOrg } from '../ports/ports.ts';
import { addressToKeep } from './org-address.ts';

export interface FoundApp {
  readonly org: SalesforceOrg;
  readonly facts: OrgFacts;
  readonly app: { readonly id: string; readonly developerName: string; readonly label: string };
  readonly consumer: OAuthConsumer;
}

/**
 * The record of an app that a person starts watching: its place and its consumers. Its present state counts as right, so
 * there are no findings yet.
 * @param before the app if it is watched already: it keeps what people said about it
 */
export function watchedAnew(
  { org, facts, app, consumer }: FoundApp,
  { deliveries, noConsumers }: { readonly deliveries: readonly Target[]; readonly noConsumers: boolean },
  before: WatchedApp | null,
) {
  return {
    orgId: org.orgId,
    org: org.name,
    orgName: facts.name,
    username: org.username,
    ...addressToKeep(org, before),
    isSandbox: facts.isSandbox,
    app: app.developerName,
    label: app.label,
    appId: app.id,
    consumerId: consumer.id,
    consumerKey: consumer.consumerKey,
    consumers: withTargets(before?.consumers ?? [], deliveries),
    hasNoConsumers: deliveries.length === 0 && (noConsumers || (before?.hasNoConsumers ?? false)),
    baseline: null,
    lastCheck: null,
    trouble: null,
    attention: noAttention,
    ...saidOf(before),
  };
}

function saidOf(
  before: WatchedApp | null,
): Partial<Pick<WatchedApp, 'attention' | 'card' | 'lastDrill' | 'clockSeen'>> {
  if (before === null) return {};
  const { attention, card, lastDrill, clockSeen } = before;
  return {
    attention,
    ...(card === undefined ? {} : { card }),
    ...(lastDrill === undefined ? {} : { lastDrill }),
    ...(clockSeen === undefined ? {} : { clockSeen }),
  };
}
