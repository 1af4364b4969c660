import type { OrgData } from '../model/org-data.ts';
import type { Signature } from '../model/user.ts';
import { derivedId } from './derived-id.ts';

/** A permission set in queries. Each profile has its own, too. */
export interface SetRow {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly licenseId: string | null;
  readonly permissions: ReadonlySet<string>;
  /** Null for a set of the scenario. */
  readonly signature: Signature | null;
  /** The profile that owns the set, or null. */
  readonly profileId: string | null;
}

/** All permission sets by id, those of profiles first. */
export function permissionSetRows(data: OrgData): Map<string, SetRow> {
  const licenseIds = new Map(data.licenses.map(({ id, name }) => [name, id]));
  const owned = data.profiles.map(({ id, name, licenseId, permissions }) => ({
    id: ownedSetId(id),
    name: `X${ownedSetId(id)}`,
    label: name,
    description: null,
    licenseId,
    permissions: new Set(permissions),
    signature: null,
    profileId: id,
  }));
  const own = data.permissionSets.map((set) => ({
    id: set.id,
    name: set.name,
    label: set.label,
    description: set.description || null,
    licenseId: licenseIds.get(set.license) ?? null,
    permissions: new Set(set.permissions),
    signature: set.signature ?? null,
    profileId: null,
  }));
  return new Map([...owned, ...own].map((row) => [row.id, row]));
}

/** The id of a profile's permission set. */
export function ownedSetId(profileId: string): string {
  return derivedId('0PS', profileId);
}
