import type { SalesforceOrg } from '../ports/ports.ts';
import { noStagingWords } from '../words/no-staging.ts';

/** The first API version with staging (contract: Connect REST, staged credentials). */
const stagingVersion = 65;

/** null when the API version supports staging. Whether the edition does shows only on the first request. */
export function whyNoStaging({ apiVersion }: Pick<SalesforceOrg, 'apiVersion'>): string | null {
  if (Number.parseFloat(apiVersion) >= stagingVersion) return null;
  return noStagingWords.oldApi(stagingVersion, apiVersion);
}
