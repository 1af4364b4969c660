/** Spans in ms. */
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** `2026-11-29T08:30:00.000Z`. @param at epoch ms */
export function isoInstant(at: number): string {
  return new Date(at).toISOString();
}

/** As `isoInstant`; null stays null. */
export function isoInstantOrNull(at: number | null): string | null {
  return at === null ? null : isoInstant(at);
}

/** The day in UTC: `2026-11-29`. @param at epoch ms */
export function isoDay(at: number): string {
  return isoInstant(at).slice(0, 10);
}
