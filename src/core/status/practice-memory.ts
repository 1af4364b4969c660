import type { State } from '../ports/ports.ts';
import { recordedPairs } from './known-pairs.ts';

/** What keyturn stored about an org. */
export interface StoredAbout {
  readonly apps: number;
  readonly consumers: number;
  /** Sets of credentials in the secret store. */
  readonly credentials: number;
}

export async function storedAbout({ apps, rotations }: Pick<State, 'apps' | 'rotations'>): Promise<StoredAbout> {
  const watched = await apps.list();
  const pairs = await Promise.all(
    watched.map(async (app) => {
      if (app.store === null) return 0;
      const { staged, previous } = recordedPairs(app, await rotations.latest(app.orgId, app.consumerId));
      return [staged, previous].filter((pair) => pair !== null).length + 1;
    }),
  );
  return {
    apps: watched.length,
    consumers: watched.reduce((count, app) => count + app.consumers.length, 0),
    credentials: pairs.reduce((count, each) => count + each, 0),
  };
}
