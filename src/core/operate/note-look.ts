import { strangerIn } from '../acts/stranger.ts';
import { overByLook, withFindings, withoutFindings } from '../drift/over.ts';
import type { Observation } from '../model/observation.ts';
import type { OperateWork } from './look-ahead.ts';

/**
 * Remembers what a command saw of the app's credentials before it does anything, as a check does: the command may be refused
 * because of it, and then nothing else would say so.
 */
export async function noteLook(
  { ports, request }: Pick<OperateWork, 'ports' | 'request'>,
  seen: Observation,
): Promise<void> {
  const { state, org, store } = ports;
  const { orgId, app, consumerId } = request.watched;
  const [watched, rotation] = await Promise.all([
    state.apps.find(orgId, app, consumerId),
    state.rotations.latest(orgId, consumerId),
  ]);
  if (!watched) return;
  const { primaryKey, slot } = seen;
  const stranger = await strangerIn(slot ? [slot] : [], watched, { org, rotation, openStore: async () => store });
  const isKnown = [watched.consumerKey, rotation?.stays, rotation?.ends].includes(primaryKey);
  const changed = { kind: 'pair-changed-outside', key: primaryKey, before: watched.consumerKey } as const;
  const found = [
    ...(isKnown ? [] : [changed]),
    ...(stranger ? [{ kind: 'staged-outside', ...stranger } as const] : []),
  ];
  const next = withFindings(withoutFindings(watched, overByLook(watched, seen)), found, seen.at);
  if (next !== watched) await state.apps.save(next);
}
