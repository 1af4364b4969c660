import type { LeaseHolder, Leases } from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import { leaseHolders } from '../words/state-problems.ts';
import { uninstallWords } from '../words/uninstall.ts';

/** @throws AnotherAtWork while a daemon runs */
export async function refuseDaemon({ holder }: Pick<Leases, 'holder'>): Promise<void> {
  const daemon = await holder('daemon');
  if (daemon) throw inUse(uninstallWords.folder, 'daemon', daemon);
}

/**
 * Nothing may be at work on what is deleted about the practice org.
 * @param host this computer: the practice org's clock can be far ahead, so leases of other computers don't tell anything
 * @throws AnotherAtWork
 */
export async function refusePracticeWork({ holders }: Pick<Leases, 'holders'>, host: string): Promise<void> {
  const [work] = [...(await holders())].filter(([, holder]) => holder.host === host);
  if (work) throw inUse(uninstallWords.practice, ...work);
}

function inUse(what: string, lease: string, { pid, host }: LeaseHolder): KeyturnError {
  const process = leaseHolders.process(pid, host);
  if (lease !== 'daemon') return reason('AnotherAtWork', { what, holder: process });
  return reason('AnotherAtWork', { what, holder: uninstallWords.daemon(process), daemon: pid });
}
