/** How ids begin. Only the app's prefix is known for certain; the others merely tell the parts apart. */
export const idPrefixes = {
  ExternalClientApplication: '0xI',
  ExtlClntAppOauthSettings: '0xJ',
  ExtlClntAppGlobalOauthSettings: '0xK',
  ExtlClntAppConfigurablePolicies: '0xL',
  ExtlClntAppOauthConfigurablePolicies: '0xM',
  ExtlClntAppOauthSecuritySettings: '0xN',
} as const;

export type ComponentType = keyof typeof idPrefixes;

/** The text of an element, its children, or several elements of one name. */
export type FieldValue = string | FieldMap | FieldValue[];

export interface FieldMap {
  [element: string]: FieldValue;
}

/** One metadata component of an app; its fields are the truth about flags and policies. Instants are epoch ms. */
export interface Component {
  id: string;
  type: ComponentType;
  fullName: string;
  fields: FieldMap;
  createdById: string;
  createdAt: number;
  modifiedById: string;
  modifiedAt: number;
}

/** The text of a field, or null where it is absent or no text. */
export function textIn(fields: FieldMap | undefined, name: string): string | null {
  const value = fields?.[name];
  return typeof value === 'string' ? value : null;
}

/** The groups of a field that stands there any number of times. */
export function groupsIn(field: FieldValue | undefined): FieldMap[] {
  const values = [field ?? []].flat();
  return values.filter((one): one is FieldMap => typeof one === 'object' && !Array.isArray(one));
}

/** The names in a comma-separated field. */
export function namesIn(field: FieldValue | null | undefined): string[] {
  const names = typeof field === 'string' ? field.split(',').map((name) => name.trim()) : [];
  return names.filter((name) => name !== '');
}
