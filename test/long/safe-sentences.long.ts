import { describe, it } from 'vitest';
import * as ends from '../core/decommission/meet-reasons.ts';
import * as runs from '../core/rotation/meet-reasons.ts';
import { failWrites } from '../core/setup/fail-writes.ts';
import { whole } from '../support/sample.ts';

describe('every reason says what is true of the org, at every boundary', () => {
  it.each(runs.stories)('$name', (story) => runs.meetReasons(story, whole));
  it.each(ends.stories)('the end of an app: $name', (story) => ends.meetReasons(story, whole));
  it('a setup whose state fails at any write', () => failWrites(whole));
});
