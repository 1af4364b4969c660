import { resolve } from 'node:path';
import type { Composition } from '../../compose.ts';
import { reason } from '../../core/reasons/errors.ts';
import { noDaemon, readDaemon } from '../../core/status/read-daemon.ts';
import { channelTargets } from '../channel-targets.ts';
import type { Action, CommandContext } from '../context.ts';
import { daemonText, selfCheckDocument, serviceDocument } from '../daemon-document.ts';
import { isoOrNull } from '../output.ts';
import { installWarnings, storeOf } from '../service-warnings.ts';

type Services = Awaited<ReturnType<Composition['services']>>;
type Options = Readonly<Record<string, unknown>>;

/**
 * `keyturn daemon install`: the daemon as a service, which is started at once.
 * Options: `passphraseFile`, `system`, `runAs`, `output`, `dryRun`, `force`.
 */
export const installDaemon: Action = async (context, _args, options) => {
  refusePractice(context);
  const composition = await context.compose();
  const services = await composition.services();
  const plan = services.plan(await requestOf(context, composition, options));
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
  if (options.dryRun === true || (plan.runAs !== null && services.host.user.uid !== 0)) {
    warn();
    return show(context, preview, { target: options.output, isDryRun: options.dryRun === true });
  }
  const { isChanged, active, ...found } = await services.install(plan, { isForced: options.force === true });
  warn();
  if (found.linger === false) {
    output.warn(
      'It ends when you sign out, and starts only at the next sign-in. `loginctl enable-linger` keeps it running.',
    );
  }
  const service = serviceDocument({ ...found, active, kind: preview.kind, installed: true });
  output.succeed({ ...service, path: found.path, changed: isChanged, dryRun: false }, [
    `✔ ${found.path} ${isChanged ? 'is written' : 'is as it should be'}.`,
    active === null ? '· Whether it runs is not told here.' : `✔ The daemon runs (${found.word ?? 'active'}).`,
  ]);
  return 0;
};

/** `keyturn daemon uninstall`: stops it and takes its file away; what keyturn knows and holds stays. Options: `system`, `force`. */
export const uninstallDaemon: Action = async (context, _args, options) => {
  refusePractice(context);
  const services = await (await context.compose()).services();
  const isSystem = options.system === true;
  const path = await services.uninstall({ isSystem, isForced: options.force === true });
  context.output.succeed({ path, removed: path !== null }, [
    path === null
      ? '· No service is installed.'
      : `✔ The daemon is stopped, and ${path} is gone. Nothing else was touched.`,
  ]);
  return 0;
};

/** `keyturn daemon status`: whether it runs, from what it says of itself, and as what. Option: `exitCode`. */
export const daemonStatus: Action = async (context, _args, options) => {
  const composition = await context.compose();
  const state = (await composition.hasState()) ? await composition.state() : null;
  const [{ host, ...status }, clock] = await Promise.all([state ? readDaemon(state) : noDaemon, composition.clock()]);
  // The practice org has no service.
  const found = composition.isPractice ? null : await (await composition.services()).look([]);
  context.output.succeed(
    {
      ...status,
      startedAt: isoOrNull(status.startedAt),
      lastTickAt: isoOrNull(status.lastTickAt),
      nextTickAt: isoOrNull(status.nextTickAt),
      selfCheck: selfCheckDocument(status.selfCheck),
      service: found && serviceDocument({ ...found, installed: true }),
    },
    daemonText({ status, host, service: found, now: clock.now() }),
  );
  return options.exitCode === true && !status.running ? 4 : 0;
};

/** @throws UsageInvalid with `--practice` */
function refusePractice({ flags }: CommandContext): void {
  if (!flags.practice) return;
  const problem = 'The practice org has no service: `keyturn daemon --practice` watches it in the foreground';
  throw reason('UsageInvalid', { problem, command: 'daemon' });
}

async function requestOf({ flags, env }: CommandContext, composition: Composition, options: Options) {
  const { host, home } = await composition.services();
  const apps = (await composition.hasState()) ? await (await composition.state()).apps.list() : [];
  const { channels } = await composition.settings();
  const runAs = options.system === true ? (text(options.runAs) ?? host.user.name) : null;
  if (runAs !== null && runAs !== host.user.name && !env.KEYTURN_HOME) {
    throw reason('UsageInvalid', { problem: `Name the folder of ${runAs} in KEYTURN_HOME`, command: 'daemon install' });
  }
  const passphraseFile = text(options.passphraseFile) ?? env.KEYTURN_PASSPHRASE_FILE ?? '';
  return {
    node: process.execPath,
    script: resolve(process.argv[1] ?? ''),
    home,
    store: storeOf(flags.store ?? env.KEYTURN_STORE),
    passphraseFile: passphraseFile === '' ? null : resolve(passphraseFile),
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
  if (!home) throw reason('UsageInvalid', { problem: `There is no user ${runAs}`, command: 'daemon install' });
  return home;
}

type Preview = ReturnType<Services['preview']>;

async function show(
  { output }: CommandContext,
  { kind, path, text: content, commands }: Preview,
  { target, isDryRun }: { readonly target: unknown; readonly isDryRun: boolean },
): Promise<number> {
  const file = text(target);
  if (file !== null && !isDryRun) {
    const { textFiles } = await import('../../compose.ts');
    await (await textFiles()).writeNew(resolve(file), content);
  }
  const place = file !== null && !isDryRun ? resolve(file) : null;
  const steps = isDryRun
    ? commands
    : [`sudo install -m 0644 ${place ?? '<file>'} ${path}`, ...commands.map((one) => `sudo ${one}`)];
  output.succeed({ kind, path, text: content, commands: steps, written: place, changed: false, dryRun: isDryRun }, [
    ...(place === null ? [`# ${path}`, content] : [`✔ ${place} is written.`]),
    isDryRun ? '# Then:' : 'Only root can install it:',
    ...steps.map((step) => `  ${step}`),
  ]);
  return 0;
}

function text(option: unknown): string | null {
  return typeof option === 'string' && option !== '' ? option : null;
}
