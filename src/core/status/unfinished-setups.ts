import type { JournalLine } from '../model/journal.ts';
import { setupLease } from '../model/setup-lease.ts';
import type { UnfinishedSetup } from '../model/unfinished-setup.ts';
import type { State } from '../ports/ports.ts';

/** From the state only. A setup that is still running is not among them. */
export async function unfinishedSetups({
  journal,
  leases,
}: Pick<State, 'journal' | 'leases'>): Promise<readonly UnfinishedSetup[]> {
  const newest = new Map<string, JournalLine>();
  for (const line of await journal.open()) {
    if (line.action === 'set-up') newest.set(setupLease(line), line);
  }
  const found = await Promise.all(
    [...newest].map(async ([lease, line]) => ((await leases.holder(lease)) === null ? [asUnfinished(line)] : [])),
  );
  return found.flat();
}

/** The setups of an app with this developer name, in any case. `org/DeveloperName` names the org, too. */
export function setupsCalled(setups: readonly UnfinishedSetup[], name: string): readonly UnfinishedSetup[] {
  const slash = name.lastIndexOf('/');
  const [place, wanted] = [name.slice(0, Math.max(0, slash)), name.slice(slash + 1).toLowerCase()];
  return setups.filter(
    ({ org, orgId, app }) => app.toLowerCase() === wanted && (slash < 0 || [org, orgId].includes(place)),
  );
}

function asUnfinished({ orgId, org, app, at, detail }: JournalLine): UnfinishedSetup {
  const { user, command } = detail;
  return { orgId, org, app: app ?? '', user: String(user ?? ''), since: at, command: String(command ?? 'setup') };
}
