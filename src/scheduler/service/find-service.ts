import type { Target } from '../../core/model/target.ts';
import type { InstalledService, ServiceHost } from '../../core/ports/service-manager.ts';
import { shutOut } from './plan-service.ts';
import { readSealed } from './seal.ts';
import { commandLine, type ServiceForm } from './service-form.ts';

/** The first of these services that is installed; null when none is. Changes nothing. */
export async function findService(
  host: ServiceHost,
  forms: readonly ServiceForm[],
  deliveries: readonly Target[],
): Promise<InstalledService | null> {
  for (const form of forms) {
    const file = await host.read(form.path);
    if (file !== null) return lookAt({ host, form, deliveries }, file);
  }
  return null;
}

interface Found {
  readonly host: ServiceHost;
  readonly form: ServiceForm;
  readonly deliveries: readonly Target[];
}

async function lookAt({ host, form, deliveries }: Found, file: string): Promise<InstalledService> {
  const { plan } = readSealed(file, form.comment);
  const isThere = async (path: string, can: ServiceHost['canRead']) => ((await can(path)) ? [] : [path]);
  return {
    kind: form.kind,
    path: form.path,
    ...(await form.look(host.run)),
    missing: plan ? [...(await isThere(plan.node, host.canRun)), ...(await isThere(plan.script, host.canRead))] : [],
    passphraseFile: plan?.passphraseFile ? ((await host.passphraseProblem(plan.passphraseFile)) ?? 'fine') : 'none',
    shutOut: plan ? shutOut(deliveries, plan.writable) : [],
    start: form.start(false).map(commandLine).at(-1) ?? '',
    log: form.log,
  };
}
