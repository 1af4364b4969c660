/** `mon` … `sun` */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A span of wall-clock time, `HH:MM` to `HH:MM`; over midnight when `to` is not after `from`. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
}

/** When nobody wants to hear of anything but danger. */
export interface QuietHours extends DaySpan {
  /** Saturday and Sunday are quiet all day. */
  readonly weekends: boolean;
}

/** When the daemon may rotate by itself; the days are those on which the span begins. */
export interface MaintenanceWindow extends DaySpan {
  readonly days: readonly Weekday[];
}
