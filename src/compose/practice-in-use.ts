import type { PracticeClock } from '../core/adapters/practice-clock.ts';
import type { PracticeSignInsInit } from '../core/adapters/sign-ins/practice-sign-ins.ts';
import { outsideError } from '../core/plain/outside-text.ts';
import type { Clock, SignIns } from '../core/ports/ports.ts';
import { reason } from '../core/reasons/errors.ts';
import type { RunningPracticeOrg } from '../practice-org/start.ts';
import type { ComposeRequest } from './composition.ts';
import type { Openings } from './openings.ts';
import { openPracticeTelling } from './practice.ts';

export interface PracticeInUse {
  /** The practice org's clock. */
  clock(): Promise<Clock>;
  /**
   * Sets the clock to the org's time, which can jump. If the process that ran the org has ended, finds the org again, or runs it in
   * this process. While neither works, the last known time is used.
   */
  follow(): Promise<void>;
  /** The only sign-in, of the org as it runs at each call. */
  signIns(init: Omit<PracticeSignInsInit, keyof RunningPracticeOrg>): Promise<SignIns>;
}

/** The practice org of this computer, for as long as a command or a daemon uses it. Opens it at the first call. */
export function practiceInUse(
  openings: Pick<Openings, 'once' | 'onClose'>,
  {
    env,
    notices,
    waits,
    pace,
  }: Pick<ComposeRequest, 'env' | 'pace'> & {
    readonly notices: string[];
    readonly waits: ComposeRequest['slowAnswer'];
  },
): PracticeInUse {
  const open = async () => {
    const opened = await openPracticeTelling(env, notices, waits);
    openings.onClose(opened.close);
    return opened.org;
  };
  let org = openings.once(open);
  /** The process that runs the org may end at any time, and has then left its address behind. */
  const read = async ({ follow }: PracticeClock) => {
    const used = org;
    try {
      await follow((await used()).controlUrl);
    } catch {
      // Others may have noticed it, too.
      if (org === used) org = openings.once(open);
      const { controlUrl } = await org();
      await follow(controlUrl).catch((cause: unknown) => {
        throw reason('OrgUnreachable', { host: new URL(controlUrl).host, problem: outsideError(cause) }, { cause });
      });
    }
  };
  const time = openings.once(async () => {
    const { practiceClock } = await import('../core/adapters/practice-clock.ts');
    const usual = practiceClock();
    await read(usual);
    return { clock: pace?.clock(usual) ?? usual, usual };
  });
  return {
    clock: async () => (await time()).clock,
    follow: async () => {
      const { usual } = await time();
      await read(usual).catch(() => undefined);
    },
    signIns: async (init) => {
      const { createPracticeSignIns } = await import('../core/adapters/sign-ins/practice-sign-ins.ts');
      const now = async () => createPracticeSignIns({ ...(await org()), ...init });
      return {
        list: async () => (await now()).list(),
        defaultOrg: async () => (await now()).defaultOrg(),
        open: async (name, options) => (await now()).open(name, options),
        login: async (...asked) => (await now()).login(...asked),
      };
    },
  };
}
