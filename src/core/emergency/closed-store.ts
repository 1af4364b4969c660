import { isContained, type Rotation } from '../model/rotation.ts';
import { storeKindOf } from '../model/watched-app.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import type { SecretStore } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { blockingWords } from '../words/emergency-plan.ts';
import { closedStoreWords } from '../words/unseen.ts';
import type { EmergencyRequest } from './emergency-request.ts';

/** Stands for a store that couldn't be opened. Every use fails with the reason, so nothing looks as if it weren't stored. */
export function closedStore(kind: SecretStore['kind'], error: KeyturnError): SecretStore {
  const refuse = () => Promise.reject(error);
  const reads = { get: refuse, keys: refuse, entries: refuse, owns: refuse };
  return { kind, reference: () => closedStoreWords(kind), put: refuse, claim: refuse, remove: refuse, ...reads };
}

/** A containment needs no secret, so a closed store only prevents the new credentials. */
export async function openFor(
  { openStore }: OperatePorts,
  { watched, containBy }: EmergencyRequest,
  open: Rotation | null,
): Promise<{ readonly store: SecretStore; readonly closed: KeyturnError | null }> {
  const kind = storeKindOf(watched);
  try {
    return { store: await openStore(kind), closed: null };
  } catch (error) {
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
    if (containBy === null) throw open && isContained(open) ? error : error.withAction(blockingWords(watched.app));
    return { store: closedStore(kind ?? 'keychain', error), closed: error };
  }
}
