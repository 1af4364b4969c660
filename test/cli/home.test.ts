import { expect, it } from 'vitest';
import { home } from '../../src/cli/commands/home.ts';
import { commands } from '../../src/cli/commands.ts';
import type { CommandContext } from '../../src/cli/context.ts';

const suggested = (name: string) => home({} as CommandContext, name).catch((error: Error) => error.message);

it.each([
  ['deamon', 'There is no command deamon; did you mean daemon?'],
  ['snoze', 'There is no command snoze; did you mean snooze?'],
  ['sotre', 'There is no command sotre; did you mean store?'],
  ['xyzzy', 'There is no command xyzzy'],
])('%s: %s', async (name, message) => {
  expect(await suggested(name)).toBe(message);
});

it('suggests every command of one word for a slip in its last letter', async () => {
  for (const name of Object.keys(commands).filter((each) => !each.includes(' ') && each.length > 3))
    expect(await suggested(`${name.slice(0, -1)}~`)).toContain(`did you mean ${name}?`);
});
