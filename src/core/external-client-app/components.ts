import type { ComponentType, MetadataFile } from '../model/app.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { elementText, readElements } from './metadata-xml.ts';

/** The components of one app. What a managed package hides is null; policies may not exist yet. */
export interface AppComponents {
  readonly eca: MetadataFile | null;
  readonly oauthSettings: MetadataFile | null;
  readonly global: MetadataFile | null;
  readonly appPolicy: MetadataFile | null;
  readonly oauthPolicy: MetadataFile | null;
}

/**
 * Finds the components of an app among files of any apps. The app itself goes by its name; everything else by its
 * `externalClientApplication` element, because the names of satellites follow no rule.
 * A file that can't be read stops only the type that is not found without it.
 * @param options.isPackaged a subscriber may not see the settings of a packaged app: then nothing is missing
 * @throws ComponentMissing, ComponentAmbiguous, MetadataUnreadable
 */
export function findComponents(
  appDeveloperName: string,
  files: readonly MetadataFile[],
  options: { readonly isPackaged?: boolean } = {},
): AppComponents {
  const find = (type: ComponentType) => findOne(appDeveloperName, type, files);
  const need = (type: ComponentType) => {
    const file = find(type);
    if (!file && !options.isPackaged) throw reason('ComponentMissing', { app: appDeveloperName, type });
    return file;
  };
  return {
    eca: need('ExternalClientApplication'),
    oauthSettings: need('ExtlClntAppOauthSettings'),
    global: need('ExtlClntAppGlobalOauthSettings'),
    appPolicy: find('ExtlClntAppConfigurablePolicies'),
    oauthPolicy: find('ExtlClntAppOauthConfigurablePolicies'),
  };
}

function findOne(app: string, type: ComponentType, files: readonly MetadataFile[]): MetadataFile | null {
  let damage: unknown;
  const found = files.filter((file) => {
    if (file.type !== type) return false;
    try {
      return sameName(appOf(file), app);
    } catch (error) {
      if (!isKeyturnError(error)) throw error;
      damage ??= error;
      return false;
    }
  });
  if (found.length > 1) {
    throw reason('ComponentAmbiguous', { app, type, names: found.map(({ fullName }) => fullName) });
  }
  // The damaged file may be the one that is looked for.
  if (!found[0] && damage) throw damage;
  return found[0] ?? null;
}

/** Developer name of the app that a component belongs to; null where the file doesn't say. */
export function appOf(file: MetadataFile): string | null {
  if (file.type === 'ExternalClientApplication') return file.fullName;
  if (readElements(file).root.name !== file.type) return null;
  return elementText(file, 'externalClientApplication');
}

/** Salesforce compares developer names without case. */
function sameName(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
