import { hostname, userInfo } from 'node:os';
import { createOpenings } from './compose/openings.ts';
import { openPractice } from './compose/practice.ts';
import { obeyProxy } from './compose/proxy.ts';
import type { OperatePorts } from './core/operate/operate-request.ts';
import type { Clock, Log, SecretStores, SignIns, State } from './core/ports/ports.ts';
import type { SetupPorts } from './core/setup/setup-io.ts';

/** What the person asked for, as far as it decides which adapters are used. */
export interface ComposeRequest {
  readonly isPractice: boolean;
  readonly isInteractive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly store?: string | undefined;
  readonly proveWith?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Requests that may be on their way to one org at once; as many as usual when left out. */
  readonly requestsAtOnce?: number | undefined;
}

/** Ports that are opened when they are first needed, so that a command loads only what it uses. */
export interface Composition {
  readonly isPractice: boolean;
  clock(): Promise<Clock>;
  /** Whether there is anything to remember yet; opens nothing. */
  hasState(): Promise<boolean>;
  state(): Promise<State>;
  signIns(): Promise<SignIns>;
  stores(): Promise<SecretStores>;
  setupPorts(): Promise<SetupPorts>;
  /** What staging, rotating and ending pairs needs; the store is opened by whoever can ask for its passphrase. */
  operatePorts(io: OperateIo): Promise<OperatePorts>;
  readonly env: ComposeRequest['env'];
  /** The time of now, asked anew: the practice org's may have been moved meanwhile. */
  freshClock(): Promise<Clock>;
  /** Where everything of this org, real or practice, is kept. */
  folder(): Promise<string>;
  /** Policy of newly watched apps, as far as the settings say. */
  settings(): Promise<import('./core/adapters/settings.ts').Settings>;
  /** What a look at this computer finds; `repair` keeps the home to its owner. */
  machine(): Promise<import('./core/doctor/computer-lines.ts').ComputerFacts>;
  repair(): Promise<void>;
  /** The daemon as a service of this computer. */
  services(): Promise<import('./scheduler/service/services.ts').Services>;
  /** What a person should hear once the command is over. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/** What a conversation about a rotation brings along. */
export interface OperateIo extends Pick<OperatePorts, 'signal' | 'tell' | 'openStore'> {
  readonly apiVersion?: string | undefined;
}

/** Logs nothing: commands speak through their output. */
const quiet: Log = { debug: () => undefined, warn: () => undefined };

/** The one place where ports meet adapters. */
export function compose(request: ComposeRequest): Composition {
  const { isPractice, env, isInteractive } = request;
  const { once, onClose, close } = createOpenings();
  const notices: string[] = [];
  const home = once(async () => (await import('./core/adapters/home.ts')).keyturnHome(env));
  const folder = once(async () => (await import('./core/adapters/home.ts')).productFolder(await home(), isPractice));
  const reader = once(async () => (await import('./core/adapters/config.ts')).settingsReader(await home()));
  const settings = async () => (await reader())();
  /** Settings that can't be read stop what depends on them, and nothing that only reads or has to happen now. */
  const appSettings = async () => {
    try {
      return (await settings()).apps;
    } catch (error) {
      const { isKeyturnError } = await import('./core/reasons/errors.ts');
      if (!isKeyturnError(error) || error.code !== 'ConfigInvalid') throw error;
      const notice = `${error.message}. Policies count as they were chosen for each app.`;
      if (!notices.includes(notice)) notices.push(notice);
      return {};
    }
  };
  const practice = once(async () => {
    const running = await openPractice(env);
    if (running.setAside)
      notices.push(`The practice org was damaged; it was set aside as ${running.setAside}, and a new one was made.`);
    onClose(running.close);
    return running;
  });
  const clock = once(async () => (isPractice ? practiceTime() : machineClock()));
  const state = once(async () => {
    const [{ openState }, where, time] = await Promise.all([
      import('./core/adapters/state/open-state.ts'),
      folder(),
      clock(),
    ]);
    const opened = await openState({
      folder: where,
      clock: time,
      actor: `${userInfo().username}@${hostname()}`,
      appSettings,
    });
    onClose(opened.close);
    return opened;
  });
  const hasState = async () => {
    const [{ existsSync }, { join }] = await Promise.all([import('node:fs'), import('node:path')]);
    return existsSync(join(await folder(), 'state.db'));
  };
  const signIns = once(async () => {
    const [time, { createRequestLimits }] = await Promise.all([
      clock(),
      import('./core/adapters/salesforce/request-limits.ts'),
    ]);
    const limits = createRequestLimits(request.requestsAtOnce);
    if (isPractice) {
      const { createPracticeSignIns } = await import('./core/adapters/sign-ins/practice-sign-ins.ts');
      return createPracticeSignIns({ ...(await practice()), clock: time, log: quiet, limits });
    }
    await obeyProxy(env);
    const { createCliSignIns } = await import('./core/adapters/sign-ins/cli-sign-ins.ts');
    const opened = createCliSignIns({ clock: time, log: quiet, folder: process.cwd(), limits });
    onClose(opened.close);
    return opened;
  });
  const stores = once(async () => {
    const { createSecretStores } = await import('./core/adapters/secret-store/choose.ts');
    const { store } = await settings();
    const init = { folder: await folder(), isPractice, env, flag: request.store, setting: store, isInteractive };
    const opened = createSecretStores(init);
    // Unlocking takes a third of a second on another core: with nobody to wait for it can begin at once. Whoever opens the
    // store later hears what went wrong.
    if (!isInteractive && opened.chosen() === 'file') void opened.open('file').catch(() => undefined);
    onClose(opened.close);
    return opened;
  });
  const setupPorts = once(async (): Promise<SetupPorts> => {
    const enterPractice = async () => {
      const inside = compose({ ...request, isPractice: true });
      onClose(() => void notices.push(...inside.notices));
      onClose(inside.close);
      return inside.setupPorts();
    };
    const [time, opened, logins, kept] = await Promise.all([clock(), state(), signIns(), stores()]);
    return {
      signIns: logins,
      stores: kept,
      state: opened,
      clock: time,
      log: quiet,
      prover: await proverOf(request),
      isPractice,
      enterPractice: isPractice ? null : enterPractice,
      files: await textFiles(),
    };
  });
  const incidentFiles = async () => (await import('./core/adapters/incidents.ts')).createIncidents(await folder());
  const operatePorts = async ({ apiVersion, ...io }: OperateIo): Promise<OperatePorts> => {
    const [time, opened, logins, prover, { createDeliveries }, incidents] = await Promise.all([
      clock(),
      state(),
      signIns(),
      proverOf({ ...request, signal: io.signal }),
      import('./core/adapters/delivery/deliveries.ts'),
      incidentFiles(),
    ]);
    const options = { signal: io.signal, ...(apiVersion ? { apiVersion } : {}) };
    return {
      ...io,
      state: opened,
      clock: time,
      signIns: logins,
      prover,
      deliveries: createDeliveries(env),
      incidents,
      openOrg: (name) => logins.open(name, options),
      chance: Math.random,
    };
  };
  const freshClock = async () => (isPractice ? practiceTime() : clock());
  const practiceTime = async () =>
    (await import('./core/adapters/practice-clock.ts')).practiceClock((await practice()).controlUrl);
  const machine = async () => (await import('./core/adapters/machine.ts')).lookAtMachine(await home(), env);
  const repair = async () => (await import('./core/adapters/machine.ts')).closeHome(await home());
  const services = once(async () => {
    const [{ createServiceHost }, { createServices }, time, where] = await Promise.all([
      import('./core/adapters/service-manager.ts'),
      import('./scheduler/service/services.ts'),
      machineClock(),
      home(),
    ]);
    const configFolder = env.XDG_CONFIG_HOME || null;
    return createServices({ host: createServiceHost(env), clock: time, home: where, configFolder });
  });
  return {
    machine,
    repair,
    services,
    isPractice,
    clock,
    hasState,
    state,
    signIns,
    stores,
    setupPorts,
    operatePorts,
    freshClock,
    env,
    folder,
    settings,
    notices,
    close,
  };
}

/** The machine's own time, before it is known which clock the work follows. */
export async function machineClock(): Promise<Clock> {
  return (await import('./core/adapters/system-clock.ts')).systemClock();
}

/** Files that a person names on the command line. */
export async function textFiles(): Promise<SetupPorts['files']> {
  const { readText, writeNew } = await import('./core/adapters/files.ts');
  const openProject = async (folder: string) => (await import('./core/adapters/project.ts')).openProject(folder);
  return { readText, writeNew, openProject, workingFolder: process.cwd() };
}

async function proverOf({ proveWith, signal, env }: ComposeRequest): Promise<SetupPorts['prover']> {
  if (proveWith === undefined) return null;
  const { createExecProver, inspectProver } = await import('./core/adapters/salesforce/exec-prover.ts');
  await inspectProver(proveWith);
  return createExecProver({ program: proveWith, environment: env, ...(signal ? { signal } : {}) });
}
