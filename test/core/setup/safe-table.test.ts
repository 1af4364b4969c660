import { it } from 'vitest';
import { some } from '../../support/sample.ts';
import { failWrites } from './fail-writes.ts';

it('a setup whose state fails at any write says what is true of the org', () => failWrites(some));
