import { appendFileSync } from 'node:fs';

/** Adds a line to the file that `npm run facts` reads; nothing in other runs. */
export function record(line: object): void {
  const file = process.env.FACTS_FILE;
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
