import { resolve } from 'node:path';
import type { Composition } from '../../compose.ts';
import { shellWord } from '../../core/plain/text.ts';
import { isoInstantOrNull } from '../../core/plain/time.ts';
import { noDaemon, readDaemon } from '../../core/status/read-daemon.ts';
import { channelTargets } from '../channel-targets.ts';
import type { Call, ContextOf, RunCommand } from '../commands.ts';
import type { CommandContext } from '../context.ts';
import { daemonRunDocument, daemonText, selfCheckDocument, serviceDocument } from '../daemon-document.ts';
import { installWarnings, storeNamed } from '../service-warnings.ts';
import { wrongCall } from '../wrong-call.ts';

type Services = Awaited<ReturnType<Composition['services']>>;

/** `keyturn daemon install`: installs the daemon as a background service and starts it. */
export const installDaemon: RunCommand<'daemon install'> = async (context, call) => {
  refusePractice(context);
  const composition = await context.compose();
  const services = await composition.services();
  const plan = services.plan(await requestOf(context, composition, call));
  const problem = plan.passphraseFile === null ? null : await services.host.passphraseProblem(plan.passphraseFile);
  if (problem) throw problem;
  const preview = services.preview(plan);
  const { output } = context;
  const warnings = [
    ...(preview.untried ? [preview.untried] : []),
    ...(await installWarnings(composition, context.env, plan)),
  ];
  const warn = () => {
    for (const warning of warnings) output.warn(warning);
  };
  if (call.dryRun || (plan.runAs !== null && services.host.user.uid !== 0)) {
    warn();
    return show(context, preview, call);
  }
  const { isChanged, active, ...found } = await services.install(plan, { isForced: call.force });
  warn();
  if (found.linger === false) {
    output.warn(
      'The daemon stops when you sign out, and starts at the next sign-in. To keep it running: `loginctl enable-linger`.',
    );
  }
  const service = serviceDocument({ ...found, active, kind: preview.kind });
  output.succeed({ ...service, path: found.path, changed: isChanged, dryRun: false }, [
    `✔ ${isChanged ? 'Wrote' : 'No changes needed in'} ${found.path}.`,
    active === null
      ? "· keyturn can't tell whether the daemon is running."
      : `✔ The daemon is running (${found.word ?? 'active'}).`,
  ]);
  return 0;
};

/** `keyturn daemon uninstall`: stops the service and deletes its file. State and secrets stay. */
export const uninstallDaemon: RunCommand<'daemon uninstall'> = async (context, { system, force }) => {
  refusePractice(context);
  const services = await (await context.compose()).services();
  const path = await services.uninstall({ isSystem: system, isForced: force });
  context.output.succeed({ path, removed: path !== null }, [
    path === null
      ? '· No background service is installed.'
      : `✔ Stopped the daemon and deleted ${path}. Nothing else changed.`,
  ]);
  return 0;
};

/** `keyturn daemon status`: shows whether the daemon is running, from its own record and from the service manager. */
export const daemonStatus: RunCommand<'daemon status'> = async (context, { exitCode }) => {
  const composition = await context.compose();
  const state = (await composition.hasState()) ? await composition.state() : null;
  const [daemon, clock] = await Promise.all([state ? readDaemon(state) : noDaemon, composition.clock()]);
  // The practice org has no service.
  const found = composition.isPractice ? null : await (await composition.services()).look([]);
  context.output.succeed(
    {
      ...daemonRunDocument(daemon),
      startedAt: isoInstantOrNull(daemon.startedAt),
      selfCheck: selfCheckDocument(daemon.selfCheck),
      service: found && serviceDocument(found),
    },
    daemonText({ ...daemon, service: found, isPractice: composition.isPractice, now: clock.now() }),
  );
  return exitCode && (!daemon.running || daemon.isFailing) ? 4 : 0;
};

/** @throws UsageInvalid with `--practice` */
function refusePractice({ flags }: CommandContext): void {
  if (!flags.practice) return;
  throw wrongCall(
    'daemon',
    'The practice org has no background service: run `keyturn daemon --practice` in the foreground',
  );
}

async function requestOf({ flags, env }: CommandContext, composition: Composition, call: Call<'daemon install'>) {
  const { host, home } = await composition.services();
  const apps = (await composition.hasState()) ? await (await composition.state()).apps.list() : [];
  const { channels } = await composition.settings();
  const runAs = call.system ? call.runAs || host.user.name : null;
  if (runAs !== null && runAs !== host.user.name && !env.KEYTURN_HOME) {
    throw wrongCall('daemon install', `Set KEYTURN_HOME to the keyturn folder of ${runAs}`);
  }
  const passphraseFile = call.passphraseFile || env.KEYTURN_PASSPHRASE_FILE;
  return {
    node: process.execPath,
    script: resolve(process.argv[1] ?? ''),
    home,
    store: storeNamed(flags.store ?? env.KEYTURN_STORE),
    passphraseFile: passphraseFile ? resolve(passphraseFile) : null,
    userHome: await userHome(host, runAs),
    deliveries: [...apps.flatMap(({ deliveries }) => deliveries), ...channelTargets(channels)],
    runAs,
  };
}

/** @throws UsageInvalid when there is no such user */
async function userHome(host: Services['host'], runAs: string | null): Promise<string> {
  if (runAs === null || runAs === host.user.name) return host.user.home;
  const { isOk, stdout } = await host.run({ program: 'getent', args: ['passwd', runAs] });
  const home = isOk ? stdout.split('\n')[0]?.split(':')[5] : undefined;
  if (!home) throw wrongCall('daemon install', `There is no user ${runAs}`);
  return home;
}

/** The file that a person saves the unit in. */
const unsaved = 'keyturn.service';

type Preview = ReturnType<Services['preview']>;

async function show(
  { output }: ContextOf<'daemon install'>,
  { kind, path, text: content, commands }: Preview,
  { output: file, dryRun }: Call<'daemon install'>,
): Promise<number> {
  const place = file && !dryRun ? resolve(file) : null;
  if (place !== null) {
    const { textFiles } = await import('../../compose.ts');
    await (await textFiles()).writeNew(place, content);
  }
  const steps = dryRun
    ? commands
    : [`sudo install -m 0644 ${shellWord(place ?? unsaved)} ${path}`, ...commands.map((one) => `sudo ${one}`)];
  output.succeed({ kind, path, text: content, commands: steps, written: place, changed: false, dryRun }, [
    ...(place === null ? [`# ${path}`, content] : [`✔ Wrote ${place}.`]),
    dryRun
      ? '# Then run:'
      : `Only root can install it. ${place === null ? `Save it as ${unsaved}, which \`--output ${unsaved}\` does. Then run` : 'Run'}:`,
    ...steps.map((step) => `  ${step}`),
  ]);
  return 0;
}
