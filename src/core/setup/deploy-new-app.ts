import { readComponents } from '../acts/app-components.ts';
import { checkOnly, type Deploying } from '../acts/deploying.ts';
import { planFlow } from '../external-client-app/flow-plan.ts';
import type { MetadataFile } from '../model/app.ts';
import type { DeployProgress } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { appProblems } from '../words/app-problems.ts';
import type { LiveApp, WithApp, WithPolicy } from './setup-facts.ts';

/** The error of an org that needs the app deployed before its parts, or the policies in a separate deploy. */
const wantsParentFirst = /INVALID_CROSS_REFERENCE_KEY|parent external client app|valid OAuth settings configuration/i;

/** The deploys in order, and whether Salesforce has checked all of them. */
export interface DeployOrder {
  readonly batches: readonly (readonly MetadataFile[])[];
  readonly isWholeChecked: boolean;
  /** The check-only deploy of the first batch. */
  readonly checked: DeployProgress;
}

/**
 * Finds out how many deploys this org needs for a new app: the first order whose first batch passes a check-only deploy.
 * Salesforce doesn't document it. Policies that are left out are created by the org and updated afterwards.
 * @throws CheckOnlyFailed if another order wouldn't help
 */
export async function findDeployOrder(context: Deploying, files: readonly MetadataFile[]): Promise<DeployOrder> {
  const without = files.filter(({ type }) => !type.endsWith('Policies'));
  const [eca = [], parts = []] = [without.slice(0, 1), without.slice(1)];
  const orders = [[files], [without], [eca, parts]];
  for (let order = 0; ; order += 1) {
    const batches = orders[order] ?? [];
    try {
      const checked = await checkOnly(context, batches[0] ?? []);
      return { batches, isWholeChecked: order === 0, checked };
    } catch (error) {
      const mayBeMended =
        isKeyturnError(error) && error.code === 'CheckOnlyFailed' && wantsParentFirst.test(error.message);
      if (!mayBeMended || order === orders.length - 1) throw error;
    }
  }
}

/** The files that the flow still needs after the app exists: the policies that the org created. */
export async function planRest({ org, app: { summary }, user }: WithPolicy): Promise<readonly MetadataFile[]> {
  const components = await readComponents(org.salesforce, summary);
  const app = { app: summary.developerName, isPackaged: false };
  return planFlow({ ...app, components, executionUser: user.facts.username, certificate: 'none' }).files;
}

/**
 * The new app in the org, and the files that can turn its flow off again. Only the policies, because deploying the app's own
 * settings later could clear a certificate.
 * @throws ComponentMissing, ComponentAmbiguous, SecretUnreadable
 */
export async function findNewApp({ org, app }: WithApp): Promise<{ live: LiveApp; files: readonly MetadataFile[] }> {
  const { developerName } = app.summary;
  const { apps } = org.salesforce;
  const [components, all] = await Promise.all([readComponents(org.salesforce, app.summary), apps.list()]);
  const found = all.find((one) => one.developerName === developerName);
  if (!found?.id) throw reason('SecretUnreadable', { app: developerName, problem: appProblems.noId });
  const [consumer] = await apps.consumers(found.id);
  if (!consumer) throw reason('SecretUnreadable', { app: developerName, problem: appProblems.noConsumer });
  const files = components.oauthPolicy ? [components.oauthPolicy] : [];
  return { live: { id: found.id, consumer }, files };
}
