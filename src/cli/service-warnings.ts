import type { Composition } from '../compose.ts';
import { linesOf } from '../core/plain/text.ts';
import type { ServicePlan } from '../core/ports/service-manager.ts';
import { channelGapOf } from '../core/reminders/channel-route.ts';
import { channelGap } from '../core/words/daemon-notices.ts';
import type { Environment } from './context.ts';
import { wrongCall } from './wrong-call.ts';

/** Variables of the shell that a service doesn't get. None is copied into a file: a proxy address may hold a password. */
const notPassedOn = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'NODE_EXTRA_CA_CERTS'];

/** @throws UsageInvalid */
export function storeNamed(name: string | undefined): ServicePlan['store'] {
  if (name === undefined || name === '') return null;
  if (name === 'keychain' || name === 'file') return name;
  throw wrongCall('daemon install', `${name} is not a store: use keychain or file`);
}

/** Problems of a service that is about to be installed. */
export async function installWarnings(
  composition: Composition,
  env: Environment,
  plan: ServicePlan,
): Promise<readonly string[]> {
  const settings = await composition.settings();
  const store = plan.store ?? settings.store;
  const gap = channelGapOf(settings.channels);
  const [finding, cure] = channelGap[gap === 'none' ? 'none' : 'secretsOnly'];
  const lost = notPassedOn.filter((name) => env[name]);
  const edit = `systemctl ${plan.runAs === null ? '--user ' : ''}edit keyturn`;
  return linesOf(
    store === 'file' &&
      plan.passphraseFile === null &&
      "The daemon can't open the encrypted file without its passphrase: it only sends reminders. Add `--passphrase-file <file of mode 0600>`.",
    store === null && "No store is chosen, so the daemon can't stage. Add `--store keychain` or `--store file`.",
    store === 'keychain' &&
      plan.runAs !== null &&
      "A system service can't use the keychain. Use `--store file` with `--passphrase-file`.",
    lost.length > 0 &&
      `The service doesn't get these variables from this shell: ${lost.join(', ')}. Add them with \`${edit}\`, under \`[Service]\` as \`Environment=…\`.`,
    gap !== undefined && `Channels: ${finding}. ${cure}`,
    /[/\\]_npx[/\\]/.test(plan.script) &&
      "keyturn is running from npx's cache, which can be cleared. First install it: run `npm install --global .` in a clone of keyturn.",
  );
}
