import { once } from '../plain/once.ts';
import { reason } from '../reasons/errors.ts';
import { obeyProxy } from './proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The way out of this computer. */
export interface Network {
  /**
   * Called before each sign-in is used, and before each message to a web address.
   * @param org the org, if it is a sign-in
   * @throws TlsUnchecked, ProxyUnusable
   */
  ready(org?: string): Promise<void>;
}

/** A failure is thrown at each use, so it stops only what needs the network. */
export function createNetwork(env: Environment): Network {
  const proxy = once(() => obeyProxy(env));
  return {
    ready: async (org) => {
      // Node reads this variable of the process, whatever was passed in.
      if ([env, process.env].some((one) => one.NODE_TLS_REJECT_UNAUTHORIZED === '0'))
        throw reason('TlsUnchecked', { org });
      await proxy();
    },
  };
}
