import { resolve } from 'node:path';
import type { Composition } from '../../compose.ts';
import { backUp } from '../../core/backup/back-up.ts';
import type { OpenNamedStore, ReadSecrets } from '../../core/backup/read-secrets.ts';
import { mayHaveSecrets } from '../../core/model/set-aside-file.ts';
import { shortPublicKey } from '../../core/plain/text.ts';
import type { BackupFiles, BackupLock } from '../../core/ports/backup-files.ts';
import { reason } from '../../core/reasons/errors.ts';
import { untouched } from '../../core/reasons/reason.ts';
import { backupWords } from '../../core/words/backup.ts';
import { setAsideWords } from '../../core/words/set-aside.ts';
import type { ContextOf, RunCommand } from '../commands.ts';
import { openChosenStore, passphraseOrNothing } from '../open-store.ts';
import { keysIn } from '../recipients.ts';
import { wrongCall } from '../wrong-call.ts';

/** More would make a header that keyturn doesn't read. */
const mostKeys = 20;

/** `keyturn backup <file>`: state, settings and secrets in one encrypted file. */
export const backup: RunCommand<'backup'> = async (context, { file, for: who, passphraseFile, replace }) => {
  if (who.length > 0 && passphraseFile !== undefined)
    throw wrongCall(
      'backup',
      "--for and --passphrase-file can't be used together: an age file has either keys or a passphrase",
    );
  const composition = await context.compose();
  if (!(await composition.hasState())) throw reason('NothingToBackUp', { folder: await composition.folder() });
  const files = await composition.backupFiles();
  const path = resolve(file);
  await files.refuseTarget(path, replace);
  const state = await composition.state();
  const lock = await lockFor(context, composition, { who, passphraseFile, files });
  const stores = await composition.stores();
  // A store that the state doesn't need is never made, and nobody has to know its passphrase.
  const openStore: OpenNamedStore = async (kind, isNeeded) => {
    if (isNeeded) return openChosenStore(composition, context, kind);
    if (stores.isNew(kind)) return null;
    return openChosenStore(composition, context, kind, passphraseOrNothing(context, backupWords.emptyPassphrase));
  };
  const aside = (await composition.stateFile()).setAside().filter(mayHaveSecrets);
  const tell = ({ damaged, missing, unreadable, unopened }: Omit<ReadSecrets, 'pairs'>) => {
    for (const { app, consumerKey } of damaged) context.output.warn(backupWords.damaged(app, consumerKey));
    for (const entry of missing) {
      if (!damaged.includes(entry)) context.output.warn(backupWords.missing(entry.app, entry.consumerKey));
    }
    for (const error of unreadable) context.output.warn(backupWords.unreadable(error.message));
    for (const one of aside) context.output.warn(setAsideWords.notInBackup(one));
    for (const { kind, error } of unopened) context.output.warn(backupWords.unopened(kind, error.message));
  };
  const done = await backUp({ state, files, openStore, path, lock, mayReplace: replace, tell });
  const keys = lock.kind === 'keys' ? lock.keys : [];
  if (done.kept !== null) context.output.warn(backupWords.kept(done.kept));
  context.output.succeed(
    {
      path: done.path,
      bytes: done.bytes,
      keys,
      apps: done.apps,
      secrets: done.secrets,
      settings: done.hasSettings,
      kept: done.kept,
      missing: done.missing.map(({ app, consumerKey }) => ({ app, consumerKey })),
    },
    [
      `✔ ${backupWords.written(done.path, done.bytes)}`,
      `  ${backupWords.contents(done)}`,
      `  ${backupWords.openedBy(keys.map(shortPublicKey))}`,
    ],
  );
  return 0;
};

interface Given {
  readonly who: readonly string[];
  readonly passphraseFile: string | undefined;
  readonly files: Pick<BackupFiles, 'passphraseIn'>;
}

/** @throws KeyRefused, KeyIsPrivate, PassphraseFileUnsafe, PassphraseWeak, AnswerMissing, Interrupted */
async function lockFor(
  context: ContextOf<'backup'>,
  composition: Composition,
  { who, passphraseFile, files }: Given,
): Promise<BackupLock> {
  if (who.length > 0) {
    const keys = await Promise.all(who.map(keysIn));
    const different = [...new Set(keys.flat())];
    if (different.length > mostKeys) throw wrongCall('backup', `--for takes at most ${mostKeys} keys`);
    return { kind: 'keys', keys: different };
  }
  const rule = await (await composition.stores()).passphraseRule();
  if (passphraseFile !== undefined) {
    const passphrase = await files.passphraseIn(passphraseFile);
    const problem = rule.check(passphrase.reveal());
    if (problem !== null) throw reason('PassphraseWeak', { problem, file: passphraseFile });
    return { kind: 'passphrase', passphrase };
  }
  if (!context.canAsk)
    throw reason('AnswerMissing', { question: 'the passphrase of the backup', flag: '--passphrase-file or --for' });
  const { askPassphrase } = await import('../../ui/ask-passphrase.ts');
  const { stdin, stderr: output } = context.streams;
  // The practice org's rule offers one that keyturn remembers, which is for its store alone.
  const words = rule.madeUp === null ? rule.words : null;
  output.write(`${backupWords.rule(words)}\n`);
  const asked = { stdin, output, prompt: backupWords.passphrase, isNew: true, check: rule.check };
  const passphrase = await askPassphrase(asked);
  if (!passphrase)
    throw reason('Interrupted', { doing: 'asking for the passphrase', command: null }, { safe: untouched });
  return { kind: 'passphrase', passphrase };
}
