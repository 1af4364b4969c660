/** Id prefixes. Only the app's is documented. The others only keep the components apart. */
export const idPrefixes = {
  ExternalClientApplication: '0xI',
  ExtlClntAppOauthSettings: '0xJ',
  ExtlClntAppGlobalOauthSettings: '0xK',
  ExtlClntAppConfigurablePolicies: '0xL',
  ExtlClntAppOauthConfigurablePolicies: '0xM',
  ExtlClntAppOauthSecuritySettings: '0xN',
} as const;

export type ComponentType = keyof typeof idPrefixes;

/** The text of an element, its children, or the values of a repeated element. */
export type FieldValue = string | FieldMap | FieldValue[];

export interface FieldMap {
  [element: string]: FieldValue;
}

/** One metadata component of an app. Its fields hold the flags and policies. Times are epoch ms. */
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

/** The text of a field; null if it is missing or isn't text. */
export function textIn(fields: FieldMap | undefined, name: string): string | null {
  const value = fields?.[name];
  return typeof value === 'string' ? value : null;
}

/** The groups of a field that can be repeated. */
export function groupsIn(field: FieldValue | undefined): FieldMap[] {
  const values = [field ?? []].flat();
  return values.filter((one): one is FieldMap => typeof one === 'object' && !Array.isArray(one));
}

/** The names in a comma-separated field. */
export function namesIn(field: FieldValue | null | undefined): string[] {
  const names = typeof field === 'string' ? field.split(',').map((name) => name.trim()) : [];
  return names.filter((name) => name !== '');
}
