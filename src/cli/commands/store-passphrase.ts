import type { Composition } from '../../compose.ts';
import type { Secret } from '../../core/model/secret.ts';
import { storeLease } from '../../core/model/store-lease.ts';
import type { SecretStores } from '../../core/ports/ports.ts';
import { reason } from '../../core/reasons/errors.ts';
import { untouched } from '../../core/reasons/reason.ts';
import { changePassphraseWords } from '../../core/words/new-passphrase.ts';
import { theStore } from '../../core/words/store-move.ts';
import type { ContextOf, RunCommand } from '../commands.ts';
import { openChosenStore } from '../open-store.ts';
import { wrongCall } from '../wrong-call.ts';

type Context = ContextOf<'store passphrase'>;

/** `keyturn store passphrase`: gives the encrypted file a new passphrase. The secrets in it stay as they are. */
export const storePassphrase: RunCommand<'store passphrase'> = async (context, { newPassphraseFile }) => {
  const composition = await context.compose();
  const stores = await composition.stores();
  if (stores.isNew('file')) throw wrongCall('store passphrase', changePassphraseWords.noFile);
  const given = newPassphraseFile === undefined ? null : await readNew(composition, stores, newPassphraseFile);
  // The present passphrase is asked for and checked first.
  await openChosenStore(composition, context, 'file');
  const next = given ?? (await askNew(context, stores));
  const path = await changed(composition, () => stores.changePassphrase(next));
  const { files, restart } = await stillOld(context, composition);
  for (const file of files) context.output.warn(changePassphraseWords.stillOld(file));
  if (restart !== null) context.output.warn(changePassphraseWords.restart(restart));
  context.output.succeed({ path, passphraseFiles: files, restart }, [
    `✔ ${changePassphraseWords.changed(path)}`,
    `  ${changePassphraseWords.copies}`,
  ]);
  return 0;
};

/** No secret is moved, and no other passphrase set, in the meantime. @throws AnotherAtWork */
async function changed<Value>(composition: Composition, change: () => Promise<Value>): Promise<Value> {
  if (!(await composition.hasState())) return change();
  const lease = await (await composition.state()).leases.acquire(storeLease, theStore);
  try {
    return await change();
  } finally {
    await lease.release();
  }
}

async function readNew(composition: Composition, stores: SecretStores, file: string): Promise<Secret> {
  const passphrase = await (await composition.backupFiles()).passphraseIn(file);
  const problem = (await stores.passphraseRule()).check(passphrase.reveal());
  if (problem !== null) throw reason('PassphraseWeak', { problem, file });
  return passphrase;
}

async function askNew({ canAsk, streams }: Context, stores: SecretStores): Promise<Secret> {
  if (!canAsk) throw reason('AnswerMissing', { question: 'the new passphrase', flag: '--new-passphrase-file' });
  const { askPassphrase } = await import('../../ui/ask-passphrase.ts');
  const { check, words, madeUp } = await stores.passphraseRule();
  const { stdin, stderr: output } = streams;
  // The practice org's rule offers one that keyturn remembers, which is for a new store alone.
  if (madeUp === null) output.write(`${words}\n`);
  const passphrase = await askPassphrase({ stdin, output, prompt: changePassphraseWords.ask, isNew: true, check });
  if (passphrase) return passphrase;
  throw reason('Interrupted', { doing: 'asking for the passphrase', command: null }, { safe: untouched });
}

/** The files in which this terminal and the daemon still find the old passphrase, and what makes the daemon read its file again. */
async function stillOld({ env }: Context, composition: Composition) {
  const service = composition.isPractice ? null : await (await composition.services()).look([]);
  const files = [env.KEYTURN_PASSPHRASE_FILE, service?.passphrasePath].filter((file) => typeof file === 'string');
  // systemd copies the file when it starts the daemon.
  const restarts: Partial<Record<string, string>> = {
    systemd: 'systemctl --user restart keyturn',
    'systemd-system': 'sudo systemctl restart keyturn',
  };
  const restart = (service?.passphrasePath && restarts[service.kind]) || null;
  return { files: [...new Set(files.filter((file) => file !== ''))], restart };
}
