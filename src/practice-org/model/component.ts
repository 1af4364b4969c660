export type ComponentType =
  | 'ExternalClientApplication'
  | 'ExtlClntAppOauthSettings'
  | 'ExtlClntAppGlobalOauthSettings'
  | 'ExtlClntAppConfigurablePolicies'
  | 'ExtlClntAppOauthConfigurablePolicies'
  | 'ExtlClntAppOauthSecuritySettings';

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

/** The names in a comma-separated field. */
export function namesIn(field: FieldValue | null | undefined): string[] {
  const names = typeof field === 'string' ? field.split(',').map((name) => name.trim()) : [];
  return names.filter((name) => name !== '');
}
