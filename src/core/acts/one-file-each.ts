import { isSameTarget, type Target, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { inParallel } from '../plain/in-parallel.ts';
import type { Deliveries, State } from '../ports/ports.ts';
import { sharedFileWords } from '../words/deliveries.ts';

/** A file that a consumer gets credentials from. */
export interface FileUse {
  readonly app: string;
  readonly org: string;
  readonly consumer: string;
  readonly target: Target;
  /** It is a consumer of the same OAuth consumer. */
  readonly isOwn: boolean;
}

type Place = Pick<WatchedApp, 'orgId' | 'consumerId'>;

/** What is read of an app to compare its files. */
export type AppFiles = Pick<WatchedApp, 'app' | 'org' | 'orgId' | 'consumerId' | 'consumers'>;

/** How many files are looked up at the same time. */
const atOnce = 16;

/** The same while somebody waits: a file that doesn't answer holds one of the few threads that also write the delivery. */
const atOnceInHaste = 2;

/** How long a run waits for the files of other apps: one of them may be on a network drive that doesn't answer. In ms. */
export const mostLookMs = 3_000;

/** The files of all watched apps. @param mine the OAuth consumer whose target is compared with them; null for a new one */
export function fileUses(apps: readonly AppFiles[], mine: Place | null): readonly FileUse[] {
  return apps.flatMap(({ app, org, orgId, consumerId, consumers }) => {
    const isOwn = mine !== null && mine.orgId === orgId && mine.consumerId === consumerId;
    const files = consumers.filter(({ target }) => target.kind === 'file');
    return files.map(({ name, target }) => ({ app, org, consumer: name, target, isOwn }));
  });
}

/** The same, read from the state. @param mine with the consumers it will keep */
export async function usesBeside(
  { apps }: Pick<State, 'apps'>,
  mine: Place & Pick<WatchedApp, 'consumers'>,
): Promise<readonly FileUse[]> {
  const all = await apps.list();
  const isMine = (one: WatchedApp) => one.orgId === mine.orgId && one.consumerId === mine.consumerId;
  return fileUses(
    all.map((one) => (isMine(one) ? { ...one, consumers: mine.consumers } : one)),
    mine,
  );
}

/**
 * The files of consumers that use other credentials. Two consumers of one app may share a file during a rotation: both get the
 * same credentials.
 */
export async function usesOfOthers({ apps }: Pick<State, 'apps'>, mine: Place): Promise<readonly FileUse[]> {
  return fileUses(await apps.list(), mine).filter(({ isOwn }) => !isOwn);
}

/**
 * Why a target can't be used beside others: its path leads to a file that another consumer gets credentials from, and each
 * delivery would overwrite the other. Under another name it may be the same file.
 * @param patience after it, a file that hasn't answered counts as a different one; the same path is found without an answer
 * @returns null if it has a file of its own
 */
export async function sharedFile(
  deliveries: Pick<Deliveries, 'places'>,
  target: Target,
  uses: readonly FileUse[],
  patience: AbortSignal | null = null,
): Promise<string | null> {
  if (target.kind !== 'file') return null;
  const others = uses.filter((use) => !(use.isOwn && isSameTarget(use.target, target)));
  if (others.length === 0) return null;
  const use =
    others.find((one) => isSameTarget(one.target, target)) ??
    (await sameFile(deliveries, { target, others, patience }));
  if (!use) return null;
  const { app, org, consumer } = use;
  return sharedFileWords({
    app,
    org,
    consumer,
    target: isSameTarget(use.target, target) ? null : targetText(use.target),
  });
}

interface Compared {
  readonly target: Target;
  readonly others: readonly FileUse[];
  readonly patience: AbortSignal | null;
}

/** The first use whose path leads to the same file. */
async function sameFile(
  { places }: Pick<Deliveries, 'places'>,
  { target, others, patience }: Compared,
): Promise<FileUse | null> {
  const mine = new Set(await inTime(() => places(target), patience));
  const found = await inParallel(others, patience ? atOnceInHaste : atOnce, async (use) => {
    const theirs = await inTime(() => places(use.target), patience);
    return theirs.some((place) => mine.has(place)) ? use : null;
  });
  return found.find((one) => one !== null) ?? null;
}

/** Nothing if the file doesn't answer in time. */
async function inTime(
  look: () => Promise<readonly string[]>,
  patience: AbortSignal | null,
): Promise<readonly string[]> {
  if (patience === null) return look();
  if (patience.aborted) return [];
  const { promise, resolve } = Promise.withResolvers<readonly string[]>();
  const giveUp = () => resolve([]);
  patience.addEventListener('abort', giveUp);
  try {
    return await Promise.race([look(), promise]);
  } finally {
    patience.removeEventListener('abort', giveUp);
  }
}

/** Looks at each path once, however many targets are compared with it. */
export function lookingOnce({ places }: Pick<Deliveries, 'places'>): Pick<Deliveries, 'places'> {
  const known = new Map<string, Promise<readonly string[]>>();
  return {
    places: (target) => {
      const text = targetText(target);
      const found = known.get(text) ?? places(target);
      known.set(text, found);
      return found;
    },
  };
}
