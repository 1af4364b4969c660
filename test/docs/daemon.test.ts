import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type WithBrokenSettings, withBrokenSettings } from '../../src/cli/broken-settings.ts';
import { type CommandName, commands } from '../../src/cli/commands.ts';
import { valuesOf } from '../../src/cli/inputs.ts';
import { launchdLabel } from '../../src/scheduler/service/launchd-plist.ts';
import { stopSeconds } from '../../src/scheduler/service/systemd-unit.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/daemon.md'), 'utf8');

/** The commands of one row of the table about an error in the settings, as they are typed. */
function commandsIn(row: string): readonly string[] {
  const line = page.split('\n').find((one) => one.startsWith(`| ${row}`)) ?? '';
  return [
    ...(line
      .split('|')
      .at(-2)
      ?.matchAll(/`([^`]+)`/g) ?? []),
  ].map(([, command = '']) => command);
}

function ruled(rule: WithBrokenSettings): readonly string[] {
  const names = Object.keys(commands) as CommandName[];
  const typed: Partial<Record<CommandName, string>> = { secret: 'secret set', store: 'store move' };
  const ofFlags = rule === 'stop' ? ['audit --watch'] : ['rotate --back', 'daemon', 'consumer …'];
  return names
    .filter((name) => !name.startsWith('consumer'))
    .filter((name) => withBrokenSettings(name, valuesOf(commands[name].inputs) as never) === rule)
    .map((name) => typed[name] ?? name)
    .concat(ofFlags);
}

describe('the page on running the daemon', () => {
  it.each([
    ['stop', 'stop with `ConfigInvalid`'],
    ['continue', 'continue with a warning'],
  ] as const)('lists the commands that %s when the settings have an error', (rule, row) => {
    expect(commandsIn(row).toSorted()).toEqual(ruled(rule).toSorted());
  });

  it('names the span that a stop may take as the service files have it', () => {
    expect(page).toContain(`up to ${stopSeconds} s`);
    expect(page).toContain(`terminationGracePeriodSeconds: ${stopSeconds}`);
  });

  it('names the launchd agent as it is called, and says what was not tested', () => {
    expect(page).toContain(`LaunchAgents/${launchdLabel}.plist`);
    expect(page).toMatch(/haven't\s+been\s+tested\s+on\s+a\s+Mac\s+or\s+on\s+Windows/);
  });
});
