import type { FieldSpec } from './field-spec.ts';

/** A type of the Metadata API: where its files are and which elements they may hold. */
export interface MetadataType {
  readonly xmlName: string;
  /** Folder in a package, e.g. `extlClntAppGlobalOauthSets`. */
  readonly folder: string;
  /** File suffix without the dot. */
  readonly suffix: string;
  /** First API version that lists the type. */
  readonly since: number;
  readonly fields: readonly FieldSpec[];
}

export function metadataType(
  xmlName: string,
  folder: string,
  suffix: string,
  since: number,
  fields: readonly FieldSpec[],
): MetadataType {
  return { xmlName, folder, suffix, since, fields };
}

/** The fields of a type at an API version, in alphabetical order as in a retrieve. */
export function fieldsAt(fields: readonly FieldSpec[], version: number): FieldSpec[] {
  return fields
    .filter((field) => version >= field.since && version <= field.until)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
