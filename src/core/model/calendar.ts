/** `mon` … `sun` */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A daily time span, `HH:MM` to `HH:MM`. It ends on the next day if `to` isn't after `from`. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
  /** IANA name, for example `Europe/Berlin`. */
  readonly timeZone: string;
}

/** Hours in which only danger is reported. */
export interface QuietHours extends DaySpan {
  /** Saturday and Sunday are quiet all day. */
  readonly weekends: boolean;
}

/** When the daemon may rotate automatically. The days are those on which the span begins. */
export interface MaintenanceWindow extends DaySpan {
  readonly days: readonly Weekday[];
}
