import { countOf } from '../plain/text.ts';

interface Stored {
  readonly apps: number;
  readonly consumers: number;
  readonly credentials: number;
}

/** What `practice reset` deletes. Null if the state can't be read. */
export const practiceResetWords = {
  before: (stored: Stored | null): string =>
    `This deletes the practice org, its audit trail, and what keyturn stored about it${stored === null ? '' : `: ${counts(stored)}`}.`,
  after: (stored: Stored | null): string | null => (stored === null ? null : `keyturn forgot ${counts(stored)}.`),
} as const;

function counts({ apps, consumers, credentials }: Stored): string {
  const sets = `${credentials} ${credentials === 1 ? 'set' : 'sets'} of stored credentials`;
  return `${countOf(apps, 'watched app')}, ${countOf(consumers, 'consumer')} and ${sets}`;
}
