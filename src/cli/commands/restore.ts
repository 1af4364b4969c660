import { type OldState, replacing } from '../../core/backup/replacing.ts';
import { planRestore, type Restored, type RestorePlan, restore as restoreBackup } from '../../core/backup/restore.ts';
import { targetText } from '../../core/model/target.ts';
import { isoInstant } from '../../core/plain/time.ts';
import type { BackupFiles, BackupKey } from '../../core/ports/backup-files.ts';
import type { SecretStore } from '../../core/ports/ports.ts';
import { reason } from '../../core/reasons/errors.ts';
import { untouched } from '../../core/reasons/reason.ts';
import { restoreSections, restoreWords } from '../../core/words/backup.ts';
import { sectionsText } from '../../core/words/plan-text.ts';
import { bold } from '../../ui/paint.ts';
import { createAsker } from '../asker.ts';
import type { Call, ContextOf, RunCommand } from '../commands.ts';
import { openChosenStore } from '../open-store.ts';
import { wrongCall } from '../wrong-call.ts';

type Context = ContextOf<'restore'>;
type Wanted = Call<'restore'>;

/** `keyturn restore <file>`: puts the state, settings and secrets of a backup into keyturn's folder. */
export const restore: RunCommand<'restore'> = async (context, call) => {
  if (call.identity !== undefined && call.passphraseFile !== undefined)
    throw wrongCall('restore', "--identity and --passphrase-file can't be used together");
  const composition = await context.compose();
  const files = await composition.backupFiles();
  const backup = await files.open(call.file, await keyFor(context, files, call));
  try {
    const stores = await composition.stores();
    const kind = stores.chosen() ?? (await askStore(context));
    const open = () => openChosenStore(composition, context, kind);
    const isNew = stores.isNew(kind);
    const existing = isNew ? null : await open();
    const plan = await planRestore({ backup, files }, { kind, store: existing, mayReplace: call.replace });
    const sections = restoreSections(plan);
    const { output } = context;
    if (call.dryRun) {
      output.succeed({ ...documentOf(plan), dryRun: true, sections }, [
        bold(restoreWords.title),
        ...sectionsText(sections),
        '',
        restoreWords.dryRun,
      ]);
      return 0;
    }
    output.note(bold(restoreWords.title));
    for (const line of sectionsText(sections)) output.note(line);
    output.note('');
    await agree(context);
    const store = existing ?? (await open());
    const place = async (old?: OldState) => {
      await composition.trailSealed();
      return restoreBackup({ backup, files }, store, old);
    };
    const done = await (plan.place.hasState ? replacing(composition.state, place) : place());
    for (const entry of done.differing) output.warn(restoreWords.kept(entry));
    for (const entry of plan.missing) output.warn(restoreWords.absent(entry));
    const document = { ...documentOf(plan), kept: done.differing.map(nameOf), setAside: done.setAside };
    output.succeed({ ...document, dryRun: false, sections }, summary(done, kind));
    return 0;
  } finally {
    await backup.close();
  }
};

/** @throws BackupLocked, FileUnreadable, BackupUnreadable, PassphraseFileUnsafe, Interrupted */
async function keyFor(
  { canAsk, streams }: Context,
  files: BackupFiles,
  { file, identity, passphraseFile }: Wanted,
): Promise<BackupKey> {
  if (identity !== undefined) return { kind: 'identity', path: identity };
  if (passphraseFile !== undefined) return { kind: 'passphrase', passphrase: await files.passphraseIn(passphraseFile) };
  const needs = await files.lockOf(file);
  if (needs === 'keys' || !canAsk) throw reason('BackupLocked', { path: file, needs });
  const { askPassphrase } = await import('../../ui/ask-passphrase.ts');
  const asked = { stdin: streams.stdin, output: streams.stderr, prompt: restoreWords.passphrase, isNew: false };
  const passphrase = await askPassphrase({ ...asked, check: () => null });
  if (!passphrase)
    throw reason('Interrupted', { doing: 'asking for the passphrase', command: null }, { safe: untouched });
  return { kind: 'passphrase', passphrase };
}

/** @throws AnswerMissing */
async function askStore(context: Context): Promise<SecretStore['kind']> {
  const missing = () => reason('AnswerMissing', { question: restoreWords.whichStore, flag: '--store' });
  if (!context.canAsk) throw missing();
  const answer = (await createAsker(context).line(`${restoreWords.store} `)).trim();
  if (answer === 'keychain' || answer === 'file') return answer;
  throw missing();
}

/** @throws AnswerMissing, NotAgreed */
async function agree(context: Context): Promise<void> {
  if (context.flags.yes) return;
  if (!context.canAsk) throw reason('AnswerMissing', { question: restoreWords.agree, flag: '--yes' });
  if (!(await createAsker(context).agrees(restoreWords.question)))
    throw reason('NotAgreed', { what: restoreWords.what });
}

function nameOf({ app, consumerKey }: RestorePlan['differing'][number]) {
  return { app, consumerKey };
}

function documentOf(plan: RestorePlan) {
  return {
    madeAt: isoInstant(plan.madeAt),
    folder: plan.place.folder,
    apps: plan.apps,
    targets: plan.targets.map(({ app, target }) => ({ app, target: targetText(target) })),
    channels: plan.settings?.channels ?? [],
    environment: plan.settings?.environment ?? [],
    store: plan.store,
    secrets: plan.secrets,
    kept: plan.differing.map(nameOf),
    missing: plan.missing.map(nameOf),
    setAside: [],
  };
}

function summary({ secrets, setAside }: Restored, store: SecretStore['kind']): readonly string[] {
  return [
    `✔ ${restoreWords.done(secrets, store)}`,
    ...setAside.map((path) => `  ${restoreWords.setAside(path)}`),
    `▲ ${restoreWords.confirm}`,
  ];
}
