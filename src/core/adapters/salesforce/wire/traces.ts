import { z } from 'zod';
import { optionalFlag, optionalInstant, optionalText } from './rest.ts';

/** A row of AuthSession. */
export const sessionRow = z.object({
  Id: z.string(),
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
export const loginEntryRow = signInRow.extend({ Id: z.string(), LoginType: optionalText, LoginSubType: optionalText });

/** A row of SetupAuditTrail. */
export const setupChangeRow = z.object({
  Id: z.string(),
  CreatedDate: optionalInstant,
  Action: optionalText,
  Section: optionalText,
  Display: optionalText,
});

/** A row of UserLogin. */
export const freezeRow = z.object({ Id: z.string(), IsFrozen: z.boolean() });
