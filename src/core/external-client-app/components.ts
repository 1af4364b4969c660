import type { ComponentType, MetadataFile } from '../model/app.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { elementText, readElements } from './metadata-xml.ts';

/** The components of one app. Null: hidden by a managed package, or policies that don't exist yet. */
export interface AppComponents {
  readonly eca: MetadataFile | null;
  readonly oauthSettings: MetadataFile | null;
  readonly global: MetadataFile | null;
  readonly appPolicy: MetadataFile | null;
  readonly oauthPolicy: MetadataFile | null;
}

/**
 * Finds the components of an app among the files of any apps. The app itself is found by name, and everything else by its
 * `externalClientApplication` element, because those names follow no rule.
 * An unreadable file is an error only if no other file has the component of its type.
 * @param options.isPackaged settings of a packaged app may be hidden from subscribers and don't count as missing
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
  // The unreadable file may be the one to find.
  if (!found[0] && damage) throw damage;
  return found[0] ?? null;
}

/** Developer name of the app that a component belongs to; null if the file doesn't name one. */
export function appOf(file: MetadataFile): string | null {
  if (file.type === 'ExternalClientApplication') return file.fullName;
  if (readElements(file).root.name !== file.type) return null;
  return elementText(file, 'externalClientApplication');
}

/** Salesforce ignores case in developer names. */
function sameName(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
