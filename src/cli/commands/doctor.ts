import { resolve } from 'node:path';
import { type Composition, textFiles } from '../../compose.ts';
import type { DoctorLine } from '../../core/doctor/doctor-line.ts';
import { operatorKit } from '../../core/doctor/operator-kit.ts';
import { type FoundApp, lookInOrgs, unwatchedApps } from '../../core/doctor/unwatched-apps.ts';
import { countOf, plainText } from '../../core/plain/text.ts';
import { isKeyturnError, reason } from '../../core/reasons/errors.ts';
import { unwatchedWords } from '../../core/words/state-problems.ts';
import { bold, type TextLine } from '../../ui/paint.ts';
import { allowedHosts } from '../allow-host.ts';
import type { ContextOf, RunCommand } from '../commands.ts';
import { checkAll } from '../doctor-facts.ts';
import { openUsualStore, usualKind } from '../usual-store.ts';

const symbols = { ok: '✔', note: '·', warning: '▲', failed: '✖' } as const;

/** `keyturn doctor`: checks this computer and, with `-o` or `--practice`, an org. */
export const doctor: RunCommand<'doctor'> = async (context, call) => {
  const { flags, output } = context;
  if (call.confirm) return (await import('./doctor-confirm.ts')).confirmHere(context);
  const composition = await context.compose({ allowHosts: allowedHosts(call.allowHost, 'doctor') });
  const name = flags.targetOrg ?? (flags.practice ? 'practice' : null);
  if (call.permissionSet !== undefined) {
    if (name === null) throw reason('AnswerMissing', { question: 'which org', flag: '--target-org' });
    return writeKit(context, composition, { name, folder: call.permissionSet });
  }
  const { lines, repaired, isStateReplaced } = await checkAll(context, composition, {
    org: name,
    mayRepair: call.repair,
    triesPassphrase: true,
  });
  const unwatched = isStateReplaced ? await findUnwatched(context, composition) : [];
  output.succeed({ lines, repaired, unwatched }, textOf(lines, repaired));
  return call.exitCode && lines.some(({ status }) => status === 'failed') ? 4 : 0;
};

/** Apps that this computer has credentials of, and that the new state doesn't watch. Warns of each. */
async function findUnwatched(context: ContextOf<'doctor'>, composition: Composition): Promise<readonly FoundApp[]> {
  try {
    const stores = await composition.stores();
    // An empty state names no store.
    const kind = (await usualKind(composition)) ?? (stores.isNew('file') ? undefined : 'file');
    if (kind !== undefined && stores.isNew(kind)) return [];
    const store = await openUsualStore(composition, context, kind);
    const stored = await unwatchedApps(store, await composition.state());
    const found = await lookInOrgs(stored, await composition.signIns());
    for (const one of found) context.output.warn(unwatchedWords.app(one));
    return found;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    context.output.warn(unwatchedWords.unread(error.message));
    return [];
  }
}

async function writeKit(
  { output, flags }: ContextOf<'doctor'>,
  composition: Composition,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<number> {
  const org = await (await composition.signIns()).open(name, flags.apiVersion ? { apiVersion: flags.apiVersion } : {});
  const root = resolve(folder);
  const files = operatorKit(org, await org.permissions());
  await (await textFiles()).writeNewFolder(root, files);
  output.succeed({ folder: root, files: files.map(({ path }) => path) }, [
    `✔ Wrote a permission set for each operator task to ${root}.`,
    '  README.md in that folder has the commands to deploy, assign and sign in.',
  ]);
  return 0;
}

function textOf(lines: readonly DoctorLine[], repaired: readonly string[]): readonly TextLine[] {
  const area = (wanted: DoctorLine['area']) => lines.filter((line) => line.area === wanted).flatMap(lineText);
  const org = area('org');
  const count = (status: DoctorLine['status']) => lines.filter((line) => line.status === status).length;
  const sumOf = (status: 'failed' | 'warning', noun: string) =>
    count(status) === 0 ? `✔ No ${noun}s` : `${symbols[status]} ${countOf(count(status), noun)}`;
  return [
    bold('This computer'),
    ...area('machine'),
    ...(org.length > 0 ? ['', bold('The org'), ...org] : []),
    '',
    ...repaired.map((what) => `✔ Fixed: ${what}.`),
    `${sumOf('failed', 'problem')} · ${sumOf('warning', 'warning')}`,
  ];
}

function lineText({ status, title, finding, cure }: DoctorLine): readonly string[] {
  const first = `  ${symbols[status]} ${title.padEnd(26)} ${plainText(finding, 300)}`;
  return cure === null ? [first] : [first, `      → ${plainText(cure, 1_000)}`];
}
