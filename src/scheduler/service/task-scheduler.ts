import { win32 } from 'node:path';
import { xmlComment } from './seal.ts';
import type { ServiceForm } from './service-form.ts';
import { windowsEnvFile, windowsTask } from './windows-task.ts';

const name = 'keyturn';

/** The Task Scheduler of Windows. */
export function taskScheduler(user: string, keyturnHome: string): ServiceForm {
  const path = win32.join(keyturnHome, 'keyturn-task.xml');
  const envFile = win32.join(keyturnHome, 'service.env');
  const schtasks = (...args: string[]) => ({ program: 'schtasks', args });
  const end = { ...schtasks('/End', '/TN', name), mayFail: true };
  return {
    kind: 'task-scheduler',
    path,
    comment: xmlComment,
    untried: "The scheduled task follows Microsoft's documentation, but was not tested on Windows.",
    files: (plan) => [
      { path, content: windowsTask(plan, { user, envFile }), isUtf16: true },
      { path: envFile, content: windowsEnvFile(plan) },
    ],
    probe: schtasks('/Query', '/FO', 'LIST'),
    start: (isAgain) => [
      ...(isAgain ? [end] : []),
      schtasks('/Create', '/TN', name, '/XML', path, '/F'),
      schtasks('/Run', '/TN', name),
    ],
    stop: [end, schtasks('/Delete', '/TN', name, '/F')],
    forget: [],
    // The state in its output is in the computer's language, so only the exit code counts.
    look: async (run) => {
      const { isOk } = await run(schtasks('/Query', '/TN', name));
      return { active: isOk ? null : false, enabled: isOk, linger: null, word: null };
    },
    log: 'schtasks /Query /TN keyturn /V /FO LIST',
    keep: 'Run your own task under a different name, and uninstall this one.',
  };
}
