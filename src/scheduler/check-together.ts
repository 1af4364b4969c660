import { mustAgreeOnTime } from '../core/acts/org-clock.ts';
import type { Work } from '../core/automation/work.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { once } from '../core/plain/once.ts';
import { performWork, type WorkOutcome } from '../core/unattended/perform-work.ts';
import { checkApp } from '../core/watch/check.ts';
import { lookAtOrg } from '../core/watch/org-look.ts';

export interface DueCheck {
  readonly watched: WatchedApp;
  readonly work: Work;
  /** The ports with the store of this app. */
  readonly operate: OperatePorts;
}

/** Checks apps of one org together, so that shared facts are read once. A defect in one app doesn't affect the others. */
export function checkTogether(
  checks: readonly DueCheck[],
  begunAt: number,
): Promise<PromiseSettledResult<WorkOutcome>[]> {
  const looks = Map.groupBy(checks, ({ watched }) => watched.org);
  const opened = new Map([...looks].map(([name, those]) => [name, once(() => open(name, those))] as const));
  return Promise.allSettled(
    checks.map(({ watched, work, operate }) =>
      performWork(operate, watched, {
        work,
        begunAt,
        check: async () => {
          const look = await opened.get(watched.org)?.();
          if (!look) return;
          await checkApp({ ...operate, org: look.org, isUnattended: true }, watched, look);
          mustAgreeOnTime(look.org);
        },
      }),
    ),
  );
}

async function open(name: string, checks: readonly DueCheck[]) {
  const [first] = checks;
  if (!first) throw new Error('no apps to check');
  const { openOrg, state, clock, incidents } = first.operate;
  return lookAtOrg(
    { org: await openOrg(name), state, clock, incidents },
    checks.map(({ watched }) => watched),
  );
}
