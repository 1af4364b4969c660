import { channelSecrets, channelSecretsLease, isSecretName } from '../../core/reminders/channel-route.ts';
import { theStore } from '../../core/words/store-move.ts';
import { openChannelStore } from '../channel-store.ts';
import type { RunCommand } from '../commands.ts';
import { readSecret } from '../read-secret.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn secret set <name>`: keeps a channel's secret where the pairs are kept, and reads it back. */
export const secretSet: RunCommand<'secret'> = async (context, { name }) => {
  if (!isSecretName(name)) {
    throw wrongCall('secret', 'The name of a secret has letters, digits, and - . _ only, at most 63 of them');
  }
  const consumerSecret = await readSecret(context, name);
  const composition = await context.compose();
  const [store, clock, state] = await Promise.all([
    openChannelStore(composition, context),
    composition.clock(),
    composition.state(),
  ]);
  const lease = await state.leases.acquire(channelSecretsLease, theStore);
  try {
    const entry = { orgId: channelSecrets, app: channelSecrets, consumerKey: name, consumerSecret };
    await store.put({ ...entry, savedAt: clock.now() });
    await state.channelSecrets.save(name, store.kind);
  } finally {
    await lease.release();
  }
  context.output.succeed({ name, store: { kind: store.kind, reference: store.reference(channelSecrets, name) } }, [
    `✔ Saved in the ${store.kind}. A channel of the settings uses it as 'secret:${name}'.`,
    '  `keyturn daemon test-notify` sends a sample message.',
  ]);
  return 0;
};
