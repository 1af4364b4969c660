import type { SelfCheck } from '../core/model/self-check.ts';
import { formatDuration, relativeTime } from '../core/plain/duration.ts';
import { linesOf, plainText } from '../core/plain/text.ts';
import { isoInstant, isoInstantOrNull } from '../core/plain/time.ts';
import type { InstalledService, ServiceActivity, ServiceKind } from '../core/ports/service-manager.ts';
import type { DaemonSight } from '../core/status/read-daemon.ts';
import { daemonWords, failingDaemonWords, nextCheckWords } from '../core/words/daemon.ts';
import { selfCheckWords } from '../core/words/self-check.ts';

/** `service` in `keyturn daemon status --json` and `install --json`. */
export function serviceDocument({ kind, active, enabled, linger }: ServiceActivity & { readonly kind: ServiceKind }) {
  return { kind, installed: true, active, enabled, linger };
}

interface DaemonFacts extends DaemonSight {
  readonly service: InstalledService | null;
  /** The practice org can't have a background service. */
  readonly isPractice: boolean;
  readonly now: number;
}

const titles: Readonly<Record<ServiceKind, string>> = {
  systemd: 'systemd user service',
  'systemd-system': 'systemd service',
  launchd: 'launchd agent',
  'task-scheduler': 'scheduled task',
};

/** What both `status` and `daemon status` say about the daemon. */
export function daemonRunDocument(daemon: DaemonSight) {
  const { running, pid, lastTickAt, nextTickAt, isFailing, lastGoodTickAt, lastFailure } = daemon;
  return {
    running,
    pid,
    lastTickAt: isoInstantOrNull(lastTickAt),
    nextTickAt: isoInstantOrNull(nextTickAt),
    failing: isFailing,
    lastGoodTickAt: isoInstantOrNull(lastGoodTickAt),
    lastFailure: lastFailure && { at: isoInstant(lastFailure.at), problem: lastFailure.problem },
  };
}

/** `keyturn daemon status`, for people. */
export function daemonText({ service, isPractice, now, ...daemon }: DaemonFacts): readonly string[] {
  const { running, pid, host, startedAt, lastTickAt, nextTickAt, lastGoodTickAt, selfCheck } = daemon;
  const failure = failingDaemonWords(daemon, now);
  const on = plainText(host ?? '');
  const upWords = () =>
    startedAt === null
      ? daemonWords.runningAs(pid, on)
      : daemonWords.runningFor(formatDuration(Math.max(0, now - startedAt)), pid, on);
  return linesOf(
    running ? `✔ ${upWords()}` : `▲ ${daemonWords.off}`,
    failure !== null && `▲ ${failure}`,
    failure !== null && lastGoodTickAt !== null && `  ${daemonWords.lastGoodCheck(relativeTime(lastGoodTickAt, now))}`,
    lastTickAt !== null && `  ${daemonWords.lastCheck(relativeTime(lastTickAt, now))}`,
    nextTickAt !== null && `  ${nextCheckWords(nextTickAt, now)}`,
    selfCheck && `  ${daemonWords.selfCheck(relativeTime(selfCheck.at, now), selfCheckWords(selfCheck))}`,
    !isPractice && serviceText(service),
    !running &&
      `  → Start it: ${isPractice ? '' : '`keyturn daemon install`, or '}\`keyturn daemon\` in the foreground.`,
  );
}

function serviceText(service: InstalledService | null): string {
  if (service === null) return '  No background service is installed.';
  const { kind, path, active, enabled, linger, word } = service;
  const facts = linesOf(
    word ?? (active === null ? 'state unknown' : active ? 'active' : 'not active'),
    enabled === false && "doesn't start automatically",
    linger === false && 'stops when its user signs out',
  );
  return `  ${titles[kind]} ${path}: ${facts.join(', ')}`;
}

export function selfCheckDocument(check: SelfCheck | null) {
  if (check === null) return null;
  const { at, stores, orgs } = check;
  return {
    at: isoInstant(at),
    stores: stores.map(({ kind, found }) => ({ kind, problem: found?.problem ?? null })),
    orgs: orgs.map(({ org, found }) => ({ org, problem: found?.problem ?? null })),
  };
}
