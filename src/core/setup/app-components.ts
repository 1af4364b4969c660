import { isKeyturnError } from '../errors.ts';
import { type AppComponents, componentTypes, findComponents } from '../external-client-app/components.ts';
import type { AppSummary, ComponentRef } from '../external-client-app/model.ts';
import type { SalesforceOrg } from '../ports.ts';

type AppName = Pick<AppSummary, 'developerName' | 'isPackaged'>;

/** Below this many components of all apps together, one retrieve of everything costs less than a second look. */
const fewComponents = 200;

/**
 * Retrieves the app's components. Their names follow no rule, so every file is matched on the app it names; in an org with
 * many apps those whose names start like the app's are tried first.
 * @throws ComponentMissing, ComponentAmbiguous
 */
export async function readComponents(org: SalesforceOrg, app: AppName): Promise<AppComponents> {
  const all = await org.metadata.list(componentTypes);
  const likely =
    all.length <= fewComponents ? all : all.filter(({ fullName }) => fullName.startsWith(app.developerName));
  const isPartial = likely.length < all.length;
  try {
    const found = await retrieveThese(org, app, likely);
    // Without a policy a new one would be planned: only when none is there under any name.
    return isPartial && !found.oauthPolicy ? await retrieveThese(org, app, all) : found;
  } catch (error) {
    if (!isPartial || !isKeyturnError(error) || error.code !== 'ComponentMissing') throw error;
    return retrieveThese(org, app, all);
  }
}

async function retrieveThese(org: SalesforceOrg, app: AppName, refs: readonly ComponentRef[]) {
  const files = await org.metadata.retrieve(refs);
  return findComponents(app.developerName, files, { isPackaged: app.isPackaged });
}
