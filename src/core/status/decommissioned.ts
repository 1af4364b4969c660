import type { JournalLine } from '../model/journal.ts';
import type { WatchedApp } from '../model/watched-app.ts';

/** An app that keyturn decommissioned. */
export interface Decommissioned {
  readonly org: string;
  readonly app: string;
  /** Epoch ms. */
  readonly at: number;
  /** Path of the report; null if unknown. */
  readonly report: string | null;
}

/** Decommissioned apps from the audit trail, without those that were watched again since. The latest first. */
export function decommissionedApps(
  lines: readonly JournalLine[],
  watched: readonly Pick<WatchedApp, 'orgId' | 'app'>[],
): readonly Decommissioned[] {
  const ended = lines.filter(({ action, detail }) => action === 'finish-decommission' && detail.outcome === 'done');
  const nameOf = ({ orgId, app }: Pick<JournalLine, 'orgId' | 'app'>) => `${orgId} ${app}`;
  const newest = new Map(ended.map((line) => [nameOf(line), line]));
  for (const line of lines) {
    const end = line.action === 'watch' ? newest.get(nameOf(line)) : undefined;
    if (end && line.line > end.line) newest.delete(nameOf(line));
  }
  return [...newest.values()]
    .filter(({ orgId, app }) => !watched.some((one) => one.orgId === orgId && one.app === app))
    .map(({ org, app, at, detail }) => ({
      org,
      app: app ?? '',
      at,
      report: typeof detail.report === 'string' ? detail.report : null,
    }))
    .reverse();
}
