import { z } from 'zod';
import { weekdays } from '../model/calendar.ts';
import { settingProblems } from '../words/settings-problems.ts';

/** `22:00`. Hours have two digits, so that nobody misreads them. */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, settingProblems.time);

export const timeZoneSchema = z.string().refine(isTimeZone, settingProblems.timeZone);

export const quietHoursSchema = z.strictObject({
  from: clockTime,
  to: clockTime,
  weekends: z.boolean().default(false),
});

export const windowSchema = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1, settingProblems.noDay)
    .default([...weekdays]),
  from: clockTime,
  to: clockTime,
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Node accepts offsets such as +02:00 too, but they have no daylight saving time.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
