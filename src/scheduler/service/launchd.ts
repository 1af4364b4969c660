import { join } from 'node:path';
import type { ServiceHost } from '../../core/ports/service-manager.ts';
import { launchdLabel, launchdLog, launchdPlist } from './launchd-plist.ts';
import { xmlComment } from './seal.ts';
import type { ServiceForm } from './service-form.ts';

/** A launchd agent of the user. */
export function launchd({ uid, home }: ServiceHost['user'], keyturnHome: string): ServiceForm {
  const path = join(home, 'Library', 'LaunchAgents', `${launchdLabel}.plist`);
  const domain = `gui/${uid}`;
  const target = `${domain}/${launchdLabel}`;
  const launchctl = (...args: string[]) => ({ program: 'launchctl', args });
  const bootout = { ...launchctl('bootout', target), mayFail: true, isSlow: true };
  return {
    kind: 'launchd',
    path,
    comment: xmlComment,
    untried: "The launchd agent follows Apple's documentation, but was not tested on a Mac.",
    files: (plan) => [{ path, content: launchdPlist(plan) }],
    probe: launchctl('print', domain),
    start: (isAgain) => [
      ...(isAgain ? [bootout] : []),
      launchctl('enable', target),
      launchctl('bootstrap', domain, path),
    ],
    stop: [bootout],
    forget: [],
    look: async (run) => {
      const { isOk, stdout } = await run(launchctl('print', target));
      const word = /^\s*state = (.+)$/m.exec(stdout)?.[1] ?? null;
      return { active: isOk ? word === 'running' : false, enabled: isOk, linger: null, word };
    },
    log: `tail -n 30 '${launchdLog(keyturnHome)}'`,
    keep: 'Run your own agent under a different label, and uninstall this one.',
  };
}
