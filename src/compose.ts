import { hostname, userInfo } from 'node:os';
import type { ComposeRequest, Composition, OperateIo } from './compose/composition.ts';
import { loggedNews, loggedState, loggedStores } from './compose/logged.ts';
import { createOpenings } from './compose/openings.ts';
import { practiceInUse } from './compose/practice-in-use.ts';
import { proverOf } from './compose/prover.ts';
import { createStateCopies } from './compose/state-copies.ts';
import { namingStores } from './compose/store-names.ts';
import { createTrailSealing } from './compose/trail-seal.ts';
import type * as Files from './core/adapters/files.ts';
import type { KeptRecord } from './core/model/containment-record.ts';
import { watchedWith } from './core/model/find-watched.ts';
import type { UnreadableRecord } from './core/model/unreadable-record.ts';
import type { OperatePorts } from './core/operate/operate-request.ts';
import type { Clock, Log, SignIns, Sweep } from './core/ports/ports.ts';
import { typedCommands } from './core/reasons/practice-commands.ts';
import type { SetupPorts } from './core/setup/setup-io.ts';

export type * from './compose/composition.ts';

/** Logs nothing. Commands report through their output. */
const quiet: Log = { debug: () => undefined, warn: () => undefined };

/** Connects ports with adapters. No other place does. */
export function compose(request: ComposeRequest): Composition {
  const { isPractice, env, isInteractive, log = quiet, hold, pace } = request;
  const { once, onClose, close } = createOpenings();
  const notices: string[] = [];
  const unreadable: UnreadableRecord[] = [];
  const containments: KeptRecord[] = [];
  const worded = (text: string) => typedCommands(text, { program: request.program, isPractice });
  const home = once(async () => {
    const [{ keyturnHome }, { closeToOthers }, { homeCareWords }] = await Promise.all([
      import('./core/adapters/home.ts'),
      import('./core/adapters/own-files.ts'),
      import('./core/words/home-care.ts'),
    ]);
    const path = keyturnHome(env);
    const { closed, weaknesses } = await closeToOthers(path);
    if (closed.length > 0) notices.push(homeCareWords.closed(closed));
    notices.push(...weaknesses.map((weakness) => homeCareWords.open(path, weakness)));
    return path;
  });
  const folder = once(async () => (await import('./core/adapters/home.ts')).productFolder(await home(), isPractice));
  const reader = once(async () => (await import('./core/adapters/config.ts')).settingsReader(await home()));
  const inUse = async () => (await reader())();
  let settingsNotice: string | null = null;
  /** A faulty file stops nothing here. The notice says what applies in its place, until the file is fixed. */
  const settings = async () => {
    const { settings: found, fault } = await inUse();
    if (fault) log.debug('settings.faulty', { problem: fault.error.message, inUse: fault.inUse });
    const notice = fault && (await import('./core/words/settings-problems.ts')).settingsFaultWords(fault);
    if (notice !== settingsNotice) {
      if (settingsNotice !== null) notices.splice(notices.indexOf(settingsNotice), 1);
      if (notice !== null) notices.push(notice);
      settingsNotice = notice;
    }
    return found;
  };
  const appSettings = async () => {
    const { apps } = await settings();
    const { fault } = await inUse();
    return { apps, isHeld: request.isUnattended === true && fault?.concerns === 'policy' };
  };
  const practice = practiceInUse({ once, onClose }, { env, notices, waits: request.slowAnswer, pace });
  const clock = once(async () => (isPractice ? practice.clock() : machineClock()));
  const actor = `${userInfo().username}@${hostname()}`;
  const warn = (text: string) => void notices.push(text);
  const copiesOfState = createStateCopies({ home, folder, clock: () => clock(), isPractice, actor, warn });
  const state = once(async () => {
    const [{ openState }, { explaining }, { homeCareWords }, about, where, time] = await Promise.all([
      import('./core/adapters/state/open-state.ts'),
      import('./core/acts/explaining.ts'),
      import('./core/words/home-care.ts'),
      import('./compose/state-notices.ts'),
      folder(),
      clock(),
    ]);
    const opening = openState({
      folder: where,
      clock: time,
      actor,
      appSettings,
      whereabouts: about.whereaboutsOf(isPractice, env),
      onUnreadable: about.tellingUnreadable(unreadable, notices),
      fault: request.stateFault ?? null,
    });
    const atEnd = await about.tellingContainments(opening, incidentFiles, {
      containments,
      notices,
      adoptsBy: request.isDryRun || request.stateFault ? null : time,
    });
    const opened = await opening;
    onClose(async () => {
      await atEnd();
      opened.close();
    });
    onClose(copiesOfState.atEnd);
    if (request.stateFault) notices.push(homeCareWords.unused(request.stateFault.message));
    else if (opened.readOnly)
      notices.push(
        homeCareWords.onlyRead(opened.readOnly.message, opened.lacksNewest, opened.readOnly.actions[0] ?? ''),
      );
    log.debug('state.opened', { folder: where });
    const told = about.tellingUnconfirmed(opened, notices);
    const result = loggedState(explaining(copiesOfState.noting(told), request.why), log);
    if (!request.isDryRun && !request.stateFault) sealing.state(result);
    return result;
  });
  const sealing = createTrailSealing({
    clock: () => clock(),
    log,
    warn,
    inBackground: (work) => once(work)(),
  });
  const hasState = async () => {
    const { hadState } = await import('./core/adapters/state/set-aside.ts');
    return hadState(await folder());
  };
  const watchedApps = async () => ((await hasState()) ? (await state()).apps.list() : []);
  /** Every org that is opened here stops with the command. */
  const signIns = once(async (): Promise<SignIns> => {
    const opened = await openSignIns();
    const { signal } = request;
    return { ...opened, open: (name, options) => opened.open(name, { ...(signal ? { signal } : {}), ...options }) };
  });
  const openSignIns = async (): Promise<SignIns> => {
    const [time, { createRequestLimits }] = await Promise.all([
      clock(),
      import('./core/adapters/salesforce/request-limits.ts'),
    ]);
    const limits = createRequestLimits(request.requestsAtOnce, request.slowAnswer);
    if (isPractice) {
      return practice.signIns({ ...request.pace, clock: time, log, limits, hold });
    }
    const [{ createCliSignIns }, { createNetwork }] = await Promise.all([
      import('./core/adapters/sign-ins/cli-sign-ins.ts'),
      import('./core/adapters/network.ts'),
    ]);
    const hosts = {
      named: request.allowHosts ?? [],
      watchedAt: async (org: Parameters<typeof watchedWith>[1]) => watchedWith(await watchedApps(), org),
    };
    const network = createNetwork(env);
    const init = { clock: time, log, folder: process.cwd(), limits, network, hosts, hold };
    const opened = createCliSignIns(init);
    onClose(opened.close);
    return opened;
  };
  const stores = once(async () => {
    const { createSecretStores } = await import('./core/adapters/secret-store/choose.ts');
    const { store } = await settings();
    const warn = (text: string) => {
      if (!notices.includes(text)) notices.push(text);
    };
    const { store: flag, toleratesModes } = request;
    const init = { folder: await folder(), isPractice, env, flag, setting: store, isInteractive, toleratesModes, warn };
    const opened = sealing.stores(loggedStores(namingStores(createSecretStores(init), watchedApps), log));
    // Unlocking takes a third of a second on another core. If nobody can be asked, start it now; the caller that opens the
    // store later gets the error.
    if (!isInteractive && !request.opensNoStore && opened.chosen() === 'file')
      void opened.open('file').catch(() => undefined);
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
    const [time, opened, logins, kept, delivering] = await Promise.all([
      clock(),
      state(),
      signIns(),
      stores(),
      deliveries(),
    ]);
    return {
      signIns: logins,
      stores: kept,
      state: opened,
      clock: time,
      log,
      prover: await proverOf(request, settings),
      deliveries: delivering,
      isPractice,
      enterPractice: isPractice ? null : enterPractice,
      files: await textFiles(),
    };
  });
  const incidentFiles = async () =>
    (await import('./core/adapters/incidents.ts')).createIncidents(await folder(), worded);
  const files = async () => ({ env, named: (await settings()).environment, home: await home(), isPractice });
  const deliveries = once(async () => (await import('./compose/deliveries.ts')).openDeliveries(await files()));
  const copies = once(async () => (await import('./compose/deliveries.ts')).openCopies(await files()));
  const operatePorts = async ({ apiVersion, ...io }: OperateIo): Promise<OperatePorts> => {
    const [time, opened, logins, prover, delivering, incidents, { contacts }] = await Promise.all([
      clock(),
      state(),
      signIns(),
      proverOf({ ...request, signal: io.signal }, settings),
      deliveries(),
      incidentFiles(),
      settings(),
    ]);
    const options = { signal: io.signal, ...(apiVersion ? { apiVersion } : {}) };
    return {
      ...io,
      tell: loggedNews(io.tell, log),
      state: opened,
      clock: time,
      signIns: logins,
      prover,
      deliveries: delivering,
      incidents,
      contacts,
      openOrg: (name) => logins.open(name, options),
      chance: Math.random,
    };
  };
  const freshClock = async () => {
    if (isPractice) await practice.follow();
    return clock();
  };
  const settingsFile = async () => (await import('./core/adapters/settings-file.ts')).openSettingsFile(await home());
  const ownFolder = async () => (await import('./compose/own-folder.ts')).openOwnFolder(env);
  const machine = async () =>
    (await import('./core/adapters/machine.ts')).lookAtMachine({ home: await home(), isPractice }, env);
  const repair = async () => (await import('./core/adapters/machine.ts')).closeHome(await home());
  const services = once(async () => {
    const [{ createServiceHost }, { createServices }, time, where] = await Promise.all([
      import('./core/adapters/service-manager.ts'),
      import('./scheduler/service/services.ts'),
      machineClock(),
      import('./core/adapters/home.ts').then(({ homePath }) => homePath(env)),
    ]);
    const configFolder = env.XDG_CONFIG_HOME || null;
    return createServices({ host: createServiceHost(env), clock: time, home: where, configFolder });
  });
  return {
    ownFolder,
    machine,
    repair,
    stateFile: copiesOfState.stateFile,
    backupFiles: copiesOfState.backupFiles,
    backUp: copiesOfState.backUp,
    services,
    isPractice,
    clock,
    hasState,
    state,
    signIns,
    stores,
    setupPorts,
    operatePorts,
    incidents: incidentFiles,
    deliveries,
    copies,
    freshClock,
    env,
    folder,
    settings,
    settingsFile,
    trailSeal: sealing.after,
    trailSealed: sealing.settled,
    settingsFault: async () => (await inUse()).fault,
    notices,
    unreadable,
    containments,
    worded,
    close,
  };
}

/** The system clock, for use before it is known which clock applies. */
export async function machineClock(): Promise<Clock> {
  return (await import('./core/adapters/system-clock.ts')).systemClock();
}

/** Reads what is stored below a folder, for a scan. */
export async function sweepWith(env: ComposeRequest['env']): Promise<Sweep> {
  return (await import('./core/adapters/sweep/sweep.ts')).createSweep(env);
}

/** Reads and writes files that a person names on the command line. */
export async function textFiles(): Promise<SetupPorts['files'] & Pick<typeof Files, 'writeNewFolder'>> {
  const { readText, writeNew, writeNewFolder } = await import('./core/adapters/files.ts');
  const openProject = async (folder: string) =>
    (await import('./core/adapters/project/open-project.ts')).openProject(folder);
  return { readText, writeNew, writeNewFolder, openProject, workingFolder: process.cwd() };
}

/** Reads public keys, and encrypts texts for those who have the private ones. */
export async function sealing() {
  return import('./core/adapters/sealing/public-keys.ts');
}
