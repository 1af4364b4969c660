import type { Rotation } from '../model/rotation.ts';
import { newTargets, type Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Deliveries } from '../ports/ports.ts';

interface Looking {
  readonly ports: { readonly deliveries: Pick<Deliveries, 'recheck'> };
  readonly request: Pick<Rotation, 'kind'> & { readonly watched: WatchedApp };
  readonly open: Rotation | null;
}

/**
 * The consumers whose file has the credentials with this key, which a retirement or a discard is about to delete. Only a file can
 * be read, so another consumer may have them, too.
 */
export async function holdersOf(
  { ports, request, open }: Looking,
  consumerKey: string | null,
): Promise<readonly Target[]> {
  const { kind, watched } = request;
  if ((kind !== 'retire' && kind !== 'discard') || consumerKey === null) return [];
  const all = newTargets([], [...watched.deliveries, ...(open?.deliveries ?? []).map(({ target }) => target)]);
  const files = all.filter((target) => target.kind === 'file');
  const problems = await Promise.all(files.map((target) => ports.deliveries.recheck(target, { consumerKey })));
  return files.filter((_, index) => problems[index] === null);
}
