/**
 * Creates a home with a practice org of many apps, all watched and with stored credentials. Watching them one by one would
 * take minutes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { practiceOrgFolder, productFolder } from '../src/core/adapters/home.ts';
import { createSecretStores } from '../src/core/adapters/secret-store/choose.ts';
import { openState } from '../src/core/adapters/state/open-state.ts';
import { systemClock } from '../src/core/adapters/system-clock.ts';
import { noAttention } from '../src/core/model/attention.ts';
import { Secret } from '../src/core/model/secret.ts';
import { defaultPolicy, type WatchedApp } from '../src/core/model/watched-app.ts';
import type { App } from '../src/practice-org/model/app.ts';
import { addApp, setupNames } from '../src/practice-org/seeds/apps.ts';
import { createOrg } from '../src/practice-org/seeds/scenarios.ts';

const [home = '', appCount = '100'] = process.argv.slice(2);
const clock = systemClock();
const org = createOrg('acme', clock.now());
const username = `svc.erp@${org.data.domain}`;
const executionUser = { id: org.userNamed(username)?.id ?? '', username };
const apps = Array.from({ length: Number(appCount) }, (_, index) => {
  return addApp(org, { developerName: `Integration_${index}`, names: setupNames, runsAs: 'svc.erp', ageDays: 20 });
});
mkdirSync(practiceOrgFolder(home), { recursive: true, mode: 0o700 });
writeFileSync(`${practiceOrgFolder(home)}/org.json`, JSON.stringify(org.data), { mode: 0o600 });
await watchAll();

async function watchAll(): Promise<void> {
  const folder = productFolder(home, true);
  const state = await openState({
    folder,
    clock,
    actor: 'bench@bench',
    appSettings: async () => ({ apps: {}, isHeld: false }),
  });
  const stores = createSecretStores({ folder, isPractice: true, env: process.env, isInteractive: false });
  const store = await stores.open('file');
  await Promise.all(
    apps.map(async (app) => {
      const watched = watchedOf(app);
      const consumerSecret = new Secret(app.consumers[0]?.primary.secret ?? '');
      const { orgId, consumerKey, app: name } = watched;
      await store.put({ orgId, app: name, savedAt: clock.now(), consumerKey, consumerSecret });
      const reference = store.reference(orgId, consumerKey);
      await state.apps.save({ ...watched, store: { kind: 'file', reference } });
    }),
  );
  state.close();
  stores.close();
}

function watchedOf({ developerName, label, id, consumers: [consumer] }: App): WatchedApp {
  const adoptedAt = clock.now();
  const admin = org.userById(org.data.adminUserId)?.username ?? '';
  return {
    ...{ orgId: org.orgId, org: 'practice', orgName: org.data.name, username: admin, instanceUrl: '' },
    ...{ isSandbox: false, app: developerName, label, appId: id, consumerId: consumer?.id ?? '' },
    ...{
      consumerKey: consumer?.primary.key ?? '',
      executionUser,
      policy: defaultPolicy,
      chosenPolicy: defaultPolicy,
      consumers: [],
      deliveries: [],
    },
    ...{ hasNoConsumers: true, store: null, issuedAt: adoptedAt, ageSource: 'told', adoptedAt },
    ...{ baseline: null, lastCheck: null, trouble: null, attention: noAttention, lastProof: null },
  };
}
