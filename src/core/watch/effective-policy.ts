import type { MaintenanceWindow } from '../reminders/calendar.ts';
import type { RotationPolicy, WatchedApp } from './watched-app.ts';

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

/**
 * The policy that holds for an app: what it was watched with, then key by key what the settings name for everything, for its
 * org and for itself, the nearest last.
 */
export function effectivePolicy(settings: PolicySettings, watched: WatchedApp): RotationPolicy {
  const { window: _, ...named } = Object.assign({}, ...appLayers(settings, watched)) as AppPolicySettings;
  return { ...watched.policy, ...settings.defaults, ...orgLayer(settings, watched), ...named };
}

/** When the daemon may rotate an app by itself; null for always. */
export function effectiveWindow(settings: PolicySettings, watched: WatchedApp): MaintenanceWindow | null {
  return appLayers(settings, watched).findLast(({ window }) => window !== undefined)?.window ?? settings.window;
}

function orgLayer({ orgs }: PolicySettings, { org, username }: WatchedApp): Partial<RotationPolicy> {
  return Object.assign({}, own(orgs, username), own(orgs, org));
}

/** The app's name alone first, then with its org. Salesforce tells no capitals apart in the name of an app. */
function appLayers({ apps }: PolicySettings, { app, org, username }: WatchedApp): readonly AppPolicySettings[] {
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
