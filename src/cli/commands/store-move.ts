import { resolve } from 'node:path';
import type { Composition } from '../../compose.ts';
import { countOf, linesOf, plainText, shellWord, shortKey } from '../../core/plain/text.ts';
import type { SecretStore, State } from '../../core/ports/ports.ts';
import { isKeyturnError } from '../../core/reasons/errors.ts';
import { secretsOfChannel } from '../../core/reminders/channel-route.ts';
import { incomplete } from '../../core/store-move/incomplete.ts';
import { type Moved, moveSecrets } from '../../core/store-move/move-secrets.ts';
import { othersMoved, unreadableWords } from '../../core/words/store-move.ts';
import { sealWords } from '../../core/words/trail-seal.ts';
import type { RunCommand } from '../commands.ts';
import type { CommandContext, Environment } from '../context.ts';
import { openChosenStore } from '../open-store.ts';
import { wrongCall } from '../wrong-call.ts';

type Kind = SecretStore['kind'];

/** `keyturn store move keychain|file`: moves all secrets, and verifies them before it deletes the old copies. */
export const storeMove: RunCommand<'store'> = async (context, { place: to }) => {
  if (context.flags.store !== undefined)
    throw wrongCall('store', `--store can't be used here: \`store move ${to}\` already names the store`);
  const from: Kind = to === 'file' ? 'keychain' : 'file';
  const composition = await context.compose();
  const [state, stores, settings] = await Promise.all([
    composition.state(),
    composition.stores(),
    composition.settings(),
  ]);
  const chosen = stores.chosen();
  const channelNames = settings.channels.flatMap(secretsOfChannel);
  const old = await openOld(context, composition, { from, state });
  const fresh = await openChosenStore(composition, context, to);
  await composition.trailSealed();
  const moved = await moveSecrets({ state, from: old, to: fresh, channelNames, chosen });
  const hints = [
    ...hintsOf(moved, from),
    ...defaultHints(context, { chosen, from, to }),
    ...(await serviceHints(composition, to, context.env)),
  ];
  for (const hint of hints) context.output.warn(hint);
  const left = incomplete(moved, { from, to });
  if (left) throw left;
  context.output.succeed(documentOf(moved, { from, to, chosen }), textOf(moved, { from, to }));
  return 0;
};

/**
 * null when there is nothing to move: the file doesn't exist, or the keychain can't be used and the state names nothing in it.
 */
async function openOld(
  context: CommandContext,
  composition: Composition,
  { from, state }: { readonly from: Kind; readonly state: State },
): Promise<SecretStore | null> {
  if ((await composition.stores()).isNew(from)) return null;
  try {
    return await openChosenStore(composition, context, from);
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'KeychainUnavailable') throw error;
    const [apps, channels] = await Promise.all([state.apps.list(), state.channelSecrets.list()]);
    if ([...apps.map(({ store }) => store?.kind), ...channels.map(({ store }) => store)].includes(from)) throw error;
    context.output.warn(error.message);
    return null;
  }
}

function hintsOf({ missing, differing, strangers, kept, unreadable }: Moved, from: Kind): readonly string[] {
  return [
    ...unreadable.map(({ watched, error }) => unreadableWords.entry(watched?.app ?? null, error.message)),
    ...missing.map(
      ({ app, consumerKey }) =>
        `${plainText(app)}: the credentials ${shortKey(consumerKey)} are in neither store. Read them from the org again with \`keyturn watch ${plainText(app)}\`.`,
    ),
    ...differing.map(
      ({ consumerKey }) =>
        `${shortKey(consumerKey)}: the ${from} holds a different secret from the one in use. keyturn left it there.`,
    ),
    ...(kept > 0
      ? [
          `Copied, but also left in the ${from}, because another keyturn folder of yours uses them or may need them: ${countOf(kept, 'secret')}.`,
        ]
      : []),
    ...(strangers > 0
      ? [`Left in the ${from} because they aren't keyturn's or a setup uses them: ${countOf(strangers, 'secret')}.`]
      : []),
  ];
}

interface Places {
  readonly from: Kind;
  readonly to: Kind;
  readonly chosen: Kind | null;
}

/** How to make `to` the store for new apps as well. */
function defaultHints({ env }: CommandContext, { chosen, from, to }: Places): readonly string[] {
  if (chosen === to) return [];
  if (chosen === null) {
    return [`To use the ${to} for new apps, too, set \`store: '${to}'\` in config.json5, or KEYTURN_STORE=${to}.`];
  }
  const cure = env.KEYTURN_STORE ? `set KEYTURN_STORE=${to}` : `set \`store: '${to}'\` in config.json5`;
  return [`New apps still use the ${from}. To change that, ${cure}.`];
}

/** The background service doesn't share this terminal's environment. */
async function serviceHints(
  composition: Composition,
  to: Kind,
  { KEYTURN_PASSPHRASE_FILE: file }: Environment,
): Promise<readonly string[]> {
  if (composition.isPractice) return [];
  const service = await (await composition.services()).look([]);
  if (!service) return [];
  return linesOf(
    to === 'file' &&
      service.passphraseFile !== 'fine' &&
      `The daemon can't open the file without its passphrase. Run \`keyturn daemon install --store file --passphrase-file ${file ? shellWord(resolve(file)) : '<file of mode 0600>'}\`.`,
    to === 'keychain' &&
      service.kind === 'systemd-system' &&
      "The daemon is a system service, which can't use the keychain. Move the secrets back, or install the daemon for your user.",
  );
}

function documentOf(moved: Moved, { from, to, chosen }: Places) {
  return {
    from,
    to,
    apps: moved.apps,
    channelSecrets: moved.channelSecrets,
    sealKey: moved.sealKey,
    others: moved.others,
    missing: moved.missing.map(({ org, app, consumerKey }) => ({ org, app, consumerKey })),
    differing: moved.differing.map(({ consumerKey }) => consumerKey),
    strangers: moved.strangers,
    kept: moved.kept,
    default: chosen,
  };
}

function textOf(
  { apps, channelSecrets, sealKey, others, kept }: Moved,
  { from, to }: Pick<Places, 'from' | 'to'>,
): readonly string[] {
  if (apps.length + channelSecrets.length + others === 0 && !sealKey)
    return [`✔ keyturn keeps no secrets in the ${from}, so there is nothing to move.`];
  return [
    ...apps.map(({ app, consumerKeys }) => `✔ ${plainText(app)}: ${countOf(consumerKeys.length, 'secret')}`),
    ...channelSecrets.map((name) => `✔ secret:${plainText(name)}`),
    ...(sealKey ? [`✔ ${sealWords.key}`] : []),
    ...(others > 0 ? [`✔ ${othersMoved(others)}`] : []),
    `keyturn verified them in the ${to}, then deleted ${kept > 0 ? 'its own' : 'them'} from the ${from}.`,
  ];
}
