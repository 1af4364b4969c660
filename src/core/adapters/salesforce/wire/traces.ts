import { z } from 'zod';
import { optionalFlag, optionalInstant } from './rest.ts';
import { name, optionalText } from './text.ts';

/** A row of AuthSession. */
export const sessionRow = z.object({
  Id: name,
  LoginHistoryId: optionalText,
  SessionType: optionalText,
  SourceIp: optionalText,
  LastModifiedDate: optionalInstant,
  IsCurrent: optionalFlag,
});

/** The columns of AuthSession that identify our own session. */
export const ownSessionRow = z.object({ SourceIp: optionalText, IsCurrent: optionalFlag });

/** A row of LoginHistory with source and application. */
export const signInRow = z.object({
  LoginTime: optionalInstant,
  SourceIp: optionalText,
  Application: optionalText,
  Status: optionalText,
});

/** A whole row of LoginHistory. */
export const loginEntryRow = signInRow.extend({ Id: name, LoginType: optionalText, LoginSubType: optionalText });

/** A row of SetupAuditTrail. */
export const setupChangeRow = z.object({
  Id: name,
  CreatedDate: optionalInstant,
  Action: optionalText,
  Section: optionalText,
  Display: optionalText,
});

/** A row of UserLogin. */
export const freezeRow = z.object({ Id: name, IsFrozen: z.boolean() });
