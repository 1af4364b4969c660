import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PracticeOrgError, startPracticeOrg } from '../../src/practice-org/start.ts';
import { specialFiles } from '../support/special-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

const files = ['org.json', 'org.json.next', 'org.lock', 'running.json', 'running.json.next', 'tls-key.pem'];
const table = Object.keys(specialFiles).flatMap((kind) => files.map((file) => [kind, file] as const));

it.each(table)('%s in place of %s is never waited for: the practice org runs, or says why not', async (kind, file) => {
  const folder = tempFolder();
  const options = { folder, scenario: 'acme', now: 1_800_000_000_000, tls: true };
  await (await startPracticeOrg(options)).close();
  const path = join(folder, file);
  rmSync(path, { force: true });
  specialFiles[kind]?.(path);
  const running = await startPracticeOrg(options).catch((error: unknown) => {
    expect(error).toBeInstanceOf(PracticeOrgError);
    expect(String(error)).toMatch(/is not a regular file|EISDIR|directory|unable to open|ENXIO/);
    return null;
  });
  await running?.close();
  // A folder may have content of others.
  if (kind === 'a folder') expect(existsSync(path)).toBe(true);
});
