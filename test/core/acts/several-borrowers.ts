import { returnBorrowedSecretAccess, withSecretAccess } from '../../../src/core/acts/secret-access.ts';
import { permitNow } from '../../../src/core/adapters/permit.ts';
import type { SalesforceOrg, State } from '../../../src/core/ports/ports.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryState } from '../../support/memory-state.ts';

/** One org whose setting several processes use. */
export function orgOfSeveral() {
  const clock = new FakeClock();
  const memory = new MemoryState();
  const asked: string[] = [];
  const setting = { isOn: false };
  /** `suspend` stops a process right before its next request. */
  const hooks: { suspend: (() => Promise<void>) | null } = { suspend: null };
  /** Replaces the next request. */
  const next: { answer: (() => Promise<void>) | null } = { answer: null };
  const orgOf = (state: State) =>
    ({
      mustFinish: <Value>(work: () => Promise<Value>) => work(),
      keepingAtMost: <Value>(_: number, work: () => Promise<Value>) => work(),
      orgId: '00D000000000001',
      name: 'acme',
      secretAccess: async () => setting.isOn,
      metadata: {
        setSecretAccess: async (wanted: boolean) => {
          await hooks.suspend?.();
          await memory.unlessKilled(state);
          permitNow()?.check();
          asked.push(wanted ? 'on' : 'off');
          const answer = next.answer;
          next.answer = null;
          if (answer) return answer();
          setting.isOn = wanted;
        },
      },
    }) as unknown as SalesforceOrg;
  const process = (app: string) => {
    const state = memory.openBeside(clock);
    const org = orgOf(state);
    const warned: string[] = [];
    const borrow = <Value>(work: () => Promise<Value>) =>
      withSecretAccess({ org, state, clock, app }, work, () => void warned.push(app));
    const goBack = () => returnBorrowedSecretAccess({ org, state, clock });
    return { borrow, goBack, warned, state };
  };
  /** A process whose work ends when the test says so. */
  const atWork = async (app: string) => {
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const one = process(app);
    const work = async () => {
      begun.resolve();
      await end.promise;
      return setting.isOn;
    };
    const over = one.borrow(work);
    over.catch(begun.reject);
    await begun.promise;
    const finish = () => {
      end.resolve();
      return over;
    };
    return { ...one, over, finish, die: () => memory.kill(one.state) };
  };
  return { clock, memory, asked, setting, next, hooks, process, atWork };
}
