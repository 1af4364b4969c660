import type { App } from '../../model/app.ts';
import type { Component, ComponentType, FieldMap } from '../../model/component.ts';
import type { OrgModel } from '../../model/org.ts';
import type { PermissionSet } from '../../model/user.ts';
import { type Change, dropApp, putApp, putPermissionSet } from './put-into-org.ts';

/**
 * A working copy of what one deploy changes. Only {@link commit} changes the org. A check-only deploy, and one that rolls
 * back, drop the draft.
 */
export class OrgDraft {
  readonly org: OrgModel;
  readonly change: Change;
  /** Copies of apps by developer name in lower case; null for a deleted app. */
  readonly #apps = new Map<string, App | null>();
  readonly #newApps = new Set<string>();
  /** By name; null for a deleted permission set. */
  readonly #permissionSets = new Map<string, PermissionSet | null>();
  #settings: FieldMap | null = null;

  constructor(org: OrgModel, change: Change) {
    this.org = org;
    this.change = change;
  }

  /** A changeable copy of the app with this full name (`ns__Name` for a packaged one), or null. */
  app(fullName: string): App | null {
    const prefix = fullName.indexOf('__');
    const name = keyOf(prefix < 0 ? fullName : fullName.slice(prefix + 2));
    const app = this.#appNamed(name);
    return app && (prefix < 0 || keyOf(fullName) === keyOf(fullNameOf(app))) ? app : null;
  }

  #appNamed(name: string): App | null {
    const drafted = this.#apps.get(name);
    if (drafted !== undefined) return drafted;
    const app = this.org.appNamed(name);
    if (app === null) return null;
    const copy = structuredClone(app);
    this.#apps.set(name, copy);
    return copy;
  }

  addApp(app: App): void {
    this.#apps.set(keyOf(app.developerName), app);
    this.#newApps.add(keyOf(app.developerName));
  }

  dropApp(app: App): void {
    this.#apps.set(keyOf(app.developerName), null);
  }

  /** Whether this deploy created the app. */
  isNew(app: App): boolean {
    return this.#newApps.has(keyOf(app.developerName));
  }

  /** The component of a type and full name, with its app, as changeable copies; null if missing. */
  component(type: ComponentType, fullName: string): { app: App; component: Component } | null {
    for (const [name, app] of this.#apps) {
      const component = app?.components[type];
      if (app && component?.fullName === fullName) return { app, component };
      if (app === null && this.org.appNamed(name)?.components[type]?.fullName === fullName) return null;
    }
    for (const original of this.org.data.apps) {
      if (original.components[type]?.fullName !== fullName || this.#apps.has(keyOf(original.developerName))) continue;
      const app = this.#appNamed(keyOf(original.developerName));
      const component = app?.components[type];
      return app && component ? { app, component } : null;
    }
    return null;
  }

  /** Apps that this deploy created or read, without deleted ones. */
  touchedApps(): App[] {
    return [...this.#apps.values()].filter((app) => app !== null);
  }

  settings(): FieldMap {
    this.#settings ??= structuredClone(this.org.data.settings);
    return this.#settings;
  }

  permissionSet(name: string): PermissionSet | null {
    const isNamed = (set: PermissionSet) => set.name === name;
    const drafted = this.#permissionSets.get(name);
    return drafted === undefined ? (this.org.data.permissionSets.find(isNamed) ?? null) : drafted;
  }

  putPermissionSet(set: PermissionSet): void {
    this.#permissionSets.set(set.name, set);
  }

  dropPermissionSet({ name }: PermissionSet): void {
    this.#permissionSets.set(name, null);
  }

  commit(): void {
    for (const [name, app] of this.#apps) {
      const before = this.org.appNamed(name);
      if (app) putApp(this.org, app, this.change);
      else if (before) dropApp(this.org, before, this.change);
    }
    for (const [name, set] of this.#permissionSets) {
      if (set) putPermissionSet(this.org, set);
      else this.org.dropPermissionSet(name);
    }
    Object.assign(this.org.data.settings, this.#settings);
    this.org.changed();
  }
}

/** An app's name in metadata, and in references from its parts. */
export function fullNameOf(app: Pick<App, 'developerName' | 'namespace'>): string {
  return app.namespace === null ? app.developerName : `${app.namespace}__${app.developerName}`;
}

/** App names are compared without case. */
function keyOf(name: string): string {
  return name.toLowerCase();
}
