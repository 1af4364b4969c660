import type { NamedVariables } from '../core/adapters/child-environment.ts';
import { createDeliveries } from '../core/adapters/delivery/deliveries.ts';
import { productFolder } from '../core/adapters/home.ts';
import type { Copies } from '../core/ports/copies.ts';
import type { Deliveries } from '../core/ports/ports.ts';
import { practiceFileWords } from '../core/words/deliveries.ts';

interface DeliveriesInit {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly isPractice: boolean;
  /** The variables that the settings name for programs. */
  readonly named: NamedVariables;
}

/**
 * Deliveries to files and programs. Those of the practice org read which files consumers in real orgs have, and leave them
 * alone. Those of a real org know nothing of the practice org, so nothing there can delay them.
 */
export async function openDeliveries(init: DeliveriesInit): Promise<Deliveries> {
  const { env, named, home, isPractice } = init;
  const { consumersIn, keysIn } = await import('../core/adapters/state/known-files.ts');
  const knownKeys = () => keysIn(productFolder(home, isPractice));
  const deliveries = createDeliveries({ env, named }, ownPaths(init), undefined, undefined, knownKeys);
  if (!isPractice) return deliveries;
  const [{ practiceDeliveries }, { fileUses }] = await Promise.all([
    import('../core/adapters/delivery/practice-deliveries.ts'),
    import('../core/acts/one-file-each.ts'),
  ]);
  return practiceDeliveries(deliveries, {
    realFiles: () =>
      fileUses(consumersIn(productFolder(home, false)), null).map((use) => ({
        ...use,
        org: practiceFileWords.realOrg(use.org),
      })),
    practiceKeys: knownKeys,
  });
}

export async function openCopies(init: Pick<DeliveriesInit, 'env' | 'home'>): Promise<Copies> {
  return (await import('../core/adapters/delivery/file-copies.ts')).createCopies(ownPaths(init));
}

/** Files and folders of keyturn, which are never a target. */
function ownPaths({ env, home }: Pick<DeliveriesInit, 'env' | 'home'>): readonly string[] {
  return [home, env.KEYTURN_PASSPHRASE_FILE, env.CREDENTIALS_DIRECTORY].filter((path) => path !== undefined);
}
