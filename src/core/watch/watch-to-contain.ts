import { watchedAnew } from '../acts/watched-anew.ts';
import { defaultPolicy, type WatchedApp } from '../model/watched-app.ts';
import type { Clock, SalesforceOrg } from '../ports/ports.ts';
import { findApp, pickConsumer } from '../setup/steps/app-step.ts';

/** An app of an org that keyturn doesn't watch, as far as an emergency needs it. Only reads. @throws AppUnknown, ConsumerAmbiguous */
export async function appToContain(
  { org, clock }: { readonly org: SalesforceOrg; readonly clock: Clock },
  name: string,
  wanted: string | null,
): Promise<WatchedApp> {
  const [facts, apps] = await Promise.all([org.facts(), org.apps.list()]);
  const app = findApp(apps, name, org.name);
  const [consumers, runsAs] = await Promise.all([
    org.apps.consumers(app.id),
    app.flow.kind === 'on' ? org.users.find(app.flow.runsAs) : null,
  ]);
  const consumer = pickConsumer(app.developerName, consumers, wanted);
  return {
    ...watchedAnew({ org, facts, app, consumer }, { deliveries: [], noConsumers: false }, null),
    executionUser: runsAs ? { id: runsAs.id, username: runsAs.username } : null,
    policy: defaultPolicy,
    chosenPolicy: defaultPolicy,
    deliveries: [],
    store: null,
    issuedAt: null,
    ageSource: 'unknown',
    adoptedAt: clock.now(),
    lastProof: null,
  };
}
