import { keychainProblems } from '../../words/store-problems.ts';
import { type Broker, brokerUrl, startBroker } from '../broker.ts';
import { childEnvironment } from '../child-environment.ts';
import { type KeychainProblem, keychainProblem, keychainUnavailable } from './keychain-problem.ts';

/** The program that is forked, with its own entry in the bundle. */
export const keychainBrokerUrl = brokerUrl('keychain-broker', import.meta.url);

/** An unlocked keychain answers in milliseconds. */
const quickDeadlineMs = 5_000;
/** Longer, because a person may be typing the keychain's password into a window. */
const promptDeadlineMs = 60_000;
/** A helper takes about 45 MB, and the daemon needs it for seconds per day. */
const idleMs = 30_000;

export interface KeychainClientInit {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person is there to unlock the keychain when asked. */
  readonly isInteractive: boolean;
  readonly program?: URL;
  readonly deadlinesMs?: { readonly quick: number; readonly prompt: number };
}

/** The keychain, as seen by this process. Every method except `check` throws KeychainUnavailable. */
export interface KeychainClient {
  set(service: string, account: string, value: string): Promise<void>;
  get(service: string, account: string): Promise<string | null>;
  remove(service: string, account: string): Promise<boolean>;
  accounts(service: string): Promise<readonly string[]>;
  /** Resolves once a test entry was written, read back and removed. Waits for a person to unlock, if there is one. */
  probe(service: string): Promise<void>;
  /** The same without waiting for a person. Returns the problem instead of throwing. */
  check(service: string): Promise<KeychainProblem | null>;
  close(): void;
}

export function createKeychainClient(init: KeychainClientInit): KeychainClient {
  const { quick, prompt } = init.deadlinesMs ?? { quick: quickDeadlineMs, prompt: promptDeadlineMs };
  const broker = startBroker(init.program ?? keychainBrokerUrl, { env: childEnvironment('keychain', init.env) });
  const patient = init.isInteractive ? prompt : quick;
  const call = stopWhenIdle(broker);
  return {
    set: (service, account, value) => call<void>('set', { service, account, value }, patient).catch(refuse),
    get: (service, account) => call<string | null>('get', { service, account }, patient).catch(refuse),
    remove: (service, account) => call<boolean>('remove', { service, account }, patient).catch(refuse),
    accounts: (service) => call<string[]>('accounts', { service }, patient).catch(refuse),
    probe: async (service) => {
      const problem = await tryCanary(call, service, patient);
      if (problem) throw keychainUnavailable(problem);
    },
    check: (service) => tryCanary(call, service, quick),
    close: () => broker.stop(),
  };
}

type Call = <Answer>(method: string, argument: object, deadlineMs: number) => Promise<Answer>;

function stopWhenIdle(broker: Broker): Call {
  let idle: NodeJS.Timeout | undefined;
  let underWay = 0;
  return async (method, argument, deadlineMs) => {
    clearTimeout(idle);
    underWay++;
    try {
      return await broker.call(method, argument, { deadlineMs });
    } finally {
      underWay--;
      if (underWay === 0) idle = setTimeout(() => broker.stop(), idleMs).unref();
    }
  };
}

async function tryCanary(call: Call, service: string, deadlineMs: number): Promise<KeychainProblem | null> {
  try {
    return (await call<boolean>('probe', { service }, deadlineMs)) ? null : keychainProblems.losesValues;
  } catch (error) {
    return keychainProblem(error);
  }
}

function refuse(error: unknown): never {
  throw keychainUnavailable(keychainProblem(error));
}
