import { forFlow, forFreeze, forSecrets, forSettings, gapIn } from '../acts/permissions.ts';
import type { Obstacle } from '../model/emergency-plan.ts';
import type { ContainBy } from '../model/emergency-run.ts';
import type { PermissionReport, SalesforceOrg } from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';

/** What the look at the credentials showed. */
interface Found {
  /** Why the store can't be opened; null if it can. */
  readonly closed: KeyturnError | null;
  /** Why the org doesn't show the credentials; null if it does. */
  readonly refused: KeyturnError | null;
  /** The org showed the staging slot, so the person may use the credentials. */
  readonly isSlotRead: boolean;
  /** REST access to secrets must be turned on, or a deploy replaces the credentials. */
  readonly changesSettings: boolean;
}

/** Everything that prevents the replacement and shows beforehand. @param report null if the org doesn't show the permissions */
export function obstaclesOf(
  org: Pick<SalesforceOrg, 'username' | 'isPractice' | 'hasOpaqueSession'>,
  report: PermissionReport | null,
  { closed, refused, isSlotRead, changesSettings }: Found,
): readonly KeyturnError[] {
  const needed = [...(isSlotRead ? [] : forSecrets), ...(changesSettings ? forSettings : [])];
  const gap = report && gapIn(org, report, needed);
  const jwt = changesSettings && !org.hasOpaqueSession ? reason('SessionNotOpaque', { username: org.username }) : null;
  const all = [gap, refused, closed, jwt].filter((one) => one !== null);
  return all.filter(({ code }, at) => all.findIndex((one) => one.code === code) === at);
}

/** @param error its last action says to run the command again, which the plan says itself */
export function obstacleOf({ message, actions }: KeyturnError): Obstacle {
  return { problem: message, cures: actions.filter((action) => !action.startsWith('Then ')) };
}

/** How access is blocked, as far as the permissions show beforehand, and why not as requested. */
export function containmentOf(
  org: Pick<SalesforceOrg, 'username' | 'isPractice' | 'hasOpaqueSession'>,
  report: PermissionReport | null,
  { wanted, app, hasUser }: { readonly wanted: ContainBy; readonly app: string; readonly hasUser: boolean },
): { readonly by: ContainBy | null; readonly why: string | null } {
  const flow = org.hasOpaqueSession
    ? report && gapIn(org, report, forFlow)
    : reason('ContainImpossible', { app, why: 'jwt-session' });
  const freeze = hasUser
    ? report && gapIn(org, report, forFreeze)
    : reason('ContainImpossible', { app, why: 'user-unknown' });
  const why = (wanted === 'freeze' ? freeze : flow)?.message ?? null;
  if (why === null) return { by: wanted, why };
  return { by: wanted === 'flow-or-freeze' && freeze === null ? 'freeze' : null, why };
}
