import { readComponents } from '../acts/app-components.ts';
import { seen } from '../acts/seen.ts';
import { otherFlowsOf } from '../external-client-app/other-flows.ts';
import type { OtherUse } from '../model/operation-plan.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { day } from '../plain/time.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { refreshTokenWords } from '../words/flow-plan.ts';
import { otherSignInsWords, unseenWords } from '../words/unseen.ts';
import { isOfApp } from './which-sessions.ts';

/** How far back to search the login history. In ms. */
const lookedBack = 30 * day;

/**
 * Looks for uses of the consumer key other than client credentials: the app's settings and scopes, refresh tokens, and
 * sign-ins through the app by other flows. What the org doesn't show is listed, so that a person can decide.
 */
export async function findOtherUse(org: SalesforceOrg, watched: WatchedApp, now: number): Promise<OtherUse> {
  const unseen: string[] = [];
  const [components, users, signIns] = await Promise.all([
    seen(readComponents(org, { developerName: watched.app, isPackaged: false }), unseenWords.settings, unseen, 'throw'),
    seen(org.apps.refreshTokenUsers(watched.appId), unseenWords.refreshTokens, unseen, 'throw'),
    seen(org.users.otherOauthSignIns(now - lookedBack), unseenWords.otherSignIns, unseen, 'throw'),
  ]);
  const flows = components ? otherFlowsOf(components, users) : users?.length ? [refreshTokenWords(users.length)] : [];
  const others = (signIns ?? []).filter(({ application }) => isOfApp(watched, application));
  return { flows: [...flows, ...otherSignInsWords(others.length)], unseen };
}
