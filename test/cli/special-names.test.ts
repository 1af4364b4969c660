import { expect, it } from 'vitest';
import { filledHome, kinds, unlisted, walk } from './special-names.ts';

it('no command waits for, moves or stumbles over what has the place of a file of the home', async () => {
  const home = await filledHome();
  expect(unlisted(home.own.here.home)).toEqual([]);
  // Each path meets one of them here, and all of them in the whole table.
  for (const [index, path] of home.paths.entries()) await walk(home, path, kinds[index % kinds.length] ?? '');
}, 120_000);
