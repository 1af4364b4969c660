import type { Settings } from '../core/adapters/settings.ts';
import type { SetupPorts } from '../core/setup/setup-io.ts';
import type { ComposeRequest } from './composition.ts';

/** What verifies credentials from another host; null without `--prove-with`. @throws ProverFailed */
export async function proverOf(
  { proveWith, signal, env }: ComposeRequest,
  settings: () => Promise<Settings>,
): Promise<SetupPorts['prover']> {
  if (proveWith === undefined) return null;
  const { createExecProver, inspectProver } = await import('../core/adapters/salesforce/exec-prover.ts');
  await inspectProver(proveWith);
  const variables = { env, named: (await settings()).environment };
  return createExecProver({ program: proveWith, variables, ...(signal ? { signal } : {}) });
}
