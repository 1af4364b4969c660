import type { MaintenanceWindow } from './calendar.ts';
import type { RotationPolicy, StoredApp, WatchedApp } from './watched-app.ts';

/** Policies as the settings name them: for everything, by org, and by app. */
export interface PolicySettings {
  readonly defaults: Partial<RotationPolicy>;
  /** By alias or username. */
  readonly orgs: Readonly<Record<string, Partial<RotationPolicy>>>;
  /** By `DeveloperName`, or `org/DeveloperName` with an alias or username. */
  readonly apps: Readonly<Record<string, AppPolicySettings>>;
  /** When the daemon may rotate by itself; null for always. */
  readonly window: MaintenanceWindow | null;
}

export interface AppPolicySettings extends Partial<RotationPolicy> {
  readonly window?: MaintenanceWindow;
}

/** What a newly watched app of an org starts with, where no flag says otherwise: its org's policy goes before that for everything. */
export function usualPolicy(
  settings: Pick<PolicySettings, 'defaults' | 'orgs'>,
  place: Pick<WatchedApp, 'org' | 'username'>,
): Partial<RotationPolicy> {
  return { ...settings.defaults, ...orgLayer(settings, place) };
}

/**
 * The policy in force for an app: what a person chose for it, then key by key what the settings name for this very app. What they
 * name for everything or for an org never overrules what a person chose for the app.
 */
export function effectivePolicy(settings: Pick<PolicySettings, 'apps'>, watched: StoredApp): RotationPolicy {
  const { window: _, ...named } = Object.assign({}, ...appLayers(settings, watched)) as AppPolicySettings;
  return { ...watched.chosenPolicy, ...named };
}

/** When the daemon may rotate an app by itself; null for always. */
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

/** The app's name alone first, then with its org. Salesforce tells no capitals apart in the name of an app. */
function appLayers(
  { apps }: Pick<PolicySettings, 'apps'>,
  { app, org, username }: Pick<WatchedApp, 'app' | 'org' | 'username'>,
): readonly AppPolicySettings[] {
  const layer = (place: string | null) =>
    Object.entries(apps).flatMap(([key, policy]) => {
      const slash = key.lastIndexOf('/');
      const isApp = key.slice(slash + 1).toLowerCase() === app.toLowerCase();
      return isApp && (slash < 0 ? null : key.slice(0, slash)) === place ? [policy] : [];
    });
  const places = org === username ? [null, org] : [null, username, org];
  return places.flatMap(layer);
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
