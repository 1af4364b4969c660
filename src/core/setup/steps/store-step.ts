import { withConsumerLease } from '../../acts/consumer-lease.ts';
import { noted } from '../../acts/noted.ts';
import { noAttention } from '../../model/attention.ts';
import { dueAtOf, type StoredApp, type WatchedApp } from '../../model/watched-app.ts';
import { summaryWords } from '../../words/setup.ts';
import { known, liveApp, type SetupFacts } from '../setup-facts.ts';
import type { SetupOptions } from '../setup-io.ts';
import type { Step } from '../setup-step.ts';

/** Puts the app under watch. */
export const storeStep: Step = {
  id: 'store',
  isPointOfNoReturn: true,
  isSkipped: ({ dryRun }) => dryRun,
  summary: ({ proof, dueAt, ports }) =>
    proof && dueAt !== undefined ? summaryWords.store(proof.store.kind, dueAt, ports.clock.now()) : '',
  run: async (facts, io) => {
    const { state } = facts.ports;
    const { salesforce } = known(facts.org, 'org');
    const { summary } = known(facts.app, 'app');
    const { consumer } = liveApp(facts);
    const { orgId, name: org } = salesforce;
    const place = { orgId, org, app: summary.developerName, consumerId: consumer.id };
    const app = await withConsumerLease(state, place, async () => {
      const before = await state.apps.find(salesforce.orgId, summary.developerName, consumer.id);
      return state.apps.save(appToWatch(facts, before, io.options));
    });
    const { maxAgeDays, automation } = app.chosenPolicy;
    const detail = { consumerKey: app.consumerKey, maxAgeDays, automation };
    await noted(state.journal, app, 'watch', detail);
    return { ...facts, dueAt: dueAtOf(app) };
  },
};

function appToWatch(facts: SetupFacts, before: WatchedApp | null, options: SetupOptions): StoredApp {
  const { deliveries, noConsumers } = options;
  const { salesforce, facts: org } = known(facts.org, 'org');
  const { summary } = known(facts.app, 'app');
  const { id, consumer } = liveApp(facts);
  const user = known(facts.user, 'execution user').facts;
  const proof = known(facts.proof, 'proof');
  const isSamePair = before?.consumerKey === proof.consumerKey;
  return {
    orgId: salesforce.orgId,
    org: salesforce.name,
    orgName: org.name,
    username: salesforce.username,
    instanceUrl: salesforce.instanceUrl,
    isSandbox: org.isSandbox,
    app: summary.developerName,
    label: summary.label,
    appId: id,
    consumerId: consumer.id,
    consumerKey: proof.consumerKey,
    executionUser: { id: user.id, username: user.username },
    chosenPolicy: known(facts.policy, 'policy').rotation,
    deliveries: deliveries.length > 0 ? deliveries : (before?.deliveries ?? []),
    hasNoConsumers: deliveries.length === 0 && (noConsumers || (before?.hasNoConsumers ?? false)),
    store: proof.store,
    ...ageOf(facts, isSamePair ? before : null),
    adoptedAt: isSamePair ? before.adoptedAt : proof.at,
    // What a setup ends with is right: the next look takes it as it finds it.
    baseline: null,
    lastCheck: null,
    trouble: null,
    attention: noAttention,
    lastProof: { at: proof.at, answer: 'accepted', detail: `acts as ${proof.username}` },
  };
}

/** Of an app that this run made, everybody knows when its pair was issued. */
function ageOf(facts: SetupFacts, before: WatchedApp | null): Pick<WatchedApp, 'issuedAt' | 'ageSource'> {
  if (before) return { issuedAt: before.issuedAt, ageSource: before.ageSource };
  if (known(facts.app, 'app').creation) return { issuedAt: known(facts.proof, 'proof').at, ageSource: 'rotated' };
  return { issuedAt: null, ageSource: 'unknown' };
}
