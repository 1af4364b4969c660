import { formatDuration, relativeTime } from '../core/duration.ts';
import type { DaemonStatus } from '../core/ports.ts';
import type { InstalledService, ServiceActivity, ServiceKind } from '../core/service-manager.ts';
import { plainText } from '../core/text.ts';

interface Told extends ServiceActivity {
  readonly kind: ServiceKind;
  readonly installed: boolean;
}

export function serviceDocument({ kind, installed, active, enabled, linger }: Told) {
  return { kind, installed, active, enabled, linger };
}

interface DaemonFacts {
  readonly status: { readonly running: boolean; readonly pid: number | null } & Pick<
    DaemonStatus,
    'lastTickAt' | 'nextTickAt'
  > & { readonly startedAt: number | null };
  readonly host: string | null;
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
export function daemonText({ status, host, service, now }: DaemonFacts): readonly string[] {
  const { running, pid, startedAt, lastTickAt, nextTickAt } = status;
  const since = startedAt === null ? '' : ` for ${formatDuration(Math.max(0, now - startedAt))}`;
  return [
    running
      ? `✔ The daemon runs${since}: process ${pid} on ${plainText(host ?? '')}.`
      : '▲ The daemon does not run: nobody is reminded, and nothing is staged by itself.',
    ...(lastTickAt === null ? [] : [`  last tick ${relativeTime(lastTickAt, now)}`]),
    ...(nextTickAt === null ? [] : [`  next tick ${relativeTime(nextTickAt, now)}`]),
    ...serviceText(service),
    ...(running ? [] : ['  → `keyturn daemon install`, or `keyturn daemon` in the foreground.']),
  ];
}

function serviceText(service: InstalledService | null): readonly string[] {
  if (service === null) return ['  No service is installed.'];
  const { kind, path, active, enabled, linger, word } = service;
  const facts = [
    word ?? (active === null ? 'whether it runs is not told' : active ? 'active' : 'not active'),
    ...(enabled === false ? ['not begun by itself'] : []),
    ...(linger === false ? ['ends when its user signs out'] : []),
  ];
  return [`  ${titles[kind]} ${path}: ${facts.join(', ')}`];
}
