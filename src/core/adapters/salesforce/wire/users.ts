import { z } from 'zod';
import { optionalFlag, optionalInstant } from './rest.ts';
import { name, optionalText } from './text.ts';

export const userRow = z.object({
  Id: name,
  Username: name,
  Name: optionalText,
  IsActive: z.boolean(),
  UserType: optionalText,
  LastLoginDate: optionalInstant,
  Profile: z
    .object({
      Name: optionalText,
      PermissionsApiUserOnly: optionalFlag,
      UserLicense: z.object({ Name: optionalText }).nullish(),
    })
    .nullish(),
});
export type UserRow = z.infer<typeof userRow>;

/** A permission set of a user, including those of profiles. */
export const assignmentRow = z.object({
  AssigneeId: name,
  PermissionSet: z
    .looseObject({ Name: optionalText, IsOwnedByProfile: optionalFlag, PermissionsApiUserOnly: optionalFlag })
    .nullish(),
});
export type AssignmentRow = z.infer<typeof assignmentRow>;

export const userLoginRow = z.object({
  UserId: name,
  IsFrozen: optionalFlag,
  LastModifiedDate: optionalInstant.optional(),
  LastModifiedBy: z.object({ UserType: optionalText }).nullish(),
});

/** A row of LoginHistory, or of its groups by user. */
export const loginRow = z.object({
  UserId: optionalText,
  LoginTime: optionalInstant.optional(),
  latest: optionalInstant.optional(),
});

/** SetupEntityAccess with the permission set it belongs to. */
export const entityAccessRow = z.object({
  Parent: z.object({ Name: optionalText, IsOwnedByProfile: optionalFlag }).nullish(),
});

export const licenseRow = z.object({ Id: name, TotalLicenses: z.number(), UsedLicenses: z.number() });

export const nameRow = z.object({ Id: name, Name: name });

/** Language and time zone of a user. */
export const localeRow = z.object({
  TimeZoneSidKey: optionalText,
  LocaleSidKey: optionalText,
  EmailEncodingKey: optionalText,
  LanguageLocaleKey: optionalText,
});

export const usernameRow = z.object({ Id: name, Username: name });
