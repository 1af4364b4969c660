/** Times are epoch ms. */
export interface User {
  id: string;
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  isActive: boolean;
  userType: 'Standard' | 'CspLitePortal' | 'AutomatedProcess' | 'Guest';
  profileId: string;
  createdAt: number;
  lastLoginAt: number | null;
  lastUiLoginAt: number | null;
  isFrozen: boolean;
  isPasswordLocked: boolean;
  title?: string;
  department?: string;
  companyName?: string;
  /** Name of a role of {@link roleNames}. */
  role?: string;
  managerId?: string;
  /** Of the last change after the start of the scenario. */
  modifiedAt?: number;
  modifiedById?: string;
  /** When the user was last frozen or unfrozen after the start of the scenario, and by whom. */
  freezeChangedAt?: number;
  freezeChangedById?: string;
}

/** The roles of the org, from the top down. */
export const roleNames = ['CEO', 'Sales', 'Service', 'IT'] as const;

/** First and last name. */
export function nameOf({ firstName, lastName }: User): string {
  return `${firstName} ${lastName}`.trim();
}

/** When something was created and last changed, in epoch ms, and by whom. */
export interface Signature {
  readonly createdAt: number;
  readonly createdById: string;
  readonly modifiedAt: number;
  readonly modifiedById: string;
}

export interface License {
  id: string;
  name: string;
  definitionKey: string;
  total: number;
}

export interface Profile {
  id: string;
  name: string;
  licenseId: string;
  /** Names as in metadata, for example `ModifyAllData`. */
  permissions: string[];
}

export interface PermissionSet {
  id: string;
  name: string;
  label: string;
  description: string;
  /** Name of a user license, or an empty string. */
  license: string;
  permissions: string[];
  /** Apps whose use this permission set allows (SetupEntityAccess). */
  appIds: string[];
  /** Missing in state files of earlier versions, and for sets of the scenario. */
  signature?: Signature;
}

export interface Assignment {
  id: string;
  userId: string;
  permissionSetId: string;
}

/** A permission set license assigned to a user. */
export interface LicenseAssignment {
  id: string;
  userId: string;
  licenseId: string;
}

export interface ObjectPermission {
  id: string;
  /** Id of the permission set. */
  parentId: string;
  /** API name, for example `Account`. */
  object: string;
  allows: ('Read' | 'Create' | 'Edit' | 'Delete')[];
}
