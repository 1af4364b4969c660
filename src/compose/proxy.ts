type Environment = Readonly<Record<string, string | undefined>>;

const thisComputer = ['127.0.0.1', 'localhost', '::1'];

/** Node's own requests go past a proxy unless they are told of it. Returns what takes it back. */
export async function obeyProxy(env: Environment): Promise<() => void> {
  if (!env.HTTPS_PROXY && !env.https_proxy) return () => undefined;
  const { setGlobalProxyFromEnv } = await import('node:http');
  const besides = [env.no_proxy ?? env.NO_PROXY, ...thisComputer].filter(Boolean).join(',');
  // The small letters go before the capitals.
  return setGlobalProxyFromEnv({ ...env, NO_PROXY: besides, no_proxy: besides });
}
