import { type ComponentRef, type ComponentType, componentTypes } from '../model/app.ts';

/** Folder and suffix of each type inside a package (Metadata API registry); the global type's folder really ends in `Sets`. */
export const componentPlaces: Readonly<Record<ComponentType, { readonly folder: string; readonly suffix: string }>> = {
  ExternalClientApplication: { folder: 'externalClientApps', suffix: 'eca' },
  ExtlClntAppOauthSettings: { folder: 'extlClntAppOauthSettings', suffix: 'ecaOauth' },
  ExtlClntAppGlobalOauthSettings: { folder: 'extlClntAppGlobalOauthSets', suffix: 'ecaGlblOauth' },
  ExtlClntAppConfigurablePolicies: { folder: 'extlClntAppPolicies', suffix: 'ecaPlcy' },
  ExtlClntAppOauthConfigurablePolicies: { folder: 'extlClntAppOauthPolicies', suffix: 'ecaOauthPlcy' },
};

/** Path inside a package. */
export function pathOfComponent({ type, fullName }: ComponentRef): string {
  const { folder, suffix } = componentPlaces[type];
  return `${folder}/${fullName}.${suffix}`;
}

/**
 * The component that a path stands for, or null. Folders in front (`unpackaged/`, a project's source folders) and the
 * `-meta.xml` of project files are allowed.
 */
export function componentOfPath(path: string): ComponentRef | null {
  const parts = path.split('/');
  const name = (parts.at(-1) ?? '').replace(/-meta\.xml$/, '');
  const folder = parts.at(-2);
  for (const type of componentTypes) {
    const place = componentPlaces[type];
    const fullName = name.slice(0, -place.suffix.length - 1);
    if (folder === place.folder && name.endsWith(`.${place.suffix}`) && fullName !== '') return { type, fullName };
  }
  return null;
}
