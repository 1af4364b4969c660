import type { SelfCheck } from '../core/model/self-check.ts';
import { formatDuration, relativeTime } from '../core/plain/duration.ts';
import { linesOf, plainText } from '../core/plain/text.ts';
import { isoInstant } from '../core/plain/time.ts';
import type { InstalledService, ServiceActivity, ServiceKind } from '../core/ports/service-manager.ts';
import type { DaemonSight } from '../core/status/read-daemon.ts';
import { selfCheckWords } from '../core/words/self-check.ts';

/** A service that is installed. */
export function serviceDocument({ kind, active, enabled, linger }: ServiceActivity & { readonly kind: ServiceKind }) {
  return { kind, installed: true, active, enabled, linger };
}

interface DaemonFacts extends DaemonSight {
  readonly service: InstalledService | null;
  readonly now: number;
}

const titles: Readonly<Record<ServiceKind, string>> = {
  systemd: 'systemd user service',
  'systemd-system': 'systemd service',
  launchd: 'launchd agent',
  'task-scheduler': 'scheduled task',
};

/** `keyturn daemon status`, for people. */
export function daemonText({ service, now, ...daemon }: DaemonFacts): readonly string[] {
  const { running, pid, host, startedAt, lastTickAt, nextTickAt, selfCheck } = daemon;
  const since = startedAt === null ? '' : ` for ${formatDuration(Math.max(0, now - startedAt))}`;
  return linesOf(
    running
      ? `✔ The daemon runs${since}: process ${pid} on ${plainText(host ?? '')}.`
      : '▲ The daemon does not run: nobody is reminded, and nothing is staged by itself.',
    lastTickAt !== null && `  last tick ${relativeTime(lastTickAt, now)}`,
    nextTickAt !== null && `  next tick ${relativeTime(nextTickAt, now)}`,
    selfCheck && `  checked ${relativeTime(selfCheck.at, now)} from inside: ${selfCheckWords(selfCheck)}`,
    serviceText(service),
    !running && '  → `keyturn daemon install`, or `keyturn daemon` in the foreground.',
  );
}

function serviceText(service: InstalledService | null): string {
  if (service === null) return '  No service is installed.';
  const { kind, path, active, enabled, linger, word } = service;
  const facts = linesOf(
    word ?? (active === null ? 'whether it runs is not told' : active ? 'active' : 'not active'),
    enabled === false && 'not begun by itself',
    linger === false && 'ends when its user signs out',
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
