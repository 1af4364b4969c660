import { countOf, plainText } from '../plain/text.ts';

interface Stored {
  readonly apps: number;
  readonly consumers: number;
  readonly credentials: number;
}

/** What `practice reset` deletes. Null if the state can't be read. */
export const practiceResetWords = {
  before: (stored: Stored | null): string =>
    `This deletes the practice org, its audit trail, and what keyturn stored about it${stored === null ? '' : `: ${counts(stored)}`}.`,
  left: (paths: readonly string[]): string =>
    `Not keyturn's, so it stays: ${paths
      .slice(0, 20)
      .map((path) => plainText(path, 300))
      .join(', ')}${paths.length > 20 ? ', and more' : ''}.`,
  after: (stored: Stored | null): string | null => (stored === null ? null : `keyturn forgot ${counts(stored)}.`),
} as const;

function counts({ apps, consumers, credentials }: Stored): string {
  const sets = `${credentials} ${credentials === 1 ? 'set' : 'sets'} of stored credentials`;
  return `${countOf(apps, 'watched app')}, ${countOf(consumers, 'consumer')} and ${sets}`;
}
