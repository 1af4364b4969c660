import { APP_POLICIES, EXTERNAL_CLIENT_APPLICATION } from './external-client-application.ts';
import { GLOBAL_OAUTH_SETTINGS } from './global-oauth-settings.ts';
import type { MetadataType } from './metadata-type.ts';
import { OAUTH_POLICIES } from './oauth-policies.ts';
import { OAUTH_SETTINGS, SECURITY_SETTINGS } from './oauth-settings.ts';
import { EMPTY_PLUGINS, PERMISSION_SET, SETTINGS, SETTINGS_ROOT } from './org-types.ts';

/** The types of an app's components, parents before children. A deploy processes them in this order. */
export const APP_TYPES = [
  EXTERNAL_CLIENT_APPLICATION,
  OAUTH_SETTINGS,
  GLOBAL_OAUTH_SETTINGS,
  SECURITY_SETTINGS,
  APP_POLICIES,
  OAUTH_POLICIES,
] as const;

export function isAppType(type: MetadataType): boolean {
  return (APP_TYPES as readonly MetadataType[]).includes(type);
}

/** All types that describe lists. */
export const ALL_TYPES: readonly MetadataType[] = [SETTINGS, PERMISSION_SET, ...APP_TYPES, ...EMPTY_PLUGINS];

/** The type with exactly this name at an API version, or null. */
export function typeNamed(xmlName: string, version: number): MetadataType | null {
  return ALL_TYPES.find((type) => type.xmlName === xmlName && version >= type.since) ?? null;
}

/** Like {@link typeNamed}, for the name in a CRUD call, where settings have the name of their root element. */
export function typeOfRecord(xsiType: string, version: number): MetadataType | null {
  return typeNamed(xsiType === SETTINGS_ROOT ? SETTINGS.xmlName : xsiType, version);
}

/** Root element of a type's files and records. */
export function rootElementOf(type: MetadataType): string {
  return type === SETTINGS ? SETTINGS_ROOT : type.xmlName;
}

/** Position of a type in the order of a deploy. */
export function deployRank(type: MetadataType): number {
  return ALL_TYPES.indexOf(type);
}
