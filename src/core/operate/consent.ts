import { needsName, needsOtherFlows, type Plan } from '../model/operation-plan.ts';
import type { Consent } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';
import { planBreaks } from '../words/operation-plan.ts';

/** What a person confirms: one app, or all watched apps of the org (`app: null`). */
export type Confirmed = Pick<WatchedApp, 'org' | 'username' | 'orgId'> & { readonly app: string | null };

/** The name that a person must type. */
export function nameToType({ app, org }: Confirmed): string {
  return plainText(app ?? org);
}

/**
 * Whether the typed text confirms: the app's exact developer name, alone or after the org (`acme/Billing_Sync`). For all apps
 * of an org: the org's name.
 */
export function confirms(text: string, confirmed: Confirmed): boolean {
  const { app, org, username, orgId } = confirmed;
  const withOrg = app === null ? [] : [org, username, orgId].map((place) => plainText(`${place}/${app}`));
  return [nameToType(confirmed), ...withOrg].includes(plainText(text));
}

/** Whether `--confirm` was given. @throws ConfirmationMissing if it has a different name */
export function isConfirmed(confirm: string | null | undefined, confirmed: Confirmed): boolean {
  if (confirm === null || confirm === undefined) return false;
  if (confirms(confirm, confirmed)) return true;
  const name = nameToType(confirmed);
  const what = `--confirm ${confirm} is not the name of the ${confirmed.app === null ? 'org' : 'app'} (${name})`;
  throw reason('ConfirmationMissing', { what, flag: `\`--confirm ${name}\`` });
}

/** @throws OtherFlowsInUse, ConfirmationMissing, SecretAccessDisabled */
export function checkConsent(plan: Plan, consent: Consent): void {
  const { app } = plan.watched;
  if (needsOtherFlows(plan) && !consent.otherFlows) {
    throw reason('OtherFlowsInUse', { app, ...plan.otherUse });
  }
  if (needsName(plan) && !consent.confirmed) {
    throw reason('ConfirmationMissing', { what: `${planBreaks[plan.kind]} ${app}`, flag: `\`--confirm ${app}\`` });
  }
  if (plan.borrows && !consent.borrow) throw reason('SecretAccessDisabled', {});
}
