import type { MaintenanceWindow } from './calendar.ts';
import type { RotationPolicy, StoredApp, WatchedApp } from './watched-app.ts';

/** Policies in the settings: for all apps, by org, and by app. */
export interface PolicySettings {
  readonly defaults: Partial<RotationPolicy>;
  /** By alias or username. */
  readonly orgs: Readonly<Record<string, Partial<RotationPolicy>>>;
  /** By `DeveloperName` or `org/DeveloperName`. The org is an alias or username. */
  readonly apps: Readonly<Record<string, AppPolicySettings>>;
  /** When the daemon may rotate automatically; null for always. */
  readonly window: MaintenanceWindow | null;
}

export interface AppPolicySettings extends Partial<RotationPolicy> {
  readonly window?: MaintenanceWindow;
}

/** What the settings say about single apps. */
export interface AppSettings extends Pick<PolicySettings, 'apps'> {
  /** No app's automation may do more than remind. */
  readonly isHeld: boolean;
}

/** Default policy of a newly watched app. Its org's settings override those for all apps. */
export function usualPolicy(
  settings: Pick<PolicySettings, 'defaults' | 'orgs'>,
  place: Pick<WatchedApp, 'org' | 'username'>,
): Partial<RotationPolicy> {
  return { ...settings.defaults, ...orgLayer(settings, place) };
}

/**
 * The policy in effect: the one chosen for the app, overridden key by key by the settings for this app. Settings for all
 * apps or for an org never override a chosen policy.
 */
export function effectivePolicy(settings: AppSettings, watched: StoredApp): RotationPolicy {
  const { window: _, ...named } = Object.assign({}, ...appLayers(settings, watched)) as AppPolicySettings;
  return { ...watched.chosenPolicy, ...named, ...(settings.isHeld ? { automation: 'remind' } : {}) };
}

/** When the daemon may rotate an app automatically; null for always. */
export function effectiveWindow(
  settings: Pick<PolicySettings, 'apps' | 'window'>,
  watched: WatchedApp,
): MaintenanceWindow | null {
  return appLayers(settings, watched).findLast(({ window }) => window !== undefined)?.window ?? settings.window;
}

function orgLayer(
  { orgs }: Pick<PolicySettings, 'orgs'>,
  { org, username }: Pick<WatchedApp, 'org' | 'username'>,
): Partial<RotationPolicy> {
  return Object.assign({}, own(orgs, username), own(orgs, org));
}

/** Settings by the app's name first, then by org and name. */
function appLayers(settings: Pick<PolicySettings, 'apps'>, watched: AppPlace): readonly AppPolicySettings[] {
  return appKeys(settings, watched).flatMap((key) => own(settings.apps, key) ?? []);
}

type AppPlace = Pick<WatchedApp, 'app' | 'org' | 'username'>;

/** The keys of the settings that are about an app. A later one overrides. Salesforce ignores case in app names. */
export function appKeys(
  { apps }: { readonly apps: Readonly<Record<string, unknown>> },
  { app, org, username }: AppPlace,
): readonly string[] {
  const layer = (place: string | null) =>
    Object.keys(apps).filter((key) => {
      const slash = key.lastIndexOf('/');
      const isApp = key.slice(slash + 1).toLowerCase() === app.toLowerCase();
      return isApp && (slash < 0 ? null : key.slice(0, slash)) === place;
    });
  const places = org === username ? [null, org] : [null, username, org];
  return places.flatMap(layer);
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
