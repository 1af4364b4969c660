import { channelSecrets, channelSecretsLease, isSecretName } from '../../core/reminders/channel-route.ts';
import { theStore } from '../../core/words/store-move.ts';
import type { RunCommand } from '../commands.ts';
import { readSecret } from '../read-secret.ts';
import { openUsualStore } from '../usual-store.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn secret set <name>`: saves a channel's secret in the secret store. */
export const secretSet: RunCommand<'secret'> = async (context, { name }) => {
  if (!isSecretName(name)) {
    throw wrongCall(
      'secret',
      'The name of a secret can have letters, digits, hyphens, periods and underscores, at most 63',
    );
  }
  const consumerSecret = await readSecret(context, name);
  const composition = await context.compose();
  const [store, clock, state] = await Promise.all([
    openUsualStore(composition, context),
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
    `✔ Saved in the ${store.kind}. Use it in the settings of a channel as 'secret:${name}'.`,
    '  Send a test message with `keyturn daemon test-notify`.',
  ]);
  return 0;
};
