import type { FoundProblem, SelfCheck } from '../model/self-check.ts';
import type { StoreReference } from '../model/watched-app.ts';
import { day } from '../plain/time.ts';
import type { Clock, SalesforceOrg, SecretStore, State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';

export interface SelfCheckPorts {
  readonly state: Pick<State, 'apps' | 'channelSecrets' | 'daemon'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly chosen: StoreReference['kind'] | null;
  readonly openStore: (kind: StoreReference['kind']) => Promise<SecretStore>;
  readonly openOrg: (name: string) => Promise<Pick<SalesforceOrg, 'facts'>>;
}

/**
 * Checks stores in every pass, and sign-ins after each start of the daemon and then once a day. Saves the result. A pass opens its
 * store anyway, but a sign-in that fails too often may be locked.
 */
export async function checkSelfIfDue(ports: SelfCheckPorts): Promise<void> {
  const { daemon } = ports.state;
  const [status, last] = await Promise.all([daemon.read(), daemon.lastCheck()]);
  const now = ports.clock.now();
  const isFresh = last !== null && last.at >= (status?.startedAt ?? 0) && now - last.at < day && last.at <= now;
  if (!isFresh) return daemon.saveCheck(await checkSelf(ports));
  const stores = await tryStores(ports);
  if (JSON.stringify(stores) !== JSON.stringify(last.stores)) await daemon.saveCheck({ ...last, stores });
}

async function tryStores({ state, chosen, openStore }: SelfCheckPorts): Promise<SelfCheck['stores']> {
  const [apps, secrets] = await Promise.all([state.apps.list(), state.channelSecrets.list()]);
  const used = [chosen, ...apps.map(({ store }) => store?.kind), ...secrets.map(({ store }) => store)];
  const kinds = [...new Set(used)].filter((kind) => kind === 'keychain' || kind === 'file');
  return Promise.all(kinds.map(async (kind) => ({ kind, found: await problemOf(openStore(kind)) })));
}

async function checkSelf(ports: SelfCheckPorts): Promise<SelfCheck> {
  const { state, clock, openOrg } = ports;
  const names = [...new Set((await state.apps.list()).map(({ org }) => org))];
  const [stores, orgs] = await Promise.all([
    tryStores(ports),
    Promise.all(names.map(async (org) => ({ org, found: await problemOf(openOrg(org).then((one) => one.facts())) }))),
  ]);
  return { at: clock.now(), stores, orgs };
}

async function problemOf(use: Promise<unknown>): Promise<FoundProblem | null> {
  try {
    await use;
    return null;
  } catch (error) {
    // An interruption or a defect says nothing about the store or the sign-in.
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
    return { problem: error.message, cure: error.actions[0] ?? null };
  }
}
