import { componentsReader } from '../acts/app-components.ts';
import { keptContainments } from '../acts/kept-containments.ts';
import { returnBorrowedSecretAccess } from '../acts/secret-access.ts';
import type { AppComponents } from '../external-client-app/components.ts';
import { flowUser } from '../external-client-app/file-edit.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import type { AppSummary } from '../model/app.ts';
import type { KeptRecord } from '../model/containment-record.ts';
import type { UserFacts } from '../model/execution-user.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { once } from '../plain/once.ts';
import { createTurns, type Turns } from '../plain/turns.ts';
import type { Clock, Incidents, OrgFacts, SalesforceOrg, State } from '../ports/ports.ts';

/** Apps with open requests at a time: enough to keep the org busy, few enough that other requests don't wait long. */
const appsAtOnce = 5;

/** Facts of an org that several apps share. Each is read once, when the first app needs it. */
export interface OrgLook {
  readonly org: SalesforceOrg;
  /** Limits the requests that each app makes for itself. */
  readonly turns: Turns;
  /** Restores the setting that an interrupted run left on. */
  readonly returnBorrowed: () => Promise<unknown>;
  readonly secretAccess: () => Promise<boolean | null>;
  readonly facts: () => Promise<OrgFacts>;
  readonly apps: () => Promise<readonly AppSummary[]>;
  /** @throws ComponentMissing, ComponentAmbiguous */
  readonly components: (app: string) => Promise<AppComponents>;
  /** The execution user of one of the apps; null if the org has no such user. */
  readonly user: (username: string) => Promise<UserFacts | null>;
  /** Watched apps that aren't checked now. */
  readonly others: () => Promise<readonly WatchedApp[]>;
  /** Records of containments that the state doesn't know. */
  readonly kept: () => Promise<readonly KeptRecord[]>;
}

interface LookPorts {
  readonly org: SalesforceOrg;
  readonly state: State;
  readonly clock: Clock;
  /** Missing without a look at the records that the state doesn't know. */
  readonly incidents?: Pick<Incidents, 'keptRecords'>;
}

/** Makes no request yet. Answers are cached, so use it only for one check. */
export function lookAtOrg(
  { org, state, clock, incidents }: LookPorts,
  apps: readonly Pick<WatchedApp, 'app' | 'consumerId'>[],
): OrgLook {
  const names = [...new Set(apps.map(({ app }) => app))];
  const read = componentsReader(org, names);
  const components = (app: string) => read({ developerName: app, isPackaged: false });
  const users = once(async () => {
    const found = await Promise.all(
      names.map((name) =>
        components(name)
          .then(runsAsOf)
          .catch(() => null),
      ),
    );
    const facts = await org.users.findAll([...new Set(found.flatMap((username) => username ?? []))]);
    return new Map(facts.map((user) => [user.username.toLowerCase(), user]));
  });
  return {
    org,
    turns: createTurns(appsAtOnce),
    returnBorrowed: once(() => returnBorrowedSecretAccess({ org, state, clock })),
    secretAccess: once(() => org.secretAccess()),
    facts: once(() => org.facts()),
    apps: once(() => org.apps.list()),
    components,
    user: async (username) => (await users()).get(username.toLowerCase()) ?? null,
    kept: once(async () => (incidents ? keptContainments(incidents, state) : [])),
    others: once(async () => {
      const checked = new Set(apps.map(({ consumerId }) => consumerId));
      return (await state.apps.list()).filter(({ consumerId }) => !checked.has(consumerId));
    }),
  };
}

/** Username of the execution user in an app's policy; null without one. */
export function runsAsOf({ oauthPolicy }: AppComponents): string | null {
  return oauthPolicy ? elementText(oauthPolicy, flowUser) : null;
}
