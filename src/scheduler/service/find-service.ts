import type { Target } from '../../core/model/target.ts';
import { linesOf } from '../../core/plain/text.ts';
import type { InstalledService, ServiceHost, ServicePlan } from '../../core/ports/service-manager.ts';
import { shutOut } from './plan-service.ts';
import { readSealed } from './seal.ts';
import { commandLine, type ServiceForm } from './service-form.ts';

/** The first installed service of these; null when none is installed. Changes nothing. */
export async function findService(
  host: ServiceHost,
  forms: readonly ServiceForm[],
  deliveries: readonly Target[],
): Promise<InstalledService | null> {
  for (const form of forms) {
    const file = await host.read(form.path);
    if (file === null) continue;
    const { plan } = readSealed(file, form.comment);
    return {
      kind: form.kind,
      path: form.path,
      ...(await form.look(host.run)),
      missing: plan ? await missingFor(host, plan) : [],
      passphraseFile: plan?.passphraseFile ? ((await host.passphraseProblem(plan.passphraseFile)) ?? 'fine') : 'none',
      passphrasePath: plan?.passphraseFile ?? null,
      shutOut: plan ? shutOut(deliveries, plan.writable) : [],
      start: form.start(false).map(commandLine).at(-1) ?? '',
      log: form.log,
    };
  }
  return null;
}

async function missingFor(host: ServiceHost, { node, script }: ServicePlan): Promise<readonly string[]> {
  return linesOf(!(await host.canRun(node)) && node, !(await host.canRead(script)) && script);
}
