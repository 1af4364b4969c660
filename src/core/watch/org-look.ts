import { componentsReader } from '../acts/app-components.ts';
import { returnBorrowedSecretAccess } from '../acts/secret-access.ts';
import type { AppComponents } from '../external-client-app/components.ts';
import { flowUser } from '../external-client-app/file-edit.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import type { UserFacts } from '../model/execution-user.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { once } from '../plain/once.ts';
import { createTurns, type Turns } from '../plain/turns.ts';
import type { Clock, SalesforceOrg, State } from '../ports/ports.ts';

/** Apps whose own requests are under way at once: enough to fill the line to the org, few enough that nothing else waits long in it. */
const appsAtOnce = 5;

/** One look at an org for some of its apps: what is the same for all of them is asked once, when the first of them needs it. */
export interface OrgLook {
  readonly org: SalesforceOrg;
  /** For the requests that an app makes for itself. */
  readonly turns: Turns;
  /** Gives back what an earlier run had borrowed of the org. */
  readonly returnBorrowed: () => Promise<unknown>;
  readonly secretAccess: () => Promise<boolean | null>;
  /** @throws ComponentMissing, ComponentAmbiguous */
  readonly components: (app: string) => Promise<AppComponents>;
  /** A user as whom one of the apps runs; null where the org has none of that name. */
  readonly user: (username: string) => Promise<UserFacts | null>;
}

/** Asks nothing yet. Every answer is from after the first question: ask only what may be as old as that. */
export function lookAtOrg(
  { org, state, clock }: { readonly org: SalesforceOrg; readonly state: State; readonly clock: Clock },
  apps: readonly Pick<WatchedApp, 'app'>[],
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
    components,
    user: async (username) => (await users()).get(username.toLowerCase()) ?? null,
  };
}

/** Username of the execution user in an app's policy; null where it has none. */
export function runsAsOf({ oauthPolicy }: AppComponents): string | null {
  return oauthPolicy ? elementText(oauthPolicy, flowUser) : null;
}
