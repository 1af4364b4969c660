import type { SoughtCredentials } from '../model/sought.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { ObjectOrigin, SecretStore, State, Sweep, SweptPlace, SweptSkip } from '../ports/ports.ts';
import { soughtCredentials } from './known-credentials.ts';
import { type Match, Matcher } from './matcher.ts';

interface ScanRequest {
  /** A file or a folder. */
  readonly path: string;
  readonly state: State;
  readonly sweep: Sweep;
  /** null if the secret store of an app can't be opened: then only fingerprints of its secrets are compared. */
  readonly storeOf: (app: WatchedApp) => Promise<SecretStore | null>;
  /** Gets the number of places read so far. */
  readonly tell?: (places: number) => void;
  readonly signal?: AbortSignal;
}

/** Credentials in one place. */
export interface ScanFinding {
  /** null for a consumer key that keyturn doesn't know. */
  readonly credentials: SoughtCredentials | null;
  readonly consumerKey: string;
  /** `secret` also if the consumer key is there, too. */
  readonly what: Match['what'];
  readonly place: SweptPlace;
  /** Lines of a file, from 1. */
  readonly lines: readonly number[];
  /** Where git has it; null for a file, and for what comes after the first hundred objects. */
  readonly origin: ObjectOrigin | null;
}

export interface ScanResult {
  readonly findings: readonly ScanFinding[];
  /** Places with credentials that are not in `findings`. */
  readonly more: number;
  readonly files: number;
  readonly objects: number;
  readonly skipped: readonly SweptSkip[];
  readonly moreSkipped: number;
  /** Credentials that may still work and whose secret keyturn couldn't look for. */
  readonly unsought: readonly SoughtCredentials[];
}

const mostFindings = 1_000;
const mostOrigins = 100;
const mostSkipped = 100;
const mostLines = 20;

/**
 * Looks for the keys and secrets of all apps that keyturn knows, in files and in the history of git. Changes nothing, and asks no org.
 * @throws FileUnreadable, and what the secret store throws
 */
export async function scan({ path, state, sweep, storeOf, tell, signal }: ScanRequest): Promise<ScanResult> {
  const sought = await soughtCredentials(state, storeOf);
  const matcher = new Matcher(sought, (secret) => state.fingerprint(secret));
  const found = new Findings();
  const read = { file: 0, object: 0 };
  const skipped: SweptSkip[] = [];
  let moreSkipped = 0;
  for await (const swept of sweep.read(path, signal)) {
    if ('done' in swept) {
      read[swept.done] += 1;
      tell?.(read.file + read.object);
    } else if ('skipped' in swept) {
      if (skipped.length < mostSkipped) skipped.push(swept);
      else moreSkipped += 1;
    } else {
      for (const match of await matcher.find(swept.text))
        found.add(match, swept.place, swept.line + newlinesIn(swept.text.slice(0, match.at)));
    }
  }
  const findings = await withOrigins(found.list(), sweep, signal);
  const isSought = ({ secret, fingerprint }: SoughtCredentials) => secret !== null || fingerprint !== null;
  return {
    findings,
    more: found.more,
    files: read.file,
    objects: read.object,
    skipped,
    moreSkipped,
    unsought: sought.filter((one) => one.slot !== 'ended' && !isSought(one)),
  };
}

/** Whether the credentials may still get a token. */
export function mayWork({ what, credentials }: Pick<ScanFinding, 'what' | 'credentials'>): boolean {
  return what === 'secret' && credentials !== null && credentials.slot !== 'ended';
}

class Findings {
  readonly #byPlace = new Map<string, ScanFinding & { readonly lines: number[] }>();
  more = 0;

  add({ credentials, what, consumerKey }: Match, place: SweptPlace, line: number): void {
    const where = place.kind === 'file' ? place.path : `${place.repository.path}\0${place.id}`;
    const id = `${place.kind}\0${where}\0${consumerKey}`;
    const known = this.#byPlace.get(id);
    if (!known && this.#byPlace.size >= mostFindings) {
      this.more += 1;
      return;
    }
    const lines = known?.lines ?? [];
    if (lines.length < mostLines && !lines.includes(line)) lines.push(line);
    const isSecret = what === 'secret' || known?.what === 'secret';
    const finding = { credentials, consumerKey, place, lines, origin: null };
    this.#byPlace.set(id, { ...finding, what: isSecret ? 'secret' : 'key' });
  }

  /** What may still work first. */
  list(): readonly ScanFinding[] {
    const rank = (one: ScanFinding) => (mayWork(one) ? 0 : one.what === 'secret' ? 1 : one.credentials ? 2 : 3);
    return [...this.#byPlace.values()]
      .map((one) => ({ ...one, lines: one.lines.toSorted((first, second) => first - second) }))
      .sort((one, other) => rank(one) - rank(other));
  }
}

async function withOrigins(findings: readonly ScanFinding[], sweep: Sweep, signal?: AbortSignal) {
  const result: ScanFinding[] = [];
  let asked = 0;
  for (const finding of findings) {
    const { place } = finding;
    const origin =
      place.kind === 'object' && asked++ < mostOrigins
        ? await sweep.originOf(place.repository, place.id, signal)
        : null;
    result.push({ ...finding, origin });
  }
  return result;
}

function newlinesIn(text: string): number {
  return text.split('\n').length - 1;
}
