import type { Abandoned } from './left-off.ts';
import type { Rotation } from './rotation.ts';
import type { SealPlace } from './seal.ts';
import { mayHaveSecrets, type SetAsideFile } from './set-aside-file.ts';
import type { Freezer } from './shared-freeze.ts';
import type { UnfinishedSetup } from './unfinished-setup.ts';
import type { StoreReference, WatchedApp } from './watched-app.ts';

/** Credentials that the secret store of this computer has. */
export interface KeptCredentials {
  readonly consumerKey: string;
  readonly state: 'primary' | 'staged' | 'previous';
  /** keyturn knows of no consumer that has them, so the store may have the only copy. */
  readonly isOnlyHere: boolean;
}

/** What an app leaves behind when keyturn forgets it. */
export interface AppRemains {
  readonly watched: WatchedApp;
  /** The unfinished run; null if there is none. */
  readonly open: Rotation | null;
  /** Another app whose open emergency or decommissioning froze the same execution user; null if none did. */
  readonly frozenBy: Freezer | null;
  /** Something is turned off in the org, and only keyturn's record says so. */
  readonly isBlocked: boolean;
  readonly credentials: readonly KeptCredentials[];
  /** Consumer keys of all credentials that the state names, also of those that no longer work. */
  readonly keys: readonly string[];
}

export interface Remains {
  readonly apps: readonly AppRemains[];
  readonly channelSecrets: readonly { readonly name: string; readonly store: StoreReference['kind'] }[];
  /** Where the key of the audit trail's seals is. */
  readonly sealKey: SealPlace;
  /** Emergencies that were abandoned while they had blocked access, of apps that are no longer watched. */
  readonly leftOff: readonly Abandoned[];
  /** Setups that changed an org and aren't finished. */
  readonly setups: readonly UnfinishedSetup[];
  /** Org names in which REST access to secrets may still be on. */
  readonly borrowed: readonly string[];
}

/** What `keyturn uninstall` would remove from this computer, and what stays in which org. */
export interface UninstallPlan {
  /** The background service; null if none is installed. */
  readonly service: { readonly path: string; readonly isSystem: boolean } | null;
  /** keyturn's folder; null if it doesn't exist. */
  readonly home: HomeContent | null;
  /** Of the real orgs; null if there is no state, or it can't be read. */
  readonly remains: Remains | null;
  /** Why the state can't be read; null if it can. */
  readonly problem: string | null;
  /** Secrets in the encrypted files that the state doesn't name: of apps that are no longer watched, for example. */
  readonly strays: number;
}

export interface HomeContent {
  readonly path: string;
  /** Names of files and folders that keyturn made. */
  readonly ours: readonly string[];
  /** Names of others, which stay; a path for what is in a folder of keyturn. */
  readonly others: readonly string[];
  /** Names of the files of the secret store, one for each secret. */
  readonly secrets: readonly string[];
  /** What was set aside, and goes with the home. */
  readonly setAside: readonly SetAsideFile[];
  readonly reports: number;
}

/** Work in an org that only keyturn's own record can finish. */
export function isUnfinished({ open, isBlocked }: AppRemains): boolean {
  return open !== null || isBlocked;
}

/** Whether the home may have the only copy of a credential or of another secret. */
export function hasOnlyCopies({ remains, home, problem, strays }: UninstallPlan): boolean {
  if (home === null) return false;
  if (home.setAside.some(mayHaveSecrets)) return true;
  if (remains === null || problem !== null) return home.secrets.length > 0 || problem !== null;
  return (
    strays > 0 ||
    remains.channelSecrets.length > 0 ||
    remains.apps.some(({ credentials }) => credentials.some(({ isOnlyHere }) => isOnlyHere))
  );
}

/** Whether something in an org is unfinished, which only keyturn's record can finish. */
export function leavesUnfinished({ remains }: Pick<UninstallPlan, 'remains'>): boolean {
  if (remains === null) return false;
  const { apps, borrowed, setups } = remains;
  return borrowed.length + setups.length > 0 || apps.some(isUnfinished);
}
