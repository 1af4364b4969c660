import { createRequire } from 'node:module';
import type { Dispatcher } from 'undici';
import { proxyDispatcher } from '../proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const ours = { proxy: 'KEYTURN_SIGN_IN_PROXY', besides: 'KEYTURN_SIGN_IN_NO_PROXY' } as const;

/**
 * The proxy variables of the environment under other names. The library would read them itself, refuse an address without
 * `http://`, and ignore `NO_PROXY`.
 */
export function proxyForBroker(env: Environment): Environment {
  return {
    [ours.proxy]: env.https_proxy || env.HTTPS_PROXY,
    [ours.besides]: env.no_proxy || env.NO_PROXY,
    https_proxy: undefined,
    HTTPS_PROXY: undefined,
    http_proxy: undefined,
    HTTP_PROXY: undefined,
  };
}

/** Sends the library's requests through that proxy. @throws ProxyUnusable */
export async function obeyProxyInBroker(env: Environment): Promise<void> {
  const dispatcher = await proxyDispatcher({ HTTPS_PROXY: env[ours.proxy], NO_PROXY: env[ours.besides] });
  if (dispatcher === null) return;
  const library = createRequire(createRequire(import.meta.url).resolve('@salesforce/core'));
  const { setDispatcher } = library('@jsforce/jsforce-node/lib/request.js') as { setDispatcher(to: Dispatcher): void };
  setDispatcher(dispatcher);
}
