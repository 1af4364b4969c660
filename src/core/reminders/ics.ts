import type { AppStatus } from '../model/app-status.ts';
import { goneFinding } from '../model/gone.ts';
import { plainText } from '../plain/text.ts';
import { day } from '../plain/time.ts';
import { dueEventWords } from '../words/notices.ts';

/** Maximum length of a line in octets, without its line break (RFC 5545, 3.1). */
const longestLine = 75;

/** The due dates as iCalendar (RFC 5545), one all-day event for each app. When the date moves, the event keeps its id. */
export function calendarOf(rows: readonly AppStatus[], now: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//keyturn//due dates//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'X-WR-CALNAME:keyturn',
    ...rows.filter(({ watched }) => !goneFinding(watched)).flatMap((row) => eventOf(row, now)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function eventOf({ watched, dueAt }: AppStatus, now: number): readonly string[] {
  const { orgId, consumerId } = watched;
  const { summary, description } = dueEventWords(watched);
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(`due-${orgId}-${consumerId}@keyturn`)}`,
    `DTSTAMP:${compact(now)}`,
    `DTSTART;VALUE=DATE:${dateOf(dueAt)}`,
    `DTEND;VALUE=DATE:${dateOf(dueAt + day)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    'CATEGORIES:keyturn',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** `20270301T120000Z` */
function compact(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** `20270301`, in UTC. */
function dateOf(at: number): string {
  return compact(at).slice(0, 8);
}

function escaped(text: string): string {
  return plainText(text, 1000).replace(/[\\;,]/g, '\\$&');
}

/** Folds long lines with a line break and a space, which counts too. Never splits a character. */
function fold(line: string): string {
  const folded: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > longestLine) {
      folded.push(part);
      part = ' ';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...folded, part].join('\r\n');
}

/** In UTF-8. */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
