import type { Composition } from '../../compose.ts';
import { computerLines, homeLine, type OwnFacts } from '../../core/doctor/computer-lines.ts';
import type { DoctorLine } from '../../core/doctor/doctor-line.ts';
import { operatorKit } from '../../core/doctor/operator-kit.ts';
import { orgLines, sessionLine } from '../../core/doctor/org-lines.ts';
import type { StoreReference } from '../../core/model/watched-app.ts';
import { countOf, plainText } from '../../core/plain/text.ts';
import type { State } from '../../core/ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../../core/reasons/errors.ts';
import { readDaemon } from '../../core/status/read-daemon.ts';
import { computerWords } from '../../core/words/doctor.ts';
import { bold, type TextLine } from '../../ui/paint.ts';
import { channelTargets } from '../channel-targets.ts';
import type { ContextOf, RunCommand } from '../commands.ts';
import type { CommandContext } from '../context.ts';

const symbols = { ok: '✔', note: '·', warning: '▲', failed: '✖' } as const;

/** `keyturn doctor`: checks this computer and, with `-o` or `--practice`, an org. */
export const doctor: RunCommand<'doctor'> = async (context, call) => {
  const { flags, output } = context;
  const composition = await context.compose();
  const name = flags.targetOrg ?? (flags.practice ? 'practice' : null);
  if (call.permissionSet !== undefined) {
    if (name === null) throw reason('AnswerMissing', { question: 'which org', flag: '--target-org' });
    return writeKit(context, composition, { name, folder: call.permissionSet });
  }
  const machine = await errorOr(composition.machine());
  const repaired = call.repair && !isKeyturnError(machine) ? await repair(composition) : [];
  const lines = isKeyturnError(machine)
    ? // Everything else is in the folder, which can't be read.
      [homeLine(machine)]
    : [
        ...computerLines(
          repaired.length > 0 ? await composition.machine() : machine,
          await lookAtOwn(composition, flags.store),
        ),
        ...(name === null ? [] : await lookAtOrg(context, composition, name)),
      ];
  output.succeed({ lines, repaired }, textOf(lines, repaired));
  return call.exitCode && lines.some(({ status }) => status === 'failed') ? 4 : 0;
};

/** Closes the folder to others, which needs no decision. @returns what was fixed */
async function repair(composition: Composition): Promise<readonly string[]> {
  const { home } = await composition.machine();
  if (home.mode === null || (home.mode & 0o077) === 0) return [];
  await composition.repair();
  return [computerWords.homeClosed(home.path)];
}

async function lookAtOwn(composition: Composition, store: StoreReference['kind'] | undefined): Promise<OwnFacts> {
  const found = (await composition.hasState()) ? await errorOr(composition.state()) : null;
  const state = isKeyturnError(found) ? null : found;
  const stores = await errorOr(composition.stores());
  const apps = state && !composition.isPractice ? await orElse(state.apps.list(), []) : [];
  const settings = composition.isPractice ? null : await orElse(composition.settings(), null);
  const deliveries = [...apps.flatMap((app) => app.deliveries), ...channelTargets(settings?.channels ?? [])];
  return {
    service: await errorOr(composition.services().then((services) => services.look(deliveries))),
    ...(await daemonOf(composition, state)),
    state: found === null ? 'none' : isKeyturnError(found) ? found : 'fine',
    journal: state && (await errorOr(state.journal.verify())),
    // `journal` reports a damaged audit trail.
    open: state ? await orElse(state.journal.open(), []) : [],
    offers: isKeyturnError(stores) ? stores : await errorOr(stores.offers()),
    chosenStore: isKeyturnError(stores) ? null : (store ?? stores.chosen()),
    signIns: await errorOr(composition.signIns().then((signIns) => signIns.list())),
  };
}

/** The daemon's last self-check and its last failure, by the clock that the daemon uses. */
async function daemonOf(composition: Composition, state: State | null): Promise<Pick<OwnFacts, 'inside' | 'failing'>> {
  const daemon = state && (await orElse(readDaemon(state), null));
  if (!daemon?.running) return { inside: null, failing: null };
  const { selfCheck: check, isFailing, lastFailure: failure } = daemon;
  const now = (await composition.clock()).now();
  return { inside: check && { check, now }, failing: isFailing && failure ? { failure, now } : null };
}

async function lookAtOrg(
  context: CommandContext,
  composition: Composition,
  name: string,
): Promise<readonly DoctorLine[]> {
  const { apiVersion } = context.flags;
  const opened = await errorOr(
    Promise.all([
      composition.signIns().then((signIns) => signIns.open(name, apiVersion ? { apiVersion } : {})),
      composition.clock(),
    ]),
  );
  if (isKeyturnError(opened)) return [sessionLine(opened)];
  const [org, clock] = opened;
  const state = (await composition.hasState()) ? await orElse(composition.state(), null) : null;
  const apps = state ? await orElse(state.apps.list(), []) : [];
  return orgLines({ org, clock, watched: apps.filter(({ username }) => username === org.username) });
}

async function writeKit(
  { output, flags }: ContextOf<'doctor'>,
  composition: Composition,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<number> {
  const org = await (await composition.signIns()).open(name, flags.apiVersion ? { apiVersion: flags.apiVersion } : {});
  const [{ mkdirSync, writeFileSync, existsSync }, { dirname, join, resolve }] = await Promise.all([
    import('node:fs'),
    import('node:path'),
  ]);
  const root = resolve(folder);
  if (existsSync(root)) throw reason('FileExists', { path: root });
  const files = operatorKit(org, await org.permissions());
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
  output.succeed({ folder: root, files: files.map(({ path }) => path) }, [
    `✔ Wrote a permission set for each operator task to ${root}.`,
    '  README.md in that folder has the commands to deploy, assign and sign in.',
  ]);
  return 0;
}

async function errorOr<Value>(work: Promise<Value>): Promise<Value | KeyturnError> {
  try {
    return await work;
  } catch (error) {
    if (isKeyturnError(error)) return error;
    throw error;
  }
}

/** Ignores an error that has its own line elsewhere. */
async function orElse<Value, Else>(work: Promise<Value>, other: Else): Promise<Value | Else> {
  const found = await errorOr(work);
  return isKeyturnError(found) ? other : found;
}

function textOf(lines: readonly DoctorLine[], repaired: readonly string[]): readonly TextLine[] {
  const area = (wanted: DoctorLine['area']) => lines.filter((line) => line.area === wanted).flatMap(lineText);
  const org = area('org');
  const count = (status: DoctorLine['status']) => lines.filter((line) => line.status === status).length;
  return [
    bold('This computer'),
    ...area('machine'),
    ...(org.length > 0 ? ['', bold('The org'), ...org] : []),
    '',
    ...repaired.map((what) => `✔ Fixed: ${what}.`),
    `✖ ${countOf(count('failed'), 'problem')} · ▲ ${countOf(count('warning'), 'warning')}`,
  ];
}

function lineText({ status, title, finding, cure }: DoctorLine): readonly string[] {
  const first = `  ${symbols[status]} ${title.padEnd(25)} ${plainText(finding, 300)}`;
  return cure === null ? [first] : [first, `      → ${plainText(cure, 300)}`];
}
