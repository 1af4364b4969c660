import { z } from 'zod';
import { weekdays } from '../model/calendar.ts';

/** `22:00`; the same for every reader, so that two-digit hours are asked for. */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'it is no time of day: give one like 22:00');

export const timeZoneSchema = z.string().refine(isTimeZone, 'it is no time zone: give one like Europe/Berlin');

export const quietHoursSchema = z.strictObject({
  from: clockTime,
  to: clockTime,
  weekends: z.boolean().default(false),
});

export const windowSchema = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1, 'name a day, or leave it out for every day')
    .default([...weekdays]),
  from: clockTime,
  to: clockTime,
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // An offset such as +02:00 is taken, too, but knows no daylight saving time.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
