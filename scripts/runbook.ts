import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasons } from '../src/core/reasons/errors.ts';
import { runbook } from './runbook-page.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'runbook.md'), runbook(reasons));
