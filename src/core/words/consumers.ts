import {
  type Consumer,
  type ConsumerState,
  type ConsumerStatus,
  consumerState,
  notifiedAt,
} from '../model/consumer.ts';
import { goneFinding } from '../model/gone.ts';
import { mayHaveGot, nameOf, type Rotation } from '../model/rotation.ts';
import { consumerName, isSameTarget, longestProblem, type Target, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { nameList, plainText } from '../plain/text.ts';
import { dayWord } from './app-state.ts';

const statusWords: Readonly<Record<ConsumerStatus, (since: string) => string>> = {
  unknown: () => 'unknown',
  notified: (since) => `must be updated by hand${since && ` since ${since}`}`,
  delivered: (since) => `delivered${since && ` ${since}`}`,
  confirmed: (since) => `confirmed${since && ` ${since}`}`,
  failing: (since) => `failing${since && ` since ${since}`}`,
};

/**
 * `delivered 29 Nov`, `failing since 3 Dec: the folder doesn't exist`. @param now epoch ms
 * @param watched its last check may have found that others replaced the credentials
 */
export function consumerStateWords(
  { status, since, problem }: ConsumerState,
  now: number,
  watched: Pick<WatchedApp, 'lastCheck'> | null = null,
): string {
  const isOver = (status === 'notified' || status === 'failing') && watched !== null && goneFinding(watched);
  if (isOver) return 'gets no tokens';
  const words = statusWords[status](since === null ? '' : dayWord(since, now));
  if (isOutdated(status, watched))
    return watched && goneFinding(watched) ? `${words}, but gets no tokens` : `${words} (not the current credentials)`;
  return status === 'failing' && problem !== null ? `${words}: ${plainText(problem, longestProblem)}` : words;
}

/** Whether a consumer has credentials that others have replaced since. */
function isOutdated(status: ConsumerStatus, watched: Pick<WatchedApp, 'lastCheck'> | null): boolean {
  const isReplaced = watched?.lastCheck?.drift.some(({ kind }) => replacing.has(kind)) === true;
  return isReplaced && (status === 'delivered' || status === 'confirmed');
}

/** Drift after which no consumer can have the current credentials from keyturn. */
const replacing: ReadonlySet<string> = new Set(['app-gone', 'sandbox-refreshed', 'pair-changed-outside']);

/** When keyturn writes the files of consumers that have no credentials yet; null without any. */
export function unwrittenWords(app: string, consumers: readonly Pick<Consumer, 'name'>[]): string | null {
  if (consumers.length === 0) return null;
  const names = nameList(consumers.map(({ name }) => plainText(name, 200)));
  const have = consumers.length === 1 ? 'has' : 'have';
  return `${names} ${have} no credentials from keyturn yet. keyturn delivers them at the next rotation, or now with \`keyturn resume ${plainText(app)}\`.`;
}

/** Every consumer with its state, one line each. A name that isn't the target is followed by the target. */
export function consumerLines(
  watched: Pick<WatchedApp, 'consumers' | 'adoptedAt' | 'lastCheck'>,
  newest: Rotation | null,
  now: number,
): readonly { readonly status: ConsumerStatus; readonly text: string }[] {
  return watched.consumers.map((consumer) => {
    const state = consumerState(consumer, newest, watched);
    const contact = contactLine(consumer, { newest, watched, now });
    const words = `${consumerLabel(consumer)}: ${consumerStateWords(state, now, watched)}`;
    return {
      status: isOutdated(state.status, watched) ? 'unknown' : state.status,
      text: contact === null ? words : `${words} · ${contact}`,
    };
  });
}

/** `ana@acme.example, notified 29 Nov`; null without a contact. The contact may only be in the settings. */
export function contactLine(
  consumer: Pick<Consumer, 'contact' | 'target'>,
  {
    newest,
    watched,
    now,
  }: { readonly newest: Rotation | null; readonly watched: Pick<WatchedApp, 'adoptedAt'>; readonly now: number },
): string | null {
  const at = notifiedAt(consumer, newest, watched);
  const told = at === null ? [] : [`notified ${dayWord(at, now)}`];
  const all = [...(consumer.contact === null ? [] : [plainText(consumer.contact, 60)]), ...told];
  return all.length > 0 ? all.join(', ') : null;
}

/** `Nightly export (file:/etc/erp.env)`, `Bob`, `file:/etc/erp.env`. */
export function consumerLabel({ name, target }: Pick<Consumer, 'name' | 'target'>): string {
  const label = plainText(name, 200);
  return name === consumerName(target) ? label : `${label} (${plainText(targetText(target), 200)})`;
}

/** The same of the consumer with a target. */
export function plannedConsumer(consumers: readonly Consumer[], target: Target): string {
  const consumer = consumers.find((one) => isSameTarget(one.target, target));
  return consumerLabel(consumer ?? { name: consumerName(target), target });
}

/**
 * Consumers that were removed while the run was open, and targets that consumers had before; null without any.
 * @param kind the run that this is said about, if another one is about to replace the run
 */
export function removedWords(
  run: (Pick<Rotation, 'removed' | 'kind'> & Partial<Pick<Rotation, 'rotatedAt' | 'endedAt' | 'deliveries'>>) | null,
  kind = run?.kind,
): string | null {
  const isNext = kind === 'discard' && run?.kind !== 'discard';
  const removed = (run?.removed ?? []).filter((one) => !isNext || mayHaveGot(one));
  // A consumer that has another target now is still a consumer.
  const isStill = (name: string) => run?.deliveries?.some((one) => nameOf(one) === name) === true;
  const names = removed.map((one) =>
    isStill(nameOf(one)) ? `${nameOf(one)} (${targetText(one.target)})` : nameOf(one),
  );
  if (names.length === 0) return null;
  const who = names.map((name) => plainText(name, 200)).join(', ');
  if (kind === 'discard') {
    return `Removed: ${who}. A consumer that still uses the staged credentials loses access when they are deleted.`;
  }
  if (kind === 'emergency') {
    const since = run?.kind === 'emergency' && run.endedAt != null;
    const deleted = since ? 'The leaked credentials are deleted: a' : 'Once the leaked credentials are deleted, a';
    return `Removed: ${who}. ${deleted} consumer has no access until it gets the new ones.`;
  }
  if (run?.endedAt != null) {
    return `Removed during this rotation: ${who}. The org no longer has the credentials before: a consumer that still uses them has no access until it gets the current ones.`;
  }
  if (kind === 'back') {
    return `Removed during this rotation: ${who}. A consumer that has the replaced credentials loses access when they are deleted. Only you can delete them.`;
  }
  const only = 'Only you can delete the previous credentials.';
  const promotion =
    run?.rotatedAt === null && kind !== 'retire'
      ? `In some orgs, a consumer that still uses the current credentials loses access when the new ones are promoted. ${only}`
      : only;
  return `Removed during this rotation: ${who}. ${promotion}`;
}

const longestName = 80;

export const consumerProblems = {
  /** What is wrong with a name; null if nothing is. */
  ofName: (name: string): string | null => {
    if (name === '') return 'A consumer needs a name';
    if (name.startsWith('-')) return "The name of a consumer can't start with a hyphen";
    if (name !== plainText(name, longestName))
      return `The name of a consumer has at most ${longestName} characters on one line`;
    return null;
  },
  nameTaken: (name: string) => `there is already a consumer called ${plainText(name, 60)}`,
  noTarget: 'Name the consumer, or say with `--deliver` how it gets new credentials',
  notNamed: 'Name the consumer, or add `--code <code>`',
  nothingToEdit: 'Nothing to change: add `--rename`, `--deliver`, `--contact`, `--notes` or `--key`',
  replacedByNone: '`--replace-consumers` needs `--deliver`. To remove a consumer, use `keyturn consumer remove`',
  ofSeveralApps: 'A consumer belongs to one app. Add it with `keyturn consumer add <app>` after the audit',
} as const;
