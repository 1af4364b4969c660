import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { ofEndingApp } from '../words/end-truth.ts';

/** Does the work. If it fails while the app is being decommissioned, the error doesn't say that integrations work. */
export async function withEndTruth<Value>(
  { apps }: Pick<State, 'apps'>,
  { orgId, app, consumerId }: Pick<WatchedApp, 'orgId' | 'app' | 'consumerId'>,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    // A state that can't be read isn't the problem of this work.
    const watched = await apps.find(orgId, app, consumerId).catch(() => null);
    throw ofEndingApp(error, watched?.decommission);
  }
}
