export interface Window {
  readonly start: number;
  /** Index after the last visible row. */
  readonly end: number;
}

/** The part of a long list that is visible, with the cursor near its middle. */
export function windowAround(cursor: number, count: number, height: number): Window {
  const room = Math.max(1, Math.min(height, count));
  const start = clamp(cursor - Math.floor(room / 2), 0, count - room);
  return { start, end: Math.min(count, start + room) };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
