import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(import.meta.dirname, 'no-facts.txt'), 'utf8');

/**
 * Texts that state no fact about an org, the daemon or the time that a test could compare, by what they are instead. A name
 * with a star stands for all texts of that kind. `no-facts.txt` has one name a line, so that two changes rarely meet.
 */
export const noFacts: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  text
    .split(/^# /m)
    .slice(1)
    .map((part) => {
      const [kind = '', ...names] = part.trim().split('\n');
      return [kind, names];
    }),
);
