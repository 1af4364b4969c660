import { join } from 'node:path';
import type { Target } from '../../core/model/target.ts';
import type { Clock } from '../../core/ports/ports.ts';
import type { InstalledService, ServiceHost, ServicePlan } from '../../core/ports/service-manager.ts';
import { reason } from '../../core/reasons/errors.ts';
import { findService } from './find-service.ts';
import { type Installed, installService, uninstallService } from './install.ts';
import { launchd } from './launchd.ts';
import { type PlanRequest, planService } from './plan-service.ts';
import { commandLine, type ServiceForm } from './service-form.ts';
import { systemSystemd, userSystemd } from './systemd.ts';
import { taskScheduler } from './task-scheduler.ts';

export interface ServiceSurroundings {
  readonly host: ServiceHost;
  readonly clock: Clock;
  /** keyturn's folder. */
  readonly home: string;
  /** `XDG_CONFIG_HOME`, if set. */
  readonly configFolder: string | null;
  /** A different folder for system units. */
  readonly systemUnits?: string | undefined;
}

export interface ServiceText extends Pick<ServiceForm, 'kind' | 'path' | 'untried'> {
  readonly text: string;
  /** The commands to run after the file is written, as a person would type them. */
  readonly commands: readonly string[];
}

/** The daemon as a background service of this computer. */
export interface Services {
  /** @throws UsageInvalid for a path that a service file can't hold */
  plan(request: PlanRequest): ServicePlan;
  /** Shows what would be installed. @throws ServiceManagerMissing on an unknown system */
  preview(plan: ServicePlan): ServiceText;
  /** @throws ServiceManagerMissing, ServiceFileEdited, ServiceCommandFailed, ServiceNotRunning, FileUnwritable */
  install(plan: ServicePlan, options: { readonly isForced: boolean }): Promise<Installed>;
  /** @returns the deleted file; null when there was none */
  uninstall(options: { readonly isSystem: boolean; readonly isForced: boolean }): Promise<string | null>;
  /** The installed service, and which of these deliveries it can't reach; null when none is installed. */
  look(deliveries: readonly Target[]): Promise<InstalledService | null>;
  readonly host: ServiceHost;
  /** keyturn's folder. */
  readonly home: string;
}

export function createServices({ host, clock, home, configFolder, systemUnits }: ServiceSurroundings): Services {
  const forms = () => formsOf(host, { home, configFolder, systemUnits });
  const formFor = (isSystem: boolean): ServiceForm => {
    const found = forms().find(({ kind }) => (kind === 'systemd-system') === isSystem);
    if (found) return found;
    const problem = isSystem ? `${host.platform} has no systemd. Try without --system` : host.platform;
    const manager = isSystem ? 'systemd' : 'A known service manager';
    throw reason('ServiceManagerMissing', { manager, problem, user: host.user.name });
  };
  return {
    host,
    home,
    plan: planService,
    preview: (plan) => {
      const { kind, path, untried, files, start } = formFor(plan.runAs !== null);
      return { kind, path, untried, text: files(plan)[0]?.content ?? '', commands: start(false).map(commandLine) };
    },
    install: (plan, { isForced }) =>
      installService({ host, clock, form: formFor(plan.runAs !== null), isForced }, plan),
    uninstall: async ({ isSystem, isForced }) => {
      const form = formFor(isSystem);
      return (await uninstallService({ host, clock, form, isForced })) ? form.path : null;
    },
    look: (deliveries) => findService(host, forms(), deliveries),
  };
}

type Places = Pick<ServiceSurroundings, 'home' | 'configFolder' | 'systemUnits'>;

function formsOf({ platform, user }: ServiceHost, { home, configFolder, systemUnits }: Places): readonly ServiceForm[] {
  if (platform === 'linux') {
    return [userSystemd(user, configFolder ?? join(user.home, '.config')), systemSystemd(systemUnits)];
  }
  if (platform === 'darwin') return [launchd(user, home)];
  return platform === 'win32' ? [taskScheduler(user.name, home)] : [];
}
