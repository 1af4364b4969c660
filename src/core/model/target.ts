import { fileOf } from './new-file-access.ts';

/**
 * Where credentials are delivered. Its text form is `<kind>[@<host>]:<name>`, as in flags, the state, the journal and JSON.
 * - `file:/etc/erp.env`: a file that keyturn writes; `?owner=erp,group=erp,mode=0640` says who may read it if it is new
 * - `exec:/opt/hand-over`: a program that keyturn runs
 * - `manual:CI`: a person updates it
 *
 * This version supports no other kind and no host. Such a target has its whole text as its name, and every delivery to it
 * fails.
 */
export interface Target {
  readonly kind: 'file' | 'exec' | 'manual' | 'unknown';
  readonly name: string;
}

export function parseTarget(text: string): Target {
  const [, kind, name] = /^(file|exec|manual):(.*)$/s.exec(text) ?? [];
  return name === undefined ? { kind: 'unknown', name: text } : targetNamed(kind as KnownKind, name);
}

type KnownKind = Exclude<Target['kind'], 'unknown'>;

/** A path gets one spelling: `/etc//./erp.env` is `/etc/erp.env`. `..` stays, because it may follow a link. */
export function targetNamed(kind: KnownKind, name: string): Target {
  if (kind === 'manual' || !name.trim().startsWith('/')) return { kind, name };
  return { kind, name: name.trim().replace(/\/(\.?\/)+/g, '/') };
}

export function targetText({ kind, name }: Target): string {
  return kind === 'unknown' ? name : `${kind}:${name}`;
}

/** What people call the target. For a manual one this is only its name, and for a file its path. */
export function consumerName({ kind, name }: Target): string {
  if (kind === 'manual') return name;
  return targetText({ kind, name: kind === 'file' ? fileOf(name).path : name });
}

/** Why a target can't work on any computer; null if it may. */
export function targetProblem({
  kind,
  name,
}: Target): 'no-kind' | 'no-name' | 'relative-program' | 'relative-file' | 'unclear-access' | null {
  if (kind === 'unknown') return 'no-kind';
  if (name.trim() === '') return 'no-name';
  if (kind === 'file' && fileOf(name).access === null) return 'unclear-access';
  if (kind === 'manual' || isAbsolutePath(name.trim())) return null;
  // Later runs, such as the daemon's, start in other folders.
  return kind === 'exec' ? 'relative-program' : 'relative-file';
}

function isAbsolutePath(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}

export function isManual({ kind }: Target): boolean {
  return kind === 'manual';
}

export function isSameTarget(one: Target, other: Target): boolean {
  return one.kind === other.kind && one.name === other.name;
}

/** The targets of `more` that aren't in `known`, without duplicates. */
export function newTargets(known: readonly Target[], more: readonly Target[]): readonly Target[] {
  return more.filter((target, index) => ![...known, ...more.slice(0, index)].some((one) => isSameTarget(one, target)));
}

/** Of what is wrong with a target, in characters: it ends with what to do about it, which must stay whole. */
export const longestProblem = 400;
