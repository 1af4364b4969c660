import type { SalesforceOrg } from '../ports/ports.ts';
import { noStagingWords } from '../words/no-staging.ts';

/** The first version with staged pairs (contract: Connect REST, staged credentials). */
const stagingVersion = 65;

/** null where the API has staged pairs; whether the edition has them only shows when they are asked for. */
export function whyNoStaging({ apiVersion }: Pick<SalesforceOrg, 'apiVersion'>): string | null {
  if (Number.parseFloat(apiVersion) >= stagingVersion) return null;
  return noStagingWords.oldApi(stagingVersion, apiVersion);
}
