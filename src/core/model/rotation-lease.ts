import type { WatchedApp } from './watched-app.ts';

/** The lease that one process holds while it works on the credentials of an OAuth consumer. */
export function rotationLease({ orgId, consumerId }: Pick<WatchedApp, 'orgId' | 'consumerId'>): string {
  return `rotation ${orgId} ${consumerId}`;
}
