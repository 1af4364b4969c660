import type { PracticeState } from '../support/practice.ts';
import type { RotationBench } from '../support/rotation-bench.ts';

/** A request that a rotation makes, as far as a fault can choose it. Ids differ from org to org. */
export interface Endpoint {
  readonly method: string;
  /** With `<app>`, `<consumer>` and `<slot>` in place of ids. */
  readonly path: string;
  /** Part of the body: operations of SOAP share one address. */
  readonly contains?: string;
  /** How often a journey asks it when nothing goes wrong. */
  readonly count: number;
}

const readingOperations = ['listMetadata', 'retrieve', 'checkRetrieveStatus'];
const borrowingOperations = ['deploy', 'checkDeployStatus'];

/** The setting is turned on and off twice at least. */
function leastOf(operation: string): number {
  return borrowingOperations.includes(operation) ? 4 : 1;
}

/** From the org's own counts, in which the operations of SOAP are one. */
export function endpointsOf(place: Place, calls: PracticeState['calls'], borrows: boolean): readonly Endpoint[] {
  const soapOperations = [...readingOperations, ...(borrows ? borrowingOperations : [])];
  const counts = new Map<string, number>();
  for (const [call, count] of Object.entries(calls)) {
    const general = call
      .replace(place.appId, '<app>')
      .replace(place.consumerId, '<consumer>')
      .replace(/staged\/\w+$/, 'staged/<slot>');
    counts.set(general, (counts.get(general) ?? 0) + count);
  }
  return [...counts].flatMap(([call, count]) => {
    const [method = '', path = ''] = call.split(' ');
    if (!path.startsWith('/services/Soap/')) return [{ method, path, count }];
    return soapOperations.map((operation) => ({ method, path, contains: `<${operation}`, count: leastOf(operation) }));
  });
}

export interface Place {
  readonly appId: string;
  readonly consumerId: string;
}

export function nameOf({ method, path, contains }: Endpoint): string {
  return `${method} ${path.replace(/^\/services\/(data\/v[\d.]+\/)?/, '')}${contains ? ` ${contains.slice(1)}` : ''}`;
}

/** Lets something go wrong at the nth request of an endpoint. */
export async function breakEndpoint(
  bench: RotationBench,
  { endpoint, others, nth, fault }: { endpoint: Endpoint; others: readonly Endpoint[]; nth: number; fault: object },
): Promise<void> {
  const { appId, consumerId } = await bench.watched();
  const real = (path: string) => path.replace('<app>', appId).replace('<consumer>', consumerId).replace('<slot>', '');
  const add = (what: object) => bench.control('POST', '/faults', what);
  const path = real(endpoint.path);
  // A fault chooses by a part of the path; what only has the same part goes through unharmed.
  for (const other of others) {
    const isLonger = other.method === endpoint.method && real(other.path) !== path && real(other.path).includes(path);
    if (isLonger) await add({ kind: 'delay', ms: 0, times: 0, method: other.method, path: real(other.path) });
  }
  const which = { method: endpoint.method, path, ...(endpoint.contains ? { contains: endpoint.contains } : {}) };
  if (nth > 1) await add({ kind: 'delay', ms: 0, times: nth - 1, ...which });
  await add({ ...fault, ...which });
}

/** Whether the fault waits for its request still. */
export async function isFaultWaiting(bench: RotationBench): Promise<boolean> {
  const faults = (await bench.control('GET', '/faults')) as readonly { kind: string; ms: number; times: number }[];
  return faults.some(({ kind, ms, times }) => (kind !== 'delay' || ms > 0) && times > 0);
}
