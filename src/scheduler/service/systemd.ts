import { join } from 'node:path';
import type { ServiceActivity, ServiceCommandEnd, ServiceHost } from '../../core/ports/service-manager.ts';
import { hashComment } from './seal.ts';
import type { ServiceForm } from './service-form.ts';
import { systemdUnit } from './systemd-unit.ts';

const unit = 'keyturn.service';

/** The user's systemd. It runs while the user is signed in, or always with lingering. */
export function userSystemd(user: ServiceHost['user'], configFolder: string): ServiceForm {
  const path = join(configFolder, 'systemd', 'user', unit);
  return systemd({ kind: 'systemd', path, scope: ['--user'], lingerOf: user.name });
}

/** The system's systemd. Only root can change it. */
export function systemSystemd(folder = '/etc/systemd/system'): ServiceForm {
  return systemd({ kind: 'systemd-system', path: join(folder, unit), scope: [], lingerOf: null });
}

interface Scope extends Pick<ServiceForm, 'kind' | 'path'> {
  readonly scope: readonly string[];
  readonly lingerOf: string | null;
}

function systemd({ kind, path, scope, lingerOf }: Scope): ServiceForm {
  const systemctl = (...args: string[]) => ({ program: 'systemctl', args: [...scope, ...args] });
  const edit = `systemctl ${[...scope, 'edit', 'keyturn'].join(' ')}`;
  return {
    kind,
    path,
    comment: hashComment,
    untried: null,
    files: (plan) => [{ path, content: systemdUnit(plan) }],
    probe: systemctl('show', '--property=Version', '--value'),
    start: (isAgain) => [
      systemctl('daemon-reload'),
      ...(isAgain
        ? [systemctl('enable', unit), { ...systemctl('restart', unit), isSlow: true }]
        : [systemctl('enable', '--now', unit)]),
    ],
    stop: [{ ...systemctl('disable', '--now', unit), isSlow: true }],
    forget: [systemctl('daemon-reload'), { ...systemctl('reset-failed', unit), mayFail: true }],
    look: async (run) => ({
      ...unitState(await run(systemctl('show', unit, '--property=ActiveState,SubState,UnitFileState'))),
      linger: lingerOf === null ? null : await lingers(run, lingerOf),
    }),
    log: `journalctl ${[...scope, '--unit', 'keyturn', '--lines', '30'].join(' ')}`,
    keep: `Keep your own changes with \`${edit}\`. keyturn never overwrites those.`,
  };
}

function unitState({ isOk, stdout }: ServiceCommandEnd): Omit<ServiceActivity, 'linger'> {
  const said = new Map(stdout.split('\n').map((line) => line.split('=', 2) as [string, string]));
  const state = said.get('ActiveState') ?? null;
  const sub = said.get('SubState');
  const told = isOk && state !== null;
  return {
    // Between two restarts the state is `activating`, which is not running.
    active: told ? state === 'active' || state === 'reloading' : null,
    enabled: told ? said.get('UnitFileState') === 'enabled' : null,
    word: told ? (sub && sub !== state ? `${state}, ${sub}` : state) : null,
  };
}

async function lingers(run: ServiceHost['run'], user: string): Promise<boolean | null> {
  const { isOk, stdout, problem } = await run({
    program: 'loginctl',
    args: ['show-user', user, '--property=Linger', '--value'],
  });
  if (isOk) return stdout.trim() === 'yes';
  return problem !== null && /not logged in or lingering|no such|not known/i.test(problem) ? false : null;
}
