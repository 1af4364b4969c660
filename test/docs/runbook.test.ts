import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runbook } from '../../scripts/runbook-page.ts';
import { reasons } from '../../src/core/reasons/errors.ts';

describe('the runbook', () => {
  it('says of every reason code what the catalogue says', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
    expect(page).toBe(runbook(reasons));
    expect(page).toContain('> ‹path› is missing. ‹traces› shows that there was one');
    expect(page).toContain("> ‹path› is a link to ‹link›, which doesn't exist");
  });
});
