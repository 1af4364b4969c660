import { unchanged } from './reason.ts';

/** The daemon as a background service. */
export const serviceReasons = {
  ServiceManagerMissing: unchanged<{ manager: string; problem: string; user: string }>({
    exit: 1,
    message: ({ manager, problem }) => `${manager} is not running here: ${problem}`,
    actions: ({ user }) => [
      "Let the program that starts services here (a container's entry point, supervisord) run `keyturn daemon` in the foreground.",
      'Or run `keyturn daemon --once` regularly with cron (`*/15 * * * *`) or a Kubernetes CronJob.',
      `If this is a shell of another user (su, sudo), sign in as that user first, with ssh or \`machinectl shell ${user}@\`.`,
    ],
  }),
  ServiceCommandFailed: unchanged<{ command: string; problem: string }>({
    exit: 1,
    message: ({ command, problem }) => `\`${command}\` failed: ${problem}`,
    actions: ({ command }) => [
      `Run \`${command}\` yourself to see the details.`,
      'Then run `keyturn daemon install` again. It continues where it stopped.',
    ],
  }),
  ServiceNotRunning: unchanged<{ state: string; log: string }>({
    exit: 1,
    message: ({ state }) => `The background service is installed but not running (${state})`,
    actions: ({ log }) => [`Read its log: \`${log}\`.`, 'Or run `keyturn daemon` in a terminal to see what stops it.'],
  }),
  ServiceFileEdited: unchanged<{ path: string; problem: string; keep: string }>({
    exit: 3,
    message: ({ path, problem }) => `keyturn left ${path} as it is: ${problem}`,
    actions: ({ keep }) => [keep, 'Or run the same command with `--force`. The changes in the file are then lost.'],
  }),
};
