import { z } from 'zod';
import { optionalFlag, optionalInstant } from './rest.ts';
import { name, optionalText } from './text.ts';

const optionalSeconds = z
  .number()
  .nullish()
  .transform((seconds) => (seconds != null && seconds > 0 && seconds <= 86_400 ? seconds : null));

/** A row of AuthSession. */
export const sessionRow = z.object({
  Id: name,
  LoginHistoryId: optionalText,
  SessionType: optionalText,
  SourceIp: optionalText,
  CreatedDate: optionalInstant,
  LastModifiedDate: optionalInstant,
  NumSecondsValid: optionalSeconds,
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
export const loginEntryRow = signInRow.extend({
  Id: name,
  LoginType: optionalText,
  LoginSubType: optionalText,
  ForwardedForIp: optionalText,
  AuthContextClassRef: optionalText,
});

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
