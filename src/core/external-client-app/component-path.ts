import { type ComponentRef, type ComponentType, componentTypes } from '../model/app.ts';

/** Folder and suffix of each type in a package, from the Metadata API registry. The global type's folder does end in `Sets`. */
export const componentPlaces: Readonly<Record<ComponentType, { readonly folder: string; readonly suffix: string }>> = {
  ExternalClientApplication: { folder: 'externalClientApps', suffix: 'eca' },
  ExtlClntAppOauthSettings: { folder: 'extlClntAppOauthSettings', suffix: 'ecaOauth' },
  ExtlClntAppGlobalOauthSettings: { folder: 'extlClntAppGlobalOauthSets', suffix: 'ecaGlblOauth' },
  ExtlClntAppConfigurablePolicies: { folder: 'extlClntAppPolicies', suffix: 'ecaPlcy' },
  ExtlClntAppOauthConfigurablePolicies: { folder: 'extlClntAppOauthPolicies', suffix: 'ecaOauthPlcy' },
};

/** Path in a package. */
export function pathOfComponent({ type, fullName }: ComponentRef): string {
  const { folder, suffix } = componentPlaces[type];
  return `${folder}/${fullName}.${suffix}`;
}

/**
 * The component of a path, or null. The path may have leading folders (`unpackaged/`, a project's source folders) and the
 * suffix `-meta.xml` of project files.
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
