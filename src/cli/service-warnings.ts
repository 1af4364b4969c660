import type { Composition } from '../compose.ts';
import { linesOf } from '../core/plain/text.ts';
import type { ServicePlan } from '../core/ports/service-manager.ts';
import type { Environment } from './context.ts';
import { wrongCall } from './wrong-call.ts';

/** What the shell has and a service doesn't. A proxy's address may hold a password, so that none is copied into a file. */
const notPassedOn = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'NODE_EXTRA_CA_CERTS'];

/** @throws UsageInvalid */
export function storeNamed(name: string | undefined): ServicePlan['store'] {
  if (name === undefined || name === '') return null;
  if (name === 'keychain' || name === 'file') return name;
  throw wrongCall('daemon install', `${name} is no store: it is keychain or file`);
}

/** What a person should know of a service that is about to be installed. */
export async function installWarnings(
  composition: Composition,
  env: Environment,
  plan: ServicePlan,
): Promise<readonly string[]> {
  const store = plan.store ?? (await composition.settings()).store;
  const lost = notPassedOn.filter((name) => env[name]);
  const edit = `systemctl ${plan.runAs === null ? '--user ' : ''}edit keyturn`;
  return linesOf(
    store === 'file' &&
      plan.passphraseFile === null &&
      'The encrypted file needs its passphrase: without `--passphrase-file <file of mode 0600>` the daemon reminds, and stages nothing.',
    store === null && 'No store is chosen: add `--store keychain` or `--store file`, or the daemon stages nothing.',
    store === 'keychain' &&
      plan.runAs !== null &&
      'A system service reaches no keychain: choose `--store file` with `--passphrase-file`.',
    lost.length > 0 &&
      `The service doesn’t see ${lost.join(', ')} of this shell: name them in \`${edit}\` as \`[Service]\` \`Environment=…\`.`,
    /[/\\]_npx[/\\]/.test(plan.script) &&
      'This keyturn lies in npx’s cache, which is emptied some day: install it with `npm i -g keyturn` first.',
  );
}
