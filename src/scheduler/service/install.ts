import type { Clock } from '../../core/ports/ports.ts';
import type { ServiceActivity, ServiceCommand, ServiceHost, ServicePlan } from '../../core/ports/service-manager.ts';
import { reason } from '../../core/reasons/errors.ts';
import { readSealed } from './seal.ts';
import { commandLine, type ServiceForm } from './service-form.ts';

export interface ServiceTask {
  readonly host: ServiceHost;
  readonly form: ServiceForm;
  readonly clock: Clock;
  /** Overwrite or delete a file that somebody edited. */
  readonly isForced: boolean;
}

export interface Installed extends ServiceActivity {
  readonly path: string;
  /** Whether the file had to be written. */
  readonly isChanged: boolean;
}

/** A daemon that can't start exits within this time. */
const settleMs = 3_000;
const looks = 3;

/**
 * Writes the service file and starts the service. A second call changes nothing. Resolves once the service is running.
 * @throws ServiceManagerMissing, ServiceFileEdited, ServiceCommandFailed, ServiceNotRunning, FileUnwritable
 */
export async function installService(task: ServiceTask, plan: ServicePlan): Promise<Installed> {
  const { host, form } = task;
  await requireManager(task);
  const before = await host.read(form.path);
  if (before !== null) refuseEdited(task, before);
  const [main, ...others] = form.files(plan);
  const isChanged = before === null || before !== main?.content;
  if (isChanged) {
    for (const file of main ? [...others, main] : others) {
      await host.write(file.path, file.isUtf16 ? utf16(file.content) : file.content);
    }
  }
  const { active, enabled } = isChanged ? { active: null, enabled: null } : await form.look(host.run);
  // Don't restart a service that runs from this file: it may be in the middle of a step.
  if (active !== true || enabled === false) await runAll(host, form.start(isChanged && before !== null));
  const activity = await settled(task);
  if (activity.active === false) {
    throw reason('ServiceNotRunning', { state: activity.word ?? 'state unknown', log: form.log });
  }
  return { ...activity, path: form.path, isChanged };
}

/** Stops the service and deletes its file, if keyturn wrote it. @returns whether there was one */
export async function uninstallService(task: ServiceTask): Promise<boolean> {
  const { host, form } = task;
  const before = await host.read(form.path);
  if (before === null) return false;
  refuseEdited(task, before);
  await requireManager(task);
  await runAll(host, form.stop);
  const { plan } = readSealed(before, form.comment);
  for (const { path } of plan === null ? [{ path: form.path }] : form.files(plan)) await host.remove(path);
  await runAll(host, form.forget);
  return true;
}

/** @throws ServiceManagerMissing */
async function requireManager({ host, form }: ServiceTask): Promise<void> {
  const { isOk, problem } = await host.run(form.probe);
  if (isOk) return;
  const manager = {
    systemd: 'systemd',
    'systemd-system': 'systemd',
    launchd: 'launchd',
    'task-scheduler': 'Task Scheduler',
  };
  const detail = { manager: manager[form.kind], problem: problem ?? 'no answer', user: host.user.name };
  throw reason('ServiceManagerMissing', detail);
}

/** @throws ServiceFileEdited */
function refuseEdited({ form, isForced }: ServiceTask, file: string): void {
  const { whose } = readSealed(file, form.comment);
  if (whose === 'ours' || isForced) return;
  const problem = whose === 'edited' ? 'somebody has edited it' : 'keyturn did not create it';
  throw reason('ServiceFileEdited', { path: form.path, problem, keep: form.keep });
}

/** @throws ServiceCommandFailed */
async function runAll(host: ServiceHost, commands: readonly ServiceCommand[]): Promise<void> {
  for (const command of commands) {
    const { isOk, problem } = await host.run(command);
    if (!isOk && command.mayFail !== true) {
      throw reason('ServiceCommandFailed', { command: commandLine(command), problem: problem ?? 'no reason given' });
    }
  }
}

async function settled({ host, form, clock }: ServiceTask): Promise<ServiceActivity> {
  let activity = await form.look(host.run);
  for (let count = 0; count < looks; count += 1) {
    await clock.sleep(settleMs / looks);
    activity = await form.look(host.run);
  }
  return activity;
}

function utf16(text: string): Uint8Array {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}
