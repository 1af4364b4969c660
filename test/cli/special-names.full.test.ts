import { it } from 'vitest';
import { filledHome, kinds, walk } from './special-names.ts';

it('no command waits for, moves or stumbles over anything in the place of a file of the home', async () => {
  const home = await filledHome();
  const ended: string[] = [];
  for (const path of home.paths)
    for (const kind of kinds) ended.push(`${path}, ${kind}: ${(await walk(home, path, kind)).join(', ')}`);
  if (process.env.SHOW_TABLE) process.stdout.write(`${ended.join('\n')}\n`);
}, 600_000);
