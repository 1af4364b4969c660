import { readComponents } from '../acts/app-components.ts';
import { otherFlowsOf } from '../external-client-app/other-flows.ts';
import type { OtherUse } from '../model/emergency-plan.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { countOf } from '../plain/text.ts';
import type { SalesforceOrg, SignInRecord } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';

/** How far back the login history is looked through. In ms. */
const lookedBack = 30 * 86_400_000;

/**
 * Looks for other use of the consumer key beside client credentials: the app's own switches and scopes, refresh tokens, and
 * sign-ins through the app by another flow. What the org doesn't show is named, so that a person can decide.
 */
export async function findOtherUse(org: SalesforceOrg, watched: WatchedApp, now: number): Promise<OtherUse> {
  const unseen: string[] = [];
  const [components, users, signIns] = await Promise.all([
    unlessRefused(readComponents(org, { developerName: watched.app, isPackaged: false }), 'its settings', unseen),
    unlessRefused(org.apps.refreshTokenUsers(watched.appId), 'who holds refresh tokens of it', unseen),
    unlessRefused(org.users.otherOauthSignIns(now - lookedBack), 'the login history of others', unseen),
  ]);
  const flows = components ? otherFlowsOf(components, users) : refreshTokensOf(users?.length ?? 0);
  const others = (signIns ?? []).filter(({ application }) => isThrough(watched, application));
  return { flows: [...flows, ...signInsOf(others)], unseen };
}

function refreshTokensOf(count: number): readonly string[] {
  return count > 0 ? [`refresh tokens of ${countOf(count, 'user')}`] : [];
}

function signInsOf(signIns: readonly SignInRecord[]): readonly string[] {
  return signIns.length > 0 ? [`${countOf(signIns.length, 'sign-in')} by another flow in the last 30 days`] : [];
}

/** The login history names the app by its label. */
function isThrough({ label, app }: WatchedApp, application: string): boolean {
  return application === label || application === app;
}

async function unlessRefused<Value>(asked: Promise<Value>, what: string, unseen: string[]): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (!isKeyturnError(error) || error.retryable) throw error;
    unseen.push(what);
    return null;
  }
}
