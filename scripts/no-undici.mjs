/** In place of the HTTP client of jsforce. keyturn sends the requests of jsforce itself. */
class Unused {}

export { Unused as Agent, Unused as ProxyAgent };

export function fetch() {
  throw new Error('jsforce sends no requests');
}
