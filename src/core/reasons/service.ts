import { unchanged } from './reason.ts';

/** The daemon as a service of the system. */
export const serviceReasons = {
  ServiceManagerMissing: unchanged<{ manager: string; problem: string }>({
    exit: 1,
    message: ({ manager, problem }) => `${manager} does not run here: ${problem}`,
    actions: () => [
      'Run `keyturn daemon` in the foreground under whatever starts programs here (a container’s entry point, supervisord).',
      'Or run `keyturn daemon --once` again and again, by cron (`*/15 * * * *`) or a Kubernetes CronJob.',
      'In a shell of another user (su, sudo) sign in as that user first: ssh, or `machinectl shell <user>@`.',
    ],
  }),
  ServiceCommandFailed: unchanged<{ command: string; problem: string }>({
    exit: 1,
    message: ({ command, problem }) => `\`${command}\` failed: ${problem}`,
    actions: ({ command }) => [
      `Run \`${command}\` yourself to see more.`,
      'Run `keyturn daemon install` again: it goes on from what is there.',
    ],
  }),
  ServiceNotRunning: unchanged<{ state: string; log: string }>({
    exit: 1,
    message: ({ state }) => `The service is installed, but it does not run (${state})`,
    actions: ({ log }) => [`Look why: \`${log}\`.`, 'Run `keyturn daemon` in a terminal: it says what stops it.'],
  }),
  ServiceFileEdited: unchanged<{ path: string; problem: string; keep: string }>({
    exit: 3,
    message: ({ path, problem }) => `${path} is left as it is: ${problem}`,
    actions: ({ keep }) => [keep, 'Or run the same command with `--force`: what was changed in the file is lost.'],
  }),
};
