import { describe, it } from 'vitest';
import { some } from '../../support/sample.ts';
import { meetReasons, stories } from './meet-reasons.ts';

describe('a reason says what is true of an app that ends, wherever its end meets it', () => {
  it.each(stories)('$name', (story) => meetReasons(story, some));
});
