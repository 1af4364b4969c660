import type { WatchedApp } from '../model/watched-app.ts';
import type { AppPolicyRecord, FreezeState, SalesforceOrg } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';

/** A switch that blocks every token request, in its present state. */
export interface AccessSwitch {
  readonly isOff: boolean;
  /** Whether nothing is left to turn on again. */
  readonly isGivenBack: boolean;
  turn(isOff: boolean): Promise<void>;
}

/** What blocks every token request: OAuth of the app, or its execution user. */
export type AccessBlock = 'flow' | 'freeze';

/**
 * The switch of an app, in its present state.
 * @param known the state that was read a moment ago
 * @throws ContainImpossible
 */
export async function accessSwitch(
  org: SalesforceOrg,
  watched: Pick<WatchedApp, 'app' | 'executionUser'>,
  by: AccessBlock,
  known: { readonly policy: AppPolicyRecord | null; readonly freeze: FreezeState | null } | null = null,
): Promise<AccessSwitch> {
  if (by === 'freeze') return freezeSwitch(org, known?.freeze ?? (await freezeOf(org, watched)));
  return flowSwitch(org, known?.policy ?? (await policyOf(org, watched)));
}

/** Only the app's OAuth plugin is switched. An app that was disabled as a whole stays disabled. */
export function flowSwitch({ metadata }: Pick<SalesforceOrg, 'metadata'>, policy: AppPolicyRecord): AccessSwitch {
  const { isOauthPluginEnabled: isGivenBack } = policy;
  return {
    isOff: isFlowOff(policy),
    isGivenBack,
    turn: (isOff) => metadata.setOauthPlugin(policy, !isOff),
  };
}

export function isFlowOff({ isOauthPluginEnabled, isEnabled }: AppPolicyRecord): boolean {
  return !isOauthPluginEnabled || !isEnabled;
}

export function freezeSwitch({ users }: Pick<SalesforceOrg, 'users'>, state: FreezeState): AccessSwitch {
  const { isFrozen } = state;
  return { isOff: isFrozen, isGivenBack: !isFrozen, turn: (isOff) => users.setFrozen(state, isOff) };
}

/** @throws ContainImpossible */
export async function policyOf(
  org: SalesforceOrg,
  { app, executionUser }: Pick<WatchedApp, 'app' | 'executionUser'>,
): Promise<AppPolicyRecord> {
  const policy = await org.metadata.appPolicy(app);
  if (policy) return policy;
  const why = org.hasOpaqueSession ? 'policies-hidden' : 'jwt-session';
  throw reason('ContainImpossible', { app, why, user: executionUser?.username });
}

/** @throws ContainImpossible if keyturn doesn't know the execution user */
export function freezeOf(
  { users }: Pick<SalesforceOrg, 'users'>,
  { app, executionUser }: Pick<WatchedApp, 'app' | 'executionUser'>,
): Promise<FreezeState> {
  if (executionUser) return users.freezeState(executionUser.id);
  throw reason('ContainImpossible', { app, why: 'user-unknown' });
}
