type Environment = Readonly<Record<string, string | undefined>>;

const thisComputer = ['127.0.0.1', 'localhost', '::1'];

/** Sends Node's own requests through the proxy of the environment. @returns a function that undoes it */
export async function obeyProxy(env: Environment): Promise<() => void> {
  if (!env.HTTPS_PROXY && !env.https_proxy) return () => undefined;
  const { setGlobalProxyFromEnv } = await import('node:http');
  const besides = [env.no_proxy ?? env.NO_PROXY, ...thisComputer].filter(Boolean).join(',');
  // The lower-case variables take precedence.
  return setGlobalProxyFromEnv({ ...env, NO_PROXY: besides, no_proxy: besides });
}
